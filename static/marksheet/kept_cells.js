import { element } from "./dom.js";
import { cellsAsFile, withoutFormula } from "./kept_file.js";

const cellKey = ({ record, cell }) => `${record}:${cell}`;
// What one request for an amendment may be about (grades/views/amending.py).
const MOST_LINES = 5;

/**
 * Cells typed on this machine that were locked before they could be saved: the day of entry was
 * over, the sheet was handed in, approved or sealed. They stay on the disk and are listed here
 * until the person saves them as a file, asks for an amendment or for the cells to be opened again,
 * or throws them away.
 */
export class KeptCells {
  #box;
  #texts;
  #outbox;
  #textOf;
  #ops = new Map();
  #forget;

  /** `textOf` gives what the sheet holds for an operation; `forget` is told what was let go. */
  constructor(box, { texts, outbox, textOf, forget = () => {} }) {
    this.#box = box;
    this.#texts = texts;
    this.#outbox = outbox;
    this.#textOf = textOf;
    this.#forget = forget;
    const press = (name, action) => box.querySelector(`[data-${name}]`)?.addEventListener("click", action);
    press("save-file", () => this.#save());
    press("discard", () => this.#discard());
    press("amend", () => this.#fillRequest());
    press("ask", () => this.#fillQuestion());
  }

  /** The newest operation of a cell counts. */
  add(ops) {
    for (const op of ops) {
      const older = this.#ops.get(cellKey(op));
      if (older && older.op !== op.op) this.#outbox.write({ put: [], remove: [older.op] });
      this.#ops.set(cellKey(op), op);
    }
    this.#draw();
  }

  /** The person has let the cell's text go. */
  drop(place) {
    const op = this.#ops.get(cellKey(place));
    if (!op) return;
    this.#ops.delete(cellKey(op));
    this.#outbox.write({ put: [], remove: [op.op] });
    this.#draw();
  }

  #draw() {
    const ops = [...this.#ops.values()];
    const find = (name) => this.#box.querySelector(`[data-${name}]`);
    this.#box.hidden = ops.length === 0;
    find("text").textContent = this.#texts.get("kept", { count: ops.length });
    find("list").replaceChildren(...ops.map((op) => element("li", {}, this.#lineOf(op))));
    const count = new Set(ops.map(({ record }) => record)).size;
    if (find("amend-some")) find("amend-some").hidden = count <= MOST_LINES;
  }

  #lineOf(op) {
    const shown = (text) => (text === "" ? this.#texts.get("empty") : text);
    return `${this.#nameOf(op)}, ${labelOf(op)}: ${shown(this.#textOf(op))} → ${shown(op.to)}`;
  }

  #nameOf({ record }) {
    return dataOf(`s-${record}`).label ?? this.#texts.get("kept_gone");
  }

  #save() {
    const ops = [...this.#ops.values()];
    const heads = [this.#texts.get("kept_code"), this.#texts.get("kept_name")];
    const rows = new Map();
    for (const op of ops) {
      const { code = "" } = dataOf(`s-${op.record}`);
      const row = rows.get(op.record) ?? { fixed: [code, this.#nameOf(op)], cells: {} };
      row.cells[labelOf(op)] = withoutFormula(op.to);
      rows.set(op.record, row);
    }
    const link = element("a", { download: `${document.title}.csv` });
    link.href = URL.createObjectURL(cellsAsFile(heads, [...rows.values()]));
    link.click();
    URL.revokeObjectURL(link.href);
  }

  async #discard() {
    const ops = [...this.#ops.values()];
    if (!window.confirm(this.#texts.get("kept_discard", { count: ops.length }))) return;
    this.#ops.clear();
    this.#draw();
    this.#forget(ops);
    await this.#outbox.write({ put: [], remove: ops.map(({ op }) => op) });
  }

  /** The request's form gets the cells of the first students; the page it leads to shows them. */
  #fillRequest() {
    const records = [...new Set([...this.#ops.values()].map(({ record }) => record))];
    const asked = new Set(records.slice(0, MOST_LINES));
    const ops = [...this.#ops.values()].filter(({ record }) => asked.has(record));
    const lines = [...asked].map((record) => hidden("line", record));
    const cells = ops.map((op) => hidden(`m-${op.record}-${op.cell}`, op.to));
    this.#box.querySelector("[data-amend-cells]").replaceChildren(...lines, ...cells);
  }

  /** The head is told which cells, never what was typed. */
  #fillQuestion() {
    const cells = [...this.#ops.values()].map((op) => hidden("cell", `${op.record}-${op.cell}`));
    this.#box.querySelector("[data-ask-cells]").replaceChildren(...cells);
  }
}

const hidden = (name, value) => element("input", { type: "hidden", name, value });
const dataOf = (id) => document.getElementById(id)?.dataset ?? {};
const labelOf = ({ cell }) => dataOf(`h-${cell}`).label ?? cell;
