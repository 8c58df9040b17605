import { Side } from "../ui/side.js";

const FOLLOW_MILLISECONDS = 250;

/**
 * The panel beside the grid: what there is to say of one cell, or of another place of its row that
 * has an address of its own (data-side-url on a td with data-cell). The arrows in the panel, and
 * the grid's own while it is open, lead to the other students.
 */
export class Details {
  #table;
  #side;
  #address;
  #back;
  #at = null;
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
    table.addEventListener("click", ({ target }) => {
      const opener = target.closest("[data-side-open]");
      if (opener) this.open(opener.closest("td[data-cell]"));
    });
  }

  get isOpen() {
    return this.#side.isOpen;
  }

  /** Show a td; `focus` says where in the panel the keyboard goes. */
  open(td, focus = "[data-side-title]") {
    if (!td) return;
    clearTimeout(this.#timer);
    this.#mark(td);
    this.#side.open(this.#urlOf(td), { focus });
  }

  /** The keyboard moved on in the grid: an open panel follows once it rests. */
  follow(td) {
    if (!this.isOpen || this.#side.hasFocus || td === this.#at) return;
    this.#mark(td);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#side.open(this.#urlOf(td), { focus: null }), FOLLOW_MILLISECONDS);
  }

  close() {
    this.#side.close();
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
    if (td) this.open(td);
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
    if (td) this.#back(td);
  }
}
