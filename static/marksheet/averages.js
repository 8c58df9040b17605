import { cellText, parseCell } from "./mark_text.js";
import { provisionalResult } from "./provisional.js";

/**
 * The average column. After an edit it shows an estimate, marked as one, until the server answers.
 * Event: "confirmed" with the td.
 */
export class Averages extends EventTarget {
  #grid;
  #rules;

  constructor(grid, rules) {
    super();
    this.#grid = grid;
    this.#rules = rules;
    for (let row = 0; row < grid.size.rows; row += 1) this.#colour(this.#box(row));
  }

  #box(row) {
    return this.#grid.row(row)[0].tr.querySelector("[data-average]");
  }

  estimate(row) {
    const box = this.#box(row);
    if (!box) return;
    this.#show(box, cellText(provisionalResult(this.#rules, this.#values(row))), true);
  }

  /** The server's word on one student's average. */
  confirm(row, text) {
    const box = this.#box(row);
    if (!box) return;
    this.#show(box, text, false);
    this.dispatchEvent(new CustomEvent("confirmed", { detail: box.closest("td") }));
  }

  #values(row) {
    const cells = new Map(this.#grid.row(row).map((cell) => [cell.name, cell]));
    const { columns, form } = this.#rules;
    return columns.map(({ name }) => {
      const { td, value } = cells.get(name);
      if (td.hasAttribute("data-unstudied")) return undefined;
      return parseCell(value, form).value ?? null;
    });
  }

  #show(box, text, isEstimate) {
    box.textContent = text;
    box.toggleAttribute("data-estimate", isEstimate && text !== "");
    this.#colour(box);
  }

  #colour(box) {
    if (!box) return;
    const { value } = parseCell(box.textContent, this.#rules.form);
    const isLow = value !== undefined && value !== null && value < this.#rules.low;
    box.classList.toggle("is-low", isLow);
  }
}
