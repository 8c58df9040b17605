import { Side } from "../ui/side.js";

const FOLLOW_MILLISECONDS = 250;

/**
 * The panel beside the grid: what there is to say of one cell, or of another place of its row that
 * has an address of its own (data-side-url on a td with data-cell): the average and how it came
 * about, which Shift+F4 opens from any cell of the row. The arrows in the panel, and the grid's own
 * while it is open, lead to the other students.
 */
export class Details {
  #table;
  #side;
  #address;
  #back;
  #at = null;
  #from = null;
  #timer = 0;

  /** `address` holds RECORD and CELL to be filled in; `back` puts the keyboard on a td again. */
  constructor(table, box, { address, back }) {
    this.#table = table;
    this.#side = new Side(box);
    this.#address = address;
    this.#back = back;
    this.#side.addEventListener("step", ({ detail }) => this.#step(detail.step));
    this.#side.addEventListener("closed", () => this.#close());
    this.#side.addEventListener("answered", () => this.#at?.classList.add("is-noted"));
    table.addEventListener("click", (event) => this.#click(event));
    table.addEventListener("keydown", (event) => this.#keydown(event));
  }

  get isOpen() {
    return this.#side.isOpen;
  }

  /**
   * Show a td; `focus` says where in the panel the keyboard goes, `from` in which column of the row
   * it goes on once the panel is closed.
   */
  open(td, { focus = "[data-side-title]", from = td?.dataset.cell } = {}) {
    if (!td) return;
    clearTimeout(this.#timer);
    this.#from = from;
    this.#mark(td);
    this.#side.open(this.#urlOf(td), { focus });
  }

  /** The keyboard moved on in the grid: an open panel follows once it rests. */
  follow(td) {
    if (!this.isOpen || this.#side.hasFocus) return;
    const isOfRow = this.#from !== this.#at.dataset.cell;
    const next = isOfRow ? beside(td, this.#at.dataset.cell) : td;
    this.#from = td.dataset.cell;
    if (next === this.#at) return;
    this.#mark(next);
    this.#load(null);
  }

  /** What a td shows is another by now: an open panel that says how it came about as well. */
  renew(td) {
    if (td === this.#at) this.#load(this.#side.hasFocus ? "[data-side-title]" : null);
  }

  close() {
    this.#side.close();
  }

  #load(focus) {
    clearTimeout(this.#timer);
    const url = this.#urlOf(this.#at);
    this.#timer = setTimeout(() => this.#side.open(url, { focus }), FOLLOW_MILLISECONDS);
  }

  #click(event) {
    const opener = event.target.closest("[data-side-open]");
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.open(opener.closest("td"));
  }

  /** F4 on a place that is none of the grid's, and Shift+F4 anywhere in its row. */
  #keydown(event) {
    const td = event.target.closest("td[data-cell]");
    if (event.key !== "F4" || !td) return;
    const place = event.shiftKey ? td.parentElement.querySelector("[data-side-url]") : td;
    if (!place?.dataset.sideUrl) return;
    event.preventDefault();
    this.open(place, { from: td.dataset.cell });
  }

  #urlOf(td) {
    const { record } = td.closest("tr").dataset;
    const { sideUrl, cell } = td.dataset;
    return sideUrl ?? this.#address.replace("RECORD", record).replace("CELL", cell);
  }

  #step(step) {
    const rows = [...this.#table.tBodies[0].rows];
    const row = rows[rows.indexOf(this.#at?.closest("tr")) + step];
    const td = row?.querySelector(`td[data-cell="${this.#at.dataset.cell}"]`);
    if (td) this.open(td, { from: this.#from });
  }

  #mark(td) {
    this.#at?.classList.remove("is-detailed");
    this.#at = td;
    td.classList.add("is-detailed");
    if (matchMedia("(max-width: 900px)").matches) td.scrollIntoView({ block: "start" });
  }

  #close() {
    clearTimeout(this.#timer);
    const td = this.#at;
    td?.classList.remove("is-detailed");
    this.#at = null;
    if (td) this.#back(beside(td, this.#from));
  }
}

/** The place of a column in the row of a td. */
function beside(td, cell) {
  return td.parentElement.querySelector(`td[data-cell="${cell}"]`);
}
