import { TabKey } from "./tab_key.js";

const BESIDE_TAB = new Set(["Tab", "Shift", "Control", "Alt", "Meta"]);

/**
 * The keys of the grid.
 *
 * Each table maps a key to an action. An action that returns false leaves the key to the browser.
 */
export class Keyboard {
  #grid;
  #texts;
  #on;
  #tab;

  /**
   * `on` takes {save, help, say, look, keep, details, comment, back, isSideways}: what the page
   * does when asked by a key. `back` gives true when Escape had something else to close.
   */
  constructor(grid, texts, on) {
    this.#grid = grid;
    this.#texts = texts;
    this.#on = on;
    this.#tab = new TabKey(grid, on.isSideways);
    grid.table.addEventListener("keydown", (event) => this.#keydown(event));
    grid.table.addEventListener("input", () => this.#typed());
    grid.table.addEventListener("compositionstart", () => (grid.isComposing = true));
    grid.table.addEventListener("compositionend", (event) => this.#composed(event));
  }

  /** Typing in a remark goes on inside its text; typing in a mark ends at the next arrow. */
  #typed() {
    const { mode, active } = this.#grid;
    if (mode === "nav" && active) {
      this.#grid.mode = active.kind === "remark" ? "edit" : "type";
      active.input.dataset.mode = this.#grid.mode;
    }
  }

  #composed(event) {
    this.#grid.isComposing = false;
    const cell = this.#grid.cellOf(event);
    if (cell && document.activeElement !== cell.input) this.#grid.commit(cell);
  }

  #keydown(event) {
    const cell = this.#grid.cellOf(event);
    // 229: the key belongs to an input method (Telex, VNI) that is still composing.
    if (!cell || cell !== this.#grid.active || event.isComposing || event.keyCode === 229) return;
    if (event.altKey && event.key !== "Enter") return;
    if (!BESIDE_TAB.has(event.key)) this.#tab.other(event.key);
    const hasCtrl = event.ctrlKey || event.metaKey;
    const action =
      this.#everywhere(event)[event.key] ||
      (hasCtrl && this.#withCtrl(event)[event.key.toLowerCase()]) ||
      (this.#grid.mode === "nav" && this.#selecting(event, cell)[event.key]) ||
      (this.#grid.mode !== "edit" && this.#moving(event, cell)[event.key]);
    if (action && action() !== false) event.preventDefault();
  }

  #everywhere(event) {
    return {
      Enter: () => this.#enter(event),
      F2: () => this.#toggleEdit(),
      F3: () => this.#nextEmpty(event.shiftKey ? -1 : 1),
      F4: () => (event.shiftKey ? false : this.#on.details(this.#grid.active)),
      F8: () => this.#on.look(event.shiftKey ? -1 : 1),
      Escape: () => this.#escape(),
      Tab: () => this.#tab.press(event.shiftKey ? -1 : 1),
      ArrowDown: () => this.#move(event, 1, 0),
      ArrowUp: () => this.#move(event, -1, 0),
      PageDown: () => this.#move(event, this.#pageRows(), 0),
      PageUp: () => this.#move(event, -this.#pageRows(), 0),
    };
  }

  #moving(event, cell) {
    const last = this.#grid.size.columns - 1;
    return {
      ArrowLeft: () => this.#move(event, 0, -1),
      ArrowRight: () => this.#move(event, 0, 1),
      Home: () => this.#jump(event, { row: event.ctrlKey ? 0 : cell.row, column: 0 }),
      End: () => this.#jump(event, { row: event.ctrlKey ? Infinity : cell.row, column: last }),
    };
  }

  /** Keys that would type something into the cell if it were being edited. */
  #selecting(event, cell) {
    const isText = cell.kind === "remark";
    return {
      "?": () => (isText ? false : this.#on.help()),
      Delete: () => this.#clear(),
      Backspace: () => (this.#grid.hasSelection ? this.#clear() : false),
      "?": () => (isText ? false : this.#on.help()),
      " ": () => (event.shiftKey && !isText ? this.#selectRow(cell) : false),
    };
  }

  #withCtrl(event) {
    const grid = this.#grid;
    const inNav = (action) => () => (grid.mode === "nav" ? action() : false);
    return {
      s: () => {
        grid.commit();
        this.#on.save();
      },
      d: () => (grid.isTall ? grid.fillDown() : undefined),
      // Only with a selection: otherwise Ctrl+R stays the browser's own.
      r: () => (grid.isWide ? grid.fillRight() : false),
      z: inNav(() => (event.shiftKey ? grid.redo() : grid.undo())),
      y: inNav(() => grid.redo()),
      a: inNav(() => this.#selectAll()),
      " ": inNav(() => this.#selectColumn(grid.active)),
      ";": () => this.#on.comment(grid.active),
    };
  }

  #enter(event) {
    const grid = this.#grid;
    if (event.altKey) {
      this.#on.details(grid.active);
      return;
    }
    if (event.ctrlKey) {
      if (grid.mode === "nav") this.#on.keep();
      else grid.fillAll(grid.active.text);
      grid.setMode("nav");
      return;
    }
    const step = event.shiftKey ? -1 : 1;
    const row = grid.active.row + step;
    const column = this.#tab.takeStart() ?? grid.active.column;
    if (row >= 0 && row < grid.size.rows) grid.go({ row, column });
    else this.#turnColumn(step);
  }

  /** From the end of a column to the start of the next one that can be written. */
  #turnColumn(step) {
    const grid = this.#grid;
    grid.commit();
    const row = step > 0 ? 0 : grid.size.rows - 1;
    for (let column = grid.active.column + step; grid.at({ row, column }); column += step) {
      if (grid.cells.every((cell) => cell.column !== column || cell.isLocked)) continue;
      grid.go({ row, column });
      this.#on.say(grid.active.title);
      return;
    }
  }

  #toggleEdit() {
    const grid = this.#grid;
    if (!grid.active.isLocked) {
      grid.setMode(grid.mode === "edit" ? "nav" : "edit");
    }
  }

  #nextEmpty(step) {
    const trouble = this.#grid.goEmpty(step);
    if (trouble) this.#on.say(this.#texts.get(trouble));
  }

  #escape() {
    const grid = this.#grid;
    const isUntouched = grid.mode === "nav" && grid.active.text === grid.active.value;
    if (!isUntouched) {
      grid.revert();
    } else if (!this.#on.back()) {
      grid.select(grid.active, grid.active);
      this.#tab.leaveNext();
    }
  }

  #move(event, down, along) {
    const { active, size } = this.#grid;
    const isEdge = event.ctrlKey || event.metaKey;
    if (isEdge && down > 0 && this.#isGap(active) && !event.shiftKey) {
      this.#nextEmpty(1);
      return;
    }
    const row = isEdge && down ? (down > 0 ? size.rows - 1 : 0) : active.row + down;
    const column = isEdge && along ? (along > 0 ? size.columns - 1 : 0) : active.column + along;
    this.#jump(event, { row, column });
  }

  /** Among empty marks Ctrl+Down looks for the next one, as F3 does. */
  #isGap({ kind, isLocked, text, value }) {
    return kind === "mark" && !isLocked && value === "" && text === "";
  }

  #jump(event, place) {
    this.#grid.go(place, { extend: event.shiftKey });
  }

  #pageRows() {
    const view = this.#grid.table.parentElement.clientHeight;
    return Math.max(1, Math.floor(view / this.#grid.active.tr.offsetHeight) - 3);
  }

  #clear() {
    const grid = this.#grid;
    const filled = grid.cellsIn(grid.block).flat().filter((cell) => cell.value && !cell.isLocked);
    const question = this.#texts.get("confirm_clear", { count: filled.length });
    if (filled.length <= 10 || window.confirm(question)) grid.clear();
  }

  #selectAll() {
    const { rows, columns } = this.#grid.size;
    const last = this.#grid.at({ row: rows - 1, column: columns - 1 });
    this.#grid.select(this.#grid.at({ row: 0, column: 0 }), last);
  }

  #selectRow(cell) {
    const row = this.#grid.row(cell.row);
    this.#grid.select(row[0], row.at(-1));
  }

  #selectColumn(cell) {
    const { rows } = this.#grid.size;
    const { column } = cell;
    this.#grid.select(this.#grid.at({ row: 0, column }), this.#grid.at({ row: rows - 1, column }));
  }
}
