import { cellText } from "./mark_text.js";
import { distanceOf, findShift } from "./shift.js";

/** A column is judged once so much of it is filled. */
const WHOLE = 0.8;

/**
 * Questions a column that was typed or pasted whole and fits the students' other marks clearly
 * better one row up or down. The question stands over the grid; a column that was said to be right
 * is not questioned again.
 */
export class ShiftWatch {
  #grid;
  #students;
  #texts;
  #banner;
  #right = new Set();
  #question = null;

  constructor(banner, { grid, students, texts }) {
    this.#grid = grid;
    this.#students = students;
    this.#texts = texts;
    this.#banner = banner;
    banner.querySelector("[data-move]").addEventListener("click", () => this.#move());
    banner.querySelector("[data-keep]").addEventListener("click", () => this.#keep());
  }

  /** The user changed cells. */
  look(changes) {
    const marks = changes.filter(({ cell }) => cell.kind === "mark");
    for (const column of new Set(marks.map(({ cell }) => cell.column))) this.#judge(column);
  }

  #cells(column) {
    return this.#grid.column(column).filter(({ isLocked }) => !isLocked);
  }

  #judge(column) {
    const cells = this.#cells(column);
    const marks = cells.map((cell) => (cell.needsCare ? null : this.#students.tenths(cell.value)));
    const isWhole = marks.filter((mark) => mark !== null).length >= WHOLE * marks.length;
    const usuals = cells.map(({ row }) => this.#students.usual(row, new Set([column])));
    const found = isWhole ? findShift(marks, usuals) : null;
    if (found && !this.#right.has(column)) this.#ask({ column, step: found.step }, marks, usuals);
    else if (this.#question?.column === column) this.#close();
  }

  #ask(question, marks, usuals) {
    const away = (step) =>
      distanceOf(marks.map((mark, row) => ({ mark, usual: usuals[row + step] ?? null })));
    const shown = (step) => cellText(Math.round(away(step).distance));
    this.#question = question;
    const { label } = this.#cells(question.column)[0];
    const values = { column: label, here: shown(0), there: shown(question.step) };
    this.#banner.querySelector("[data-text]").textContent = this.#texts.get(
      question.step < 0 ? "shift_up" : "shift_down",
      values,
    );
    this.#banner.querySelector("[data-move]").textContent = this.#texts.get(
      question.step < 0 ? "shift_move_up" : "shift_move_down",
    );
    this.#banner.hidden = false;
  }

  /** Each mark one row on, as one step that can be undone. */
  #move() {
    const { column, step } = this.#question;
    const cells = this.#cells(column);
    const values = cells.map(({ value }) => value);
    this.#close();
    this.#grid.apply(cells.map((cell, row) => ({ cell, after: values[row - step] ?? "" })));
    this.#grid.go(cells[0]);
  }

  #keep() {
    this.#right.add(this.#question.column);
    this.#grid.go(this.#cells(this.#question.column)[0]);
    this.#close();
  }

  #close() {
    this.#question = null;
    this.#banner.hidden = true;
  }
}
