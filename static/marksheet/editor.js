import { cellText, parseCell } from "./mark_text.js";

const LONGEST_REMARK = 300;
const SAVED_SHOWN_MILLISECONDS = 3000;

/**
 * Between the grid and the queue: what was typed is checked, written the portal's way and queued;
 * what the server answers is shown on the cells. A wrong text stays in its cell, red and unsent.
 *
 * Event: "problems" whenever a cell starts or stops needing care.
 */
export class Editor extends EventTarget {
  #grid;
  #queue;
  #texts;
  #averages;
  #rules;

  constructor({ grid, queue, texts, averages, rules }) {
    super();
    this.#grid = grid;
    this.#queue = queue;
    this.#texts = texts;
    this.#averages = averages;
    this.#rules = rules;
  }

  /** Cells that hold something the server will not or did not take. */
  get problems() {
    return this.#grid.cells.filter((cell) => cell.needsCare);
  }

  /** The user changed cells: queue what is right, mark what is wrong. */
  accept(changes) {
    for (const { cell } of changes) {
      const { text, message } = this.check(cell, cell.value);
      if (message) this.#reject(cell, message);
      else this.#enqueue(cell, text);
    }
    const marks = changes.filter(({ cell }) => cell.kind === "mark");
    for (const row of new Set(marks.map(({ cell }) => cell.row))) this.#averages.estimate(row);
    this.#tell();
  }

  /** What the cell would hold, written the portal's way: {text}, or {message} when it is wrong. */
  check(cell, typed) {
    if (cell.kind === "remark") return this.#checkRemark(typed);
    const { exemptCells, zeroAllowed } = this.#rules;
    const { value, error, text } = parseCell(typed, cell.form, exemptCells, zeroAllowed);
    if (error) return { message: this.#texts.get(`error_${error}`, { text }) };
    return { text: cellText(value, cell.form) };
  }

  #checkRemark(remark) {
    const text = remark.normalize("NFC").replace(/\s+/g, " ").trim();
    if (text.length <= LONGEST_REMARK) return { text };
    const values = { limit: LONGEST_REMARK, length: text.length };
    return { message: this.#texts.get("error_remark", values) };
  }

  #reject(cell, message) {
    this.#queue.cancel(cell.record, cell.name);
    cell.setState("error", message);
  }

  #enqueue(cell, text) {
    this.#grid.show(cell, text);
    this.#queue.add({ record: cell.record, cell: cell.name, from: cell.server, to: text });
    cell.setState(this.#queue.last(cell.record, cell.name) ? "dirty" : "");
    cell.theirs = null;
  }

  /** Changes an earlier visit left: show them as typed and waiting. */
  restore(ops) {
    for (const op of ops) {
      const cell = this.#grid.find(op.record, op.cell);
      if (!cell || !this.#queue.last(op.record, op.cell)) continue;
      this.#grid.show(cell, this.#queue.last(op.record, op.cell).to);
      cell.setState("dirty");
      this.#averages.estimate(cell.row);
    }
  }

  /** A batch is on its way, or came back unsent. */
  mark(ops, state) {
    for (const op of ops) {
      const cell = this.#grid.find(op.record, op.cell);
      if (cell && !cell.needsCare) cell.setState(state);
    }
  }

  /** The server's answers, one an operation: {op, mine, result}. */
  settle(results) {
    for (const { op, mine, result } of results) {
      const cell = this.#grid.find(op.record, op.cell);
      if (!cell) continue;
      if (result.value !== undefined && result.status !== "invalid") cell.server = result.value;
      if (result.status === "saved" || result.status === "same") this.#saved(cell, mine, result);
      else if (result.status === "conflict") this.#conflict(cell, result);
      else if (result.status === "invalid") cell.setState("error", result.message);
      else this.#refused(cell, result);
      if (result.status !== "gone") this.#confirm(cell, result.average);
    }
    this.#tell();
  }

  /** An older answer says nothing about a row with newer changes on their way. */
  #confirm(cell, average) {
    const row = this.#grid.row(cell.row);
    const isWaiting = row.some(({ record, name }) => this.#queue.last(record, name));
    if (!isWaiting) this.#averages.confirm(cell.row, average);
  }

  #saved(cell, mine, result) {
    if (cell.state === "error") return;
    if (this.#queue.last(cell.record, cell.name)) {
      cell.setState("dirty");
      return;
    }
    if (cell.value === mine) this.#showUnlessEdited(cell, result.value);
    cell.setState("saved");
    setTimeout(() => {
      if (cell.state === "saved") cell.setState("");
    }, SAVED_SHOWN_MILLISECONDS);
  }

  /** Never change a text while it is being typed. */
  #showUnlessEdited(cell, text) {
    if (cell.text === cell.value) this.#grid.show(cell, text);
  }

  #conflict(cell, { value, by, at }) {
    cell.theirs = { value, by: by ?? "", at: at ?? "" };
    const shown = value === "" ? this.#texts.get("empty") : value;
    const mine = cell.value === "" ? this.#texts.get("empty") : cell.value;
    cell.setState("conflict", this.#texts.get("conflict", { mine, theirs: shown, by, at }));
  }

  /** Locked meanwhile, or the student has left: the typed text stays visible until let go. */
  #refused(cell, { value, message }) {
    const reason = message || this.#texts.get("state_locked");
    cell.theirs = { value: value ?? cell.server, isFinal: true };
    cell.setState("error", this.#texts.get("refused", { reason, mine: cell.value }));
    cell.lock(reason);
  }

  /** Write the user's text over what the other person saved. */
  keepMine(cell) {
    this.#enqueue(cell, cell.value);
    this.#tell();
  }

  takeTheirs(cell) {
    this.#grid.show(cell, cell.server);
    cell.theirs = null;
    cell.setState("");
    this.#averages.estimate(cell.row);
    this.#tell();
  }

  /**
   * The sheet as the server holds it now: {record, average, cells: {name: text}, by: {name: person}}
   * a row. Cells with changes of ours are left alone; saving those shows the conflict. Gives
   * {changes, isWhole}: what changed as {cell, before, after, by}, `by` being empty where nobody
   * knows, and whether the page shows all of it: a cell left alone must be looked for again.
   */
  refresh(rows) {
    const changes = [];
    let isWhole = true;
    for (const { record, average, cells, by } of rows) {
      for (const [name, after] of Object.entries(cells)) {
        const cell = this.#grid.find(record, name);
        if (!cell || cell.server === after) continue;
        if (this.#isOurs(cell)) {
          isWhole &&= this.#queue.last(record, name)?.to === after;
          continue;
        }
        changes.push({ cell, before: cell.server, after, by: by[name] ?? "" });
        cell.server = after;
        this.#grid.show(cell, after);
        this.#confirm(cell, average);
      }
    }
    return { changes, isWhole };
  }

  #isOurs(cell) {
    const isWaiting = this.#queue.last(cell.record, cell.name) !== undefined;
    return cell.needsCare || isWaiting || cell.text !== cell.value;
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("problems", { detail: this.problems }));
  }
}
