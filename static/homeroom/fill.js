import { ask, element } from "../marksheet/dom.js";

/** One level for all who have none: shows whom it would be written for, before it is written. */
export class FillDialog {
  #dialog;
  #fields;
  #texts;

  constructor(dialog, fields, texts) {
    this.#dialog = dialog;
    this.#fields = fields;
    this.#texts = texts;
    dialog.addEventListener("change", () => this.#draw());
  }

  /** Gives what was written as {level, count}; nothing where there was nothing to fill. */
  async open() {
    const unset = this.#fields.unset;
    if (!unset.length) return null;
    const students = new Map(unset.map((field) => [field.record, field.student]));
    const boxes = new Map(
      [...students.keys()].map((record) => [record, element("input", { type: "checkbox", checked: true })]),
    );
    const labels = [...students].map(([record, name]) => element("label", {}, boxes.get(record), name));
    this.#dialog.querySelector("[data-list]").replaceChildren(...labels);
    this.#draw();
    if (!(await ask(this.#dialog))) return null;
    const { value, dataset } = this.#level;
    const chosen = unset.filter((field) => boxes.get(field.record).checked);
    this.#fields.write(chosen.map((field) => ({ field, after: value })));
    return { level: dataset.name, count: new Set(chosen.map((field) => field.record)).size };
  }

  get #level() {
    return this.#dialog.querySelector("[name=level]:checked");
  }

  #draw() {
    const count = this.#dialog.querySelectorAll("[data-list] input:checked").length;
    const button = this.#dialog.querySelector("[data-take]");
    button.textContent = this.#texts.get("fill", { count, level: this.#level.dataset.name });
    button.disabled = count === 0;
  }
}
