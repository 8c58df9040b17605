/** The table's cells, which one is active, and the block between two of them. Sends nothing. */

/** One cell: class, subject, and the people in it by id. */
export class Cell {
  constructor(box, row, column) {
    Object.assign(this, { box, row, column, wanted: null });
    this.link = box.querySelector("a");
    this.group = box.parentElement.dataset.class;
    this.subject = box.dataset.subject;
  }

  get value() {
    return this.box.dataset.value;
  }

  /** Who is wanted here while that is on its way, otherwise who is here. */
  get people() {
    return this.wanted ?? idsOf(this.value);
  }

  /** Show people before the server has answered. */
  want(ids, text) {
    this.wanted = ids;
    this.link.textContent = text;
    this.box.classList.remove("is-trouble");
    this.box.classList.toggle("is-saving", true);
  }

  get isEmpty() {
    return this.box.classList.contains("is-empty");
  }

  /** What the server says of the cell now; `isLast` unless a later change is on its way. */
  show({ value, text, label, css }, isLast) {
    if (!isLast) {
      this.box.dataset.value = value;
      return;
    }
    this.wanted = null;
    const kept = ["is-active", "is-chosen", "is-mine"].filter((name) =>
      this.box.classList.contains(name),
    );
    this.box.dataset.value = value;
    this.box.className = [css, ...kept].join(" ");
    this.link.textContent = text;
    this.link.setAttribute("aria-label", label);
  }
}

/** The ids in a value "id:periods id:periods". */
function idsOf(value) {
  return value.split(" ").filter(Boolean).map((part) => part.slice(0, 36));
}

/** Fires "active" when another cell becomes active. */
export class Table extends EventTarget {
  #rows = [];
  #byBox = new Map();

  constructor(element) {
    super();
    this.element = element;
    for (const line of element.tBodies[0].rows) {
      const cells = [];
      for (const box of line.cells) {
        if (!("subject" in box.dataset)) {
          if (box.tagName === "TD" && !("left" in box.dataset)) cells.push(null);
          continue;
        }
        const cell = new Cell(box, this.#rows.length, cells.length);
        cell.link.tabIndex = -1;
        this.#byBox.set(box, cell);
        cells.push(cell);
      }
      this.#rows.push(cells);
    }
    this.active = this.#rows.flat().find(Boolean);
    this.anchor = this.active;
    if (this.active) this.active.link.tabIndex = 0;
  }

  get all() {
    return this.#rows.flat().filter(Boolean);
  }

  cellOf(element) {
    return this.#byBox.get(element.closest("td"));
  }

  find(group, subject) {
    return this.all.find((cell) => cell.group === group && cell.subject === subject);
  }

  /** The cell beside another, classes without the subject skipped; null at the edge. */
  beside(cell, down, right) {
    let row = cell.row + down;
    let column = cell.column + right;
    while (this.#rows[row] && column >= 0 && column < this.#rows[row].length) {
      if (this.#rows[row][column]) return this.#rows[row][column];
      row += down;
      column += right;
    }
    return null;
  }

  at(row, column) {
    return this.#rows[row]?.[column] ?? null;
  }

  /** Make a cell active; with `extend` the block grows from the anchor to it. */
  go(cell, { extend = false } = {}) {
    if (!cell) return;
    this.active.link.tabIndex = -1;
    this.active = cell;
    if (!extend) this.anchor = cell;
    cell.link.tabIndex = 0;
    cell.link.focus({ preventScroll: true });
    cell.box.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.#paint();
    this.dispatchEvent(new CustomEvent("active", { detail: cell }));
  }

  /** Rows of cells between anchor and active cell; null where a class has not the subject. */
  get block() {
    const [top, bottom] = [this.anchor.row, this.active.row].sort((a, b) => a - b);
    const [left, right] = [this.anchor.column, this.active.column].sort((a, b) => a - b);
    return this.#rows.slice(top, bottom + 1).map((cells) => cells.slice(left, right + 1));
  }

  #paint() {
    const chosen = new Set(this.block.flat().filter(Boolean));
    const mine = new Set(this.active.people);
    for (const cell of this.all) {
      const { classList } = cell.box;
      classList.toggle("is-active", cell === this.active);
      classList.toggle("is-chosen", chosen.size > 1 && chosen.has(cell));
      classList.toggle("is-mine", cell.people.some((id) => mine.has(id)));
    }
  }

  repaint() {
    this.#paint();
  }
}
