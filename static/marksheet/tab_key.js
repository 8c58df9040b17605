/**
 * The Tab key. It is the browser's own: the next field. Who wishes so moves sideways with it as in
 * Excel: to the next cell that can be written, on to the next row, and Enter then goes to below
 * where the row was begun. Either way Escape, then Tab leaves the grid, so that nobody is caught.
 */
export class TabKey {
  #grid;
  #isSideways;
  #start = null;
  // The cell in which Escape was pressed last.
  #left = null;

  /** `isSideways` says what this user chose, asked at each key. */
  constructor(grid, isSideways) {
    this.#grid = grid;
    this.#isSideways = isSideways;
  }

  /** Escape was pressed while nothing was being typed. */
  leaveNext() {
    this.#left = this.#grid.active;
  }

  /** Of every other key, before its action. */
  other(key) {
    this.#left = null;
    if (key !== "Enter" && key.length > 1) this.#start = null;
  }

  /** The column Enter goes to after Tab; null where it stays in its own. Asked once. */
  takeStart() {
    const start = this.#start;
    this.#start = null;
    return start;
  }

  /** False leaves the key to the browser. */
  press(step) {
    if (this.#left === this.#grid.active) return this.#leave(step);
    if (!this.#isSideways()) return false;
    const { cells, active } = this.#grid;
    const open = cells.filter((cell) => !cell.isLocked || cell === active);
    const next = open[open.indexOf(active) + step];
    if (!next) return false;
    this.#start ??= active.column;
    this.#grid.go(next);
    return true;
  }

  /** The browser goes on from the edge of the grid. */
  #leave(step) {
    this.#left = null;
    const frame = this.#grid.table.parentElement;
    (step > 0 ? frame.nextElementSibling : frame).focus();
    return false;
  }
}
