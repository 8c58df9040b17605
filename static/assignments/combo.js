import { rank } from "./names.js";

/**
 * The field over a cell and its list of people: an ARIA combobox. Fires "take" with
 * {person, isSecond} and "leave".
 */
const MOST_SHOWN = 8;

export class Combo extends EventTarget {
  #people;
  #columns;
  #texts;
  #shown = [];
  #place = 0;

  constructor({ people, columns, texts, frame }) {
    super();
    this.#people = people;
    this.#columns = columns;
    this.#texts = texts;
    this.input = document.createElement("input");
    const names = {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-controls": "assignment-list",
      "aria-expanded": "true",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      maxlength: "60",
    };
    for (const [name, value] of Object.entries(names)) this.input.setAttribute(name, value);
    this.box = document.createElement("div");
    this.box.className = "combo";
    this.box.hidden = true;
    this.list = document.createElement("ul");
    this.list.id = "assignment-list";
    this.list.setAttribute("role", "listbox");
    const foot = document.createElement("p");
    foot.className = "combo__foot";
    foot.textContent = texts.get("combo_keys");
    this.box.append(this.list, foot);
    frame.append(this.box);
    this.input.addEventListener("input", () => this.#search());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => this.close());
    // The field keeps the focus while the list is clicked.
    this.box.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#take(Number(option.dataset.place), event.altKey);
    });
  }

  get isOpen() {
    return !this.box.hidden;
  }

  open(cell, typed) {
    this.cell = cell;
    this.input.value = typed;
    this.input.setAttribute("aria-label", cell.link.getAttribute("aria-label"));
    this.list.setAttribute("aria-label", this.#columns[cell.subject].name);
    cell.box.append(this.input);
    cell.box.classList.add("is-edited");
    this.box.hidden = false;
    this.input.focus();
    this.#search();
  }

  close() {
    if (!this.isOpen) return;
    this.box.hidden = true;
    this.cell.box.classList.remove("is-edited");
    this.input.remove();
    this.dispatchEvent(new CustomEvent("leave", { detail: this.cell }));
  }

  /** Loads have changed: the open list shows them, and the person pointed at stays. */
  refresh() {
    if (!this.isOpen || !this.#shown.length) return;
    this.#list();
    this.#point();
  }

  #list() {
    this.list.replaceChildren(...this.#shown.map((person, place) => this.#option(person, place)));
  }

  #search() {
    const { fits } = this.#columns[this.cell.subject];
    this.#shown = rank(this.#people, this.input.value, fits).slice(0, MOST_SHOWN);
    this.#place = 0;
    this.#list();
    if (!this.#shown.length) {
      const none = document.createElement("li");
      none.setAttribute("role", "presentation");
      none.textContent = this.#texts.get("no_match");
      this.list.append(none);
    }
    this.#point();
    this.#put();
  }

  /** One person: name and what the load would be; speciality and what it is now. */
  #option(person, place) {
    const { name, fits } = this.#columns[this.cell.subject];
    const isOther = fits.length > 0 && !fits.includes(person.subject);
    const option = document.createElement("li");
    option.id = `assignment-option-${place}`;
    option.dataset.place = place;
    option.setAttribute("role", "option");
    const total = Number(person.total);
    const isThere = this.cell.people.includes(person.id);
    const after = isThere ? total : total + Number(this.cell.box.dataset.periods || 0);
    const norm = Number(person.norm);
    const speciality = isOther && person.speciality
      ? this.#texts.get("other_speciality", { subject: person.speciality, column: name })
      : person.speciality || this.#texts.get("no_speciality");
    const figure = person.norm ? `${shown(after)}/${shown(norm)}` : shown(after);
    option.append(
      part("b", person.born ? `${person.name} (${person.born})` : person.name),
      part("span", figure, norm && after > norm ? "numeric is-over" : "numeric"),
      part("small", speciality, isOther ? "is-other" : ""),
      part("small", this.#texts.get("current", { total: shown(total) }), "numeric"),
    );
    return option;
  }

  #point() {
    const options = [...this.list.querySelectorAll("[role=option]")];
    for (const [place, option] of options.entries()) {
      option.setAttribute("aria-selected", String(place === this.#place));
    }
    const active = options[this.#place];
    if (active) this.input.setAttribute("aria-activedescendant", active.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  /** Under the cell, or over it where there is no room. */
  #put() {
    const cell = this.cell.box.getBoundingClientRect();
    const { offsetHeight: height, offsetWidth: width } = this.box;
    const fits = cell.bottom + height <= innerHeight;
    this.box.style.top = `${fits ? cell.bottom : Math.max(0, cell.top - height)}px`;
    this.box.style.left = `${Math.max(0, Math.min(cell.left, innerWidth - width - 8))}px`;
  }

  #take(place, isSecond) {
    const person = this.#shown[place];
    if (!person) return;
    const { cell } = this;
    this.close();
    this.dispatchEvent(new CustomEvent("take", { detail: { cell, person, isSecond } }));
  }

  #key(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.#shown.length) {
      const count = this.#shown.length;
      this.#place = (this.#place + step + count) % count;
      this.#point();
    } else if (event.key === "Enter") {
      this.#take(this.#place, event.altKey);
    } else if (event.key === "Escape") {
      this.close();
    } else if (event.key !== "Tab") {
      return;
    }
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
  }
}

function part(tag, text, css = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  if (css) element.className = css;
  return element;
}

const figures = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });

function shown(number) {
  return figures.format(number);
}
