/**
 * Whether a mark is due here: the student is in the class, not exempt, and was there while the
 * column was open. A cell that is filled though nothing was due counts as any other.
 */
function isExpected({ kind, td, tr, value, server }) {
  const isUndue = td.classList.contains("is-undue") && value === "" && server === "";
  return kind === "mark" && !isUndue && !("exempt" in td.dataset) && !tr.dataset.gone;
}

/** How far the sheet is: all of it as the server holds it, the column at hand as it stands here. */
export class Counts {
  #grid;
  #texts;
  #elements;
  #unasked;

  /** `elements`: {column, bar, sheet}. No mark of study topics is asked for, as on the server. */
  constructor(grid, texts, elements, rules) {
    this.#grid = grid;
    this.#texts = texts;
    this.#elements = elements;
    const topics = rules.columns.filter(({ group }) => group === "topic");
    this.#unasked = new Set(topics.map(({ name }) => name));
  }

  column(cell) {
    if (cell?.kind !== "mark") {
      this.#elements.column.textContent = "";
      return;
    }
    const open = this.#grid.column(cell.column).filter(isExpected);
    const wrong = open.filter((other) => other.needsCare).length;
    const taken = open.filter((other) => !other.needsCare);
    const absent = taken.filter((other) => other.value === "V").length;
    const empty = taken.filter((other) => other.value === "").length;
    const parts = [
      this.#texts.get("counts", {
        column: document.getElementById(`h-${cell.name}`).dataset.label,
        filled: taken.length - empty,
        total: open.length,
      }),
    ];
    if (absent) parts.push(this.#texts.get("counts_absent", { count: absent }));
    if (empty) parts.push(this.#texts.get("counts_empty", { count: empty }));
    if (wrong) parts.push(this.#texts.get("counts_wrong", { count: wrong }));
    this.#elements.column.textContent = parts.join(", ");
  }

  sheet() {
    const marks = this.#grid.cells.filter(isExpected);
    const expected = marks.filter(({ name }) => !this.#unasked.has(name));
    const total = expected.length;
    const filled = expected.filter((cell) => cell.server !== "").length;
    const { bar, sheet } = this.#elements;
    Object.assign(bar, { max: Math.max(total, 1), value: filled });
    sheet.textContent = this.#texts.get("progress", { filled, total });
  }
}
