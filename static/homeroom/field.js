/**
 * One field of one student: four levels to choose from, or a text.
 *
 * `value` is the text last committed, `server` the text the server is known to hold; the control may
 * show something else while it is being edited. `state` is "", dirty, saving, saved, error or
 * conflict.
 */
const NEEDS_CARE = new Set(["error", "conflict"]);

export class Field {
  constructor(td, texts) {
    this.td = td;
    this.tr = td.closest("tr");
    this.texts = texts;
    this.record = Number(this.tr.dataset.record);
    this.name = td.dataset.field;
    this.radios = [...td.querySelectorAll("input[type=radio]")];
    this.input = td.querySelector("input[type=text]");
    this.server = this.text;
    this.value = this.text;
    this.state = "";
    this.message = "";
    this.theirs = null;
    this.isLocked = false;
  }

  get isChoice() {
    return this.radios.length > 0;
  }

  get text() {
    if (!this.isChoice) return this.input.value;
    return this.radios.find((radio) => radio.checked)?.value ?? "";
  }

  set text(text) {
    if (this.isChoice) for (const radio of this.radios) radio.checked = radio.value === text;
    else if (this.input.value !== text) this.input.value = text;
    if (this.isChoice) this.td.classList.toggle("is-unset", text === "");
  }

  get needsCare() {
    return NEEDS_CARE.has(this.state);
  }

  get student() {
    return document.getElementById(`s-${this.record}`)?.dataset.label ?? "";
  }

  get title() {
    return `${this.student}, ${document.getElementById(`h-${this.name}`)?.dataset.label ?? ""}`;
  }

  focus() {
    const control = this.isChoice
      ? this.radios.find((radio) => radio.checked) ?? this.radios[0]
      : this.input;
    control.focus();
    this.td.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  setState(state, message = "") {
    this.state = state;
    this.message = message;
    if (state) this.td.dataset.state = state;
    else delete this.td.dataset.state;
    const words = message || (state ? this.texts.get(`state_${state}`) : "");
    if (words) this.td.title = words;
    else this.td.removeAttribute("title");
    for (const control of this.isChoice ? this.radios : [this.input]) {
      if (this.needsCare) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  }

  lock() {
    this.isLocked = true;
    for (const control of this.isChoice ? this.radios : [this.input]) control.disabled = true;
  }
}
