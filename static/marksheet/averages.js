import { cellText, parseCell, provisionalAverage, provisionalResult } from "./score.js";

const LOWEST_PASS = 50;

/**
 * The average column. After an edit it shows an estimate, marked as one, until the server answers:
 * only the server knows the rule set in force and the exceptions.
 */
export class Averages {
  #grid;
  #form;

  constructor(grid, form) {
    this.#grid = grid;
    this.#form = form;
    for (let row = 0; row < grid.size.rows; row += 1) this.#colour(this.#box(row));
  }

  #box(row) {
    return this.#grid.row(row)[0].tr.querySelector("[data-average]");
  }

  estimate(row) {
    const box = this.#box(row);
    if (!box) return;
    const marks = this.#marks(row);
    const value = this.#form === "scored" ? provisionalAverage(marks) : provisionalResult(marks);
    this.#show(box, cellText(value), true);
  }

  /** The server's word on one student's average. */
  confirm(row, text) {
    const box = this.#box(row);
    if (box) this.#show(box, text, false);
  }

  #marks(row) {
    const marks = { regular: [], midterm: null, final: null };
    for (const cell of this.#grid.row(row).filter(({ kind }) => kind === "mark")) {
      const value = parseCell(cell.value, this.#form).value ?? null;
      if (cell.name === "gk") marks.midterm = value;
      else if (cell.name === "ck") marks.final = value;
      else marks.regular.push(value);
    }
    return marks;
  }

  #show(box, text, isEstimate) {
    box.textContent = text;
    box.toggleAttribute("data-estimate", isEstimate && text !== "");
    this.#colour(box);
  }

  #colour(box) {
    if (!box) return;
    const { value } = parseCell(box.textContent, this.#form);
    box.classList.toggle("is-low", value !== undefined && value !== null && value < LOWEST_PASS);
  }
}
