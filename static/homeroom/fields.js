import { element } from "../marksheet/dom.js";
import { History } from "../marksheet/history.js";
import { Field } from "./field.js";

const SAVED_SHOWN_MILLISECONDS = 3000;

/**
 * The fields of the class between the table and the queue: what was chosen or typed is queued, what
 * the server answers is shown. Events: "changed" after the queue has changed, "problems" [fields].
 */
export class Fields extends EventTarget {
  #queue;
  #texts;
  #history = new History();
  #rows = [];

  constructor(table, queue, texts) {
    super();
    this.#queue = queue;
    this.#texts = texts;
    this.#rows = [...table.tBodies[0].rows]
      .map((row) => [...row.querySelectorAll("[data-field]")].map((td) => new Field(td, texts)))
      .filter((row) => row.length);
    table.addEventListener("change", ({ target }) => {
      const field = this.of(target);
      if (field) this.commit(field);
    });
  }

  get all() {
    return this.#rows.flat();
  }

  /** The fields of one name, from the first student to the last. */
  column(name) {
    return this.#rows.map((row) => row.find((field) => field.name === name));
  }

  find(record, name) {
    return this.all.find((field) => field.record === record && field.name === name);
  }

  of(element) {
    const td = element.closest("[data-field]");
    return td && this.all.find((field) => field.td === td);
  }

  /** The field so many rows down and so many columns along, or undefined. */
  near(field, down, along) {
    const at = this.#rows.findIndex((row) => row.includes(field));
    const place = this.#rows[at].indexOf(field);
    return this.#rows[at + down]?.[place + along];
  }

  /** The levels nobody has chosen yet: of conduct, or of qualities and competences. */
  get unset() {
    return this.all.filter((field) => field.isChoice && field.value === "");
  }

  get problems() {
    return this.all.filter((field) => field.needsCare);
  }

  /** What the control shows becomes the field's value and waits to be sent. */
  commit(field) {
    if (field.text !== field.value) this.write([{ field, after: field.text }]);
  }

  commitAll() {
    for (const field of this.all) this.commit(field);
  }

  /** One step for undo: [{field, after}]. */
  write(changes) {
    const step = changes
      .filter(({ field, after }) => field.value !== after && !field.isLocked)
      .map(({ field, after }) => ({ field, before: field.value, after }));
    if (!step.length) return;
    this.#history.push(step);
    this.#apply(step.map(({ field, after }) => ({ field, text: after })));
  }

  undo() {
    const step = this.#history.undo();
    if (step) this.#apply(step.map(({ field, before }) => ({ field, text: before })));
  }

  redo() {
    const step = this.#history.redo();
    if (step) this.#apply(step.map(({ field, after }) => ({ field, text: after })));
  }

  #apply(changes) {
    for (const { field, text } of changes) this.#enqueue(field, text);
    this.dispatchEvent(new Event("changed"));
    this.#tell();
  }

  #enqueue(field, text) {
    const clean = text.normalize("NFC").replace(/\s+/g, " ").trim();
    field.value = clean;
    field.text = clean;
    const { record, name } = field;
    this.#queue.add({ record, cell: name, from: field.server, to: clean });
    field.theirs = null;
    field.setState(this.#queue.last(record, name) ? "dirty" : "");
  }

  restore(ops) {
    for (const op of ops) {
      const field = this.find(op.record, op.cell);
      const last = field && this.#queue.last(op.record, op.cell);
      if (!last) continue;
      field.value = last.to;
      field.text = last.to;
      field.setState("dirty");
    }
  }

  mark(ops, state) {
    for (const op of ops) {
      const field = this.find(op.record, op.cell);
      if (field && !field.needsCare) field.setState(state);
    }
  }

  settle(results) {
    for (const { op, mine, result } of results) {
      const field = this.find(op.record, op.cell);
      if (!field) continue;
      if (result.status !== "invalid" && result.status !== "gone") field.server = result.value;
      if (result.status === "saved" || result.status === "same") this.#saved(field, mine);
      else if (result.status === "conflict") this.#conflict(field, result);
      else this.#refused(field, result);
    }
    this.#tell();
  }

  #saved(field, mine) {
    if (this.#queue.last(field.record, field.name)) {
      field.setState("dirty");
      return;
    }
    if (field.value === mine && field.text === field.value) {
      field.value = field.server;
      field.text = field.server;
    }
    field.setState("saved");
    setTimeout(() => field.state === "saved" && field.setState(""), SAVED_SHOWN_MILLISECONDS);
  }

  #conflict(field, { value, by, at }) {
    const empty = this.#texts.get("empty");
    field.theirs = { value, by: by ?? "", at: at ?? "" };
    const words = { mine: field.value || empty, theirs: value || empty, by, at };
    field.setState("conflict", this.#texts.get("conflict", words));
  }

  #refused(field, { status, message, value }) {
    const reason = message || this.#texts.get("state_locked");
    if (status === "locked") {
      field.theirs = { value: value ?? field.server, isFinal: true };
      field.lock();
    }
    field.setState("error", this.#texts.get("refused", { reason, mine: field.value }));
  }

  /**
   * What others have saved since: each field as the server has it now, unless its user is at it.
   * Returns what changed, as {cell, before, after, by}.
   */
  refresh(rows) {
    const changes = [];
    for (const { record, cells, by, subjects } of rows) {
      for (const [name, after] of Object.entries(cells)) {
        const field = this.find(record, name);
        if (!field || field.server === after || this.#isOurs(field)) continue;
        changes.push({ cell: field, before: field.server, after, by: by[name] ?? "" });
        field.server = after;
        field.value = after;
        field.text = after;
      }
      this.#showSubjects(record, subjects);
    }
    return changes;
  }

  #isOurs(field) {
    const isWaiting = this.#queue.last(field.record, field.name) !== undefined;
    return field.needsCare || isWaiting || field.text !== field.value;
  }

  /** The averages beside the fields, which are only read. */
  #showSubjects(record, subjects) {
    const row = this.#rows.find(([field]) => field.record === record);
    const places = row?.[0].tr.querySelectorAll(".is-subject") ?? [];
    places.forEach((td, index) => {
      const { text, why, look } = subjects[index] ?? {};
      if (text === undefined) return;
      td.className = `is-subject ${look}`;
      td.title = why;
      td.textContent = text;
      if (why) td.append(element("span", { class: "visually-hidden" }, why));
    });
  }

  /** Write one's own text over what the other person has saved. */
  keepMine(field) {
    this.#apply([{ field, text: field.value }]);
  }

  takeTheirs(field) {
    field.value = field.server;
    field.text = field.server;
    field.theirs = null;
    field.setState("");
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("problems", { detail: this.problems }));
  }
}
