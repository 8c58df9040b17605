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
    const unset = this.#fields.column("conduct").filter((field) => field.value === "");
    if (!unset.length) return null;
    const boxes = unset.map((field) => element("input", { type: "checkbox", checked: true }));
    const labels = unset.map((field, at) => element("label", {}, boxes[at], field.student));
    this.#dialog.querySelector("[data-list]").replaceChildren(...labels);
    this.#draw();
    if (!(await ask(this.#dialog))) return null;
    const { value, dataset } = this.#level;
    const chosen = unset.filter((_field, at) => boxes[at].checked);
    this.#fields.write(chosen.map((field) => ({ field, after: value })));
    return { level: dataset.name, count: chosen.length };
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
