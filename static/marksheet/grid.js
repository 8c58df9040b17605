import { Cell } from "./cell.js";
import { History } from "./history.js";
import { height, nextEmpty, span, width } from "./block.js";

/**
 * A server-rendered table of inputs as a grid. Without this module the table is a plain form.
 *
 * Modes follow spreadsheets: "nav" (typing replaces, arrows move), "type" (arrows commit and move)
 * and "edit" (F2: arrows move the caret). The grid knows nothing of saving. Events: "change" with
 * [{cell, before, after}], "active" with a cell, "skipped" with how many cells an undo left alone.
 */
export class Grid extends EventTarget {
  #rows;
  #byInput;
  #byKey = new Map();
  #selected = [];
  #history;
  #isExtending = false;

  constructor(table, texts, history = new History()) {
    super();
    this.table = table;
    this.#history = history;
    this.mode = "nav";
    // The focused cell, and the two corners of the selection; usually all the same.
    this.active = null;
    this.anchor = null;
    this.head = null;
    this.isComposing = false;
    this.#rows = [...table.tBodies[0].rows].map((tr, row) =>
      [...tr.querySelectorAll("input:not([type=hidden])")].map((input, column) => {
        const cell = new Cell({ input, row, column, texts });
        this.#byKey.set(`${cell.record}:${cell.name}`, cell);
        return cell;
      }),
    );
    this.cells = this.#rows.flat();
    this.#byInput = new Map(this.cells.map((cell) => [cell.input, cell]));
    this.#upgradeRoles();
    table.addEventListener("focusin", (event) => this.#focusIn(event));
    table.addEventListener("focusout", (event) => this.#focusOut(event));
  }

  column(index) {
    return this.#rows.map((row) => row[index]);
  }

  get size() {
    return { rows: this.#rows.length, columns: this.#rows[0]?.length ?? 0 };
  }

  row(index) {
    return this.#rows[index];
  }

  at(place) {
    return this.#rows[place.row]?.[place.column];
  }

  find(record, name) {
    return this.#byKey.get(`${record}:${name}`);
  }

  /** The cell an event happened in, or undefined. */
  cellOf(event) {
    const td = event.target.closest?.("td[data-cell]");
    const input = td?.querySelector("input:not([type=hidden])");
    return input ? this.#byInput.get(input) : undefined;
  }

  #upgradeRoles() {
    this.table.setAttribute("role", "grid");
    this.table.setAttribute("aria-multiselectable", "true");
    for (const tr of this.table.rows) tr.setAttribute("role", "row");
    for (const td of this.table.querySelectorAll("tbody td")) td.setAttribute("role", "gridcell");
  }

  setMode(mode) {
    this.mode = mode;
    if (!this.active) return;
    this.active.input.dataset.mode = mode;
    if (mode === "edit") {
      const end = this.active.input.value.length;
      this.active.input.setSelectionRange(end, end);
    }
  }

  #focusIn(event) {
    const cell = this.cellOf(event);
    if (!cell) return;
    if (this.active) this.#mark(this.active, false);
    this.active = cell;
    this.setMode("nav");
    cell.input.select();
    this.#mark(cell, true);
    if (!this.#isExtending) this.select(cell, cell);
    this.#emit("active", cell);
  }

  #focusOut(event) {
    const cell = this.cellOf(event);
    if (!cell) return;
    delete cell.input.dataset.mode;
    // An input method still composing commits by itself when it ends.
    if (!this.isComposing) this.commit(cell);
  }

  #mark(cell, isActive) {
    cell.tr.classList.toggle("is-active", isActive);
    document.getElementById(`h-${cell.name}`)?.classList.toggle("is-active", isActive);
  }

  // --- selection ---

  /** The selected rectangle, at least the focused cell; null before the grid was ever entered. */
  get block() {
    return this.anchor ? span(this.anchor, this.head) : null;
  }

  get hasSelection() {
    return this.#selected.length > 1;
  }

  /** The cells of a rectangle, row by row. */
  cellsIn(block) {
    return this.#rows
      .slice(block.top, block.bottom + 1)
      .map((row) => row.slice(block.left, block.right + 1));
  }

  select(anchor, head) {
    this.anchor = anchor;
    this.head = head;
    this.#paint(anchor === head ? [] : this.cellsIn(this.block).flat());
  }

  #paint(cells) {
    for (const cell of this.#selected) cell.td.setAttribute("aria-selected", "false");
    for (const cell of cells) cell.td.setAttribute("aria-selected", "true");
    this.#selected = cells;
  }

  /** Move to a place, kept inside the grid; `extend` stretches the selection to it. */
  go(place, { extend = false } = {}) {
    const cell = this.at({
      row: Math.max(0, Math.min(place.row, this.size.rows - 1)),
      column: Math.max(0, Math.min(place.column, this.size.columns - 1)),
    });
    if (!cell) return;
    const anchor = this.anchor ?? this.active ?? cell;
    this.#isExtending = extend;
    cell.input.focus();
    this.#isExtending = false;
    if (extend) this.select(anchor, cell);
  }

  /**
   * To the next (or, with -1, the previous) empty mark, after what is being typed is taken over.
   * Gives the key of the sentence to say when there is no other.
   */
  goEmpty(step) {
    this.commit();
    if (this.active) this.setMode("nav");
    const isEmpty = (place) => {
      const cell = this.at(place);
      return cell.kind === "mark" && !cell.isLocked && cell.value === "";
    };
    const place = nextEmpty(this.active ?? { row: -1, column: 0 }, this.size, step, isEmpty);
    if (!place) return "no_empty";
    if (this.at(place) === this.active) return "last_empty";
    this.go(place);
    return "";
  }

  // --- changing cells ---

  /** Whether a cell shows a text that was not taken over yet. */
  get isUncommitted() {
    return this.active !== null && this.active.text !== this.active.value;
  }

  /** Take over what the input shows. */
  commit(cell = this.active) {
    if (!cell || cell.isLocked || cell.text === cell.value) return;
    this.apply([{ cell, after: cell.text }]);
  }

  /** Change cells as one step that can be undone; locked ones are left alone. */
  apply(changes, { record = true } = {}) {
    const real = changes
      .filter(({ cell, after }) => !cell.isLocked && after !== cell.value)
      .map(({ cell, after }) => ({ cell, before: cell.value, after }));
    if (!real.length) return;
    for (const { cell, after } of real) this.show(cell, after);
    this.#emit("change", real);
    // As it was taken over: "8.5" has become "8,5".
    if (record) this.#history.push(real.map(({ cell, before }) => stepOf(cell, before)));
  }

  /** Show a text as the cell's committed value, without telling anyone. */
  show(cell, text) {
    cell.value = text;
    cell.text = text;
    const isIdle = cell === this.active && this.mode === "nav";
    if (isIdle && document.activeElement === cell.input) cell.input.select();
  }

  /** Back to the last committed text. */
  revert() {
    this.active.text = this.active.value;
    this.setMode("nav");
    this.active.input.select();
  }

  undo() {
    this.#replay(this.#history.undo(), "after", "before");
  }

  redo() {
    this.#replay(this.#history.redo(), "before", "after");
  }

  /** A cell that holds something else by now, perhaps another person's mark, is left alone. */
  #replay(step, from, to) {
    if (!step) return;
    const found = step
      .map((change) => ({ ...change, cell: this.find(change.record, change.name) }))
      .filter(({ cell }) => cell);
    const fitting = found.filter((change) => change.cell.value === change[from]);
    this.apply(fitting.map((change) => ({ cell: change.cell, after: change[to] })), { record: false });
    if (found.length) this.go(found[0].cell);
    if (fitting.length < step.length) this.#emit("skipped", step.length - fitting.length);
  }

  clear() {
    this.fillAll("");
  }

  /** Write one text into every selected cell. */
  fillAll(text) {
    this.apply(this.cellsIn(this.block).flat().map((cell) => ({ cell, after: text })));
  }

  fillDown() {
    const [first, ...rest] = this.cellsIn(this.block);
    this.apply(rest.flatMap((row) => row.map((cell, at) => ({ cell, after: first[at].value }))));
  }

  fillRight() {
    const changes = this.cellsIn(this.block).flatMap(([first, ...rest]) =>
      rest.map((cell) => ({ cell, after: first.value })),
    );
    this.apply(changes);
  }

  /** The selected texts, row by row. */
  copy() {
    return this.cellsIn(this.block).map((row) => row.map((cell) => cell.value));
  }

  get isTall() {
    return height(this.block) > 1;
  }

  get isWide() {
    return width(this.block) > 1;
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** What the history keeps of one changed cell: no elements, so that it outlives the page. */
function stepOf({ record, name, value }, before) {
  return { record, name, before, after: value };
}
