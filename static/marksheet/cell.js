/**
 * One cell of the grid and how it shows its state.
 *
 * `value` is the text last committed, `server` the text the server is known to hold; the input may
 * show something else while it is being edited. `state` is "" at rest, dirty (not sent yet),
 * saving, saved (just now), error (wrong, or not taken) or conflict; being locked is apart.
 */
const NEEDS_CARE = new Set(["error", "conflict"]);

export class Cell {
  #note = null;

  constructor({ input, row, column, texts }) {
    this.input = input;
    this.td = input.closest("td");
    this.tr = input.closest("tr");
    this.row = row;
    this.column = column;
    this.texts = texts;
    this.record = Number(this.tr.dataset.record);
    this.name = this.td.dataset.cell;
    this.server = this.text;
    this.value = this.text;
    this.state = "";
    this.message = "";
    // What another user saved, or the server insists on: {value, by, at} or {value, isFinal}.
    this.theirs = null;
    this.reason = this.td.dataset.why ?? "";
    this.isLocked = this.td.classList.contains("is-locked");
    this.isAsked = this.td.classList.contains("is-asked");
    // What the cell held when the sheet was returned for it; undefined where it was not.
    this.before = this.td.dataset.before;
    this.isKept = this.td.classList.contains("is-kept");
    this.td.setAttribute("aria-selected", "false");
    if (this.isLocked) this.lock(this.reason);
    else this.#describe(this.#rest);
  }

  /** Whether a return asks to look at this very cell, and it can be written. */
  get isMeant() {
    return this.before !== undefined && !this.isLocked;
  }

  /** It holds something else than when the sheet was returned, or stays as it is. */
  get isLookedAt() {
    return this.isKept || (this.value !== this.before && !this.needsCare);
  }

  keep() {
    this.isKept = true;
    this.td.classList.add("is-kept");
    this.setState(this.state, this.message);
  }

  /** What there is to say of a cell at rest. */
  get #rest() {
    return this.isMeant && !this.isLookedAt ? this.texts.get("asked_cell") : this.reason;
  }

  /** "mark" or "remark". */
  get kind() {
    return this.name.endsWith("remark") ? "remark" : "mark";
  }

  /** How a mark is written here (parseCell). */
  get form() {
    return document.getElementById(`h-${this.name}`)?.dataset.form;
  }

  /** What the input shows now. */
  get text() {
    return this.input.value;
  }

  set text(text) {
    if (this.input.value !== text) this.input.value = text;
  }

  get needsCare() {
    return NEEDS_CARE.has(this.state);
  }

  /** What the column is called. */
  get label() {
    return document.getElementById(`h-${this.name}`)?.dataset.label ?? "";
  }

  /** Name of the student and of the column, for messages. */
  get title() {
    const student = document.getElementById(`s-${this.record}`)?.dataset.label ?? "";
    return `${student}, ${this.label}`;
  }

  setState(state, message = "") {
    this.state = state;
    this.message = message;
    // A mark entered over one taken over is the sheet's own.
    if (state === "saved") this.td.classList.remove("is-taken");
    if (state) this.td.dataset.state = state;
    else delete this.td.dataset.state;
    if (this.needsCare) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
    this.#describe(message || (state ? this.texts.get(`state_${state}`) : this.#rest));
  }

  lock(reason) {
    this.isLocked = true;
    this.reason = reason;
    this.td.classList.add("is-locked");
    this.td.setAttribute("aria-readonly", "true");
    this.input.readOnly = true;
    this.input.tabIndex = -1;
    this.#describe(this.message || reason);
  }

  /** The state in words, read out with the cell and shown on hovering: never colour alone. */
  #describe(words) {
    if (!words) {
      this.#note?.remove();
      this.#note = null;
      this.td.removeAttribute("title");
      this.input.removeAttribute("aria-describedby");
      return;
    }
    if (!this.#note) {
      this.#note = document.createElement("span");
      this.#note.className = "visually-hidden";
      this.#note.id = `note-${this.record}-${this.name}`;
      this.td.append(this.#note);
      this.input.setAttribute("aria-describedby", this.#note.id);
    }
    this.#note.textContent = words;
    this.td.title = words;
  }
}
