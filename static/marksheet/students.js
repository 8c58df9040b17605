import { HIGHEST_MARK, parseCell } from "./mark_text.js";
import { usual } from "./shift.js";

/** The students of the sheet, in its order: {row, order, code, name, born, when, isGone}. */
export class Students {
  #grid;
  #form;

  constructor(grid, form) {
    this.#grid = grid;
    this.#form = form;
    this.all = Array.from({ length: grid.size.rows }, (_, row) => {
      const { tr } = grid.row(row)[0];
      const name = tr.querySelector(".marks__name");
      return {
        row,
        order: tr.querySelector(".marks__order").textContent.trim(),
        code: name.dataset.code ?? "",
        name: name.dataset.label,
        born: name.dataset.born ?? "",
        when: name.querySelector(".marks__when")?.textContent ?? "",
        shown: name.querySelector(".marks__born")?.textContent ?? "",
        isGone: "gone" in tr.dataset,
      };
    });
  }

  /** Whether no mark of the row can be written: the student has left, or is exempt. */
  isLocked(row) {
    return this.#marks(row).every((cell) => cell.isLocked);
  }

  get locked() {
    return this.all.filter(({ row }) => this.isLocked(row));
  }

  /** The mark a cell holds or a text means, in tenths; null for anything else. */
  tenths(text) {
    const { value } = parseCell(text, this.#form);
    return value !== undefined && value !== null && value <= HIGHEST_MARK ? value : null;
  }

  /** The mean of the row's marks outside some columns, in tenths; null without any. */
  usual(row, except) {
    const others = this.#marks(row).filter((cell) => !except.has(cell.column) && !cell.needsCare);
    return usual(others.map((cell) => this.tenths(cell.value)));
  }

  #marks(row) {
    return this.#grid.row(row).filter(({ kind }) => kind === "mark");
  }
}
