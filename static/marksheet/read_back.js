/**
 * A column read back from the top, the paper beside it: each mark stands large beside its name.
 * Enter says that it is right, digits change it, both go on by themselves. Leaving the column ends
 * it; what was changed meanwhile is saved like anything typed.
 */
export class ReadBack {
  #grid;
  #panel;
  #texts;
  #say;
  #column = null;
  #before = new Map();
  #seen = new Set();

  constructor({ grid, panel, texts, say }) {
    this.#grid = grid;
    this.#panel = panel;
    this.#texts = texts;
    this.#say = say;
    grid.addEventListener("active", ({ detail: cell }) => {
      if (this.isOn && (cell.kind !== "mark" || cell.column !== this.#column)) this.stop();
    });
  }

  get isOn() {
    return this.#column !== null;
  }

  get button() {
    return this.#panel.querySelector("[data-read-back]");
  }

  /** Begin at the top of the cell's column, or end where it is on already. */
  toggle(cell) {
    if (this.isOn) {
      this.stop();
      this.draw(cell);
      return;
    }
    this.#grid.commit();
    const open = this.#grid.column(cell.column).filter(({ isLocked }) => !isLocked);
    this.#column = cell.column;
    this.#before = new Map(open.map((each) => [each, each.value]));
    this.#seen.clear();
    this.#grid.go(open[0]);
    this.draw(open[0]);
  }

  /** The student's mark was looked at, changed or not. */
  pass(cell) {
    if (this.isOn) this.#seen.add(cell);
  }

  /** The last student of the column was read: say how many, and how many were changed. */
  finish(cell) {
    const changed = [...this.#before].filter(([each, before]) => each.value !== before).length;
    const values = { column: cell.label, count: this.#seen.size, changed };
    this.stop();
    this.draw(cell);
    this.#say(this.#texts.get("read_end", values));
  }

  stop() {
    this.#column = null;
  }

  draw(cell) {
    this.#panel.classList.toggle("is-reading", this.isOn);
    this.button.setAttribute("aria-pressed", String(this.isOn));
    const key = this.isOn ? "read_stop" : "read_start";
    this.button.querySelector("[data-text]").textContent = this.#texts.get(key, {
      column: cell.label,
    });
  }
}
