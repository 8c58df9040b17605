import { element } from "./dom.js";

const SHOWN = 5;

/**
 * What other people changed while the sheet was open: who, which cell, before and after. It stands
 * below the grid until it was read: above, rows would jump while one types. Each line leads to its
 * cell; of a cell that changed again only the latest value is told.
 */
export class News {
  #box;
  #texts;
  #go;
  #changes = new Map();

  constructor(box, texts, go) {
    this.#box = box;
    this.#texts = texts;
    this.#go = go;
    box.querySelector("[data-seen]").addEventListener("click", () => this.#forget());
  }

  /** `changes` are {cell, before, after, by}. */
  add(changes) {
    for (const change of changes) {
      const before = this.#changes.get(change.cell)?.before ?? change.before;
      this.#changes.delete(change.cell);
      if (before === change.after) continue;
      this.#changes.set(change.cell, { ...change, before });
      change.cell.td.classList.add("is-news");
    }
    this.#draw();
  }

  #forget() {
    for (const { td } of this.#changes.keys()) td.classList.remove("is-news");
    this.#changes.clear();
    this.#draw();
  }

  #draw() {
    const newest = [...this.#changes.values()].reverse();
    this.#box.hidden = newest.length === 0;
    const items = newest.slice(0, SHOWN).map((change) => this.#item(change));
    const more = newest.length - SHOWN;
    if (more > 0) items.push(element("li", {}, this.#texts.get("more", { count: more })));
    this.#box.querySelector("ul").replaceChildren(...items);
  }

  #item({ cell, before, after, by }) {
    const shown = (text) => (text === "" ? this.#texts.get("empty") : text);
    const key = by ? "news" : "news_unsigned";
    const values = { by, cell: cell.title, before: shown(before), after: shown(after) };
    const link = element(
      "button",
      { type: "button", class: "link-button" },
      this.#texts.get(key, values),
    );
    link.addEventListener("click", () => this.#go(cell));
    return element("li", {}, link);
  }
}
