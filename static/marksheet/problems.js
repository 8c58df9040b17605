const SHOWN = 6;

/**
 * The list of cells that need care, below the grid: above it, rows would jump while one types.
 * Each leads to its cell; a conflict offers both values. `on` takes {focus, keepMine, takeTheirs}.
 */
export class Problems {
  #box;
  #texts;
  #on;

  constructor(box, texts, on) {
    this.#box = box;
    this.#texts = texts;
    this.#on = on;
  }

  show(cells) {
    this.#box.hidden = cells.length === 0;
    const title = this.#texts.get("problems", { count: cells.length });
    this.#box.querySelector("[data-title]").textContent = title;
    const items = cells.slice(0, SHOWN).map((cell) => this.#item(cell));
    if (cells.length > SHOWN) items.push(this.#more(cells.length - SHOWN));
    this.#box.querySelector("ul").replaceChildren(...items);
    this.#showAll(cells.filter((cell) => cell.state === "conflict"));
  }

  #item(cell) {
    const item = document.createElement("li");
    const link = this.#button(`${cell.title}: ${cell.message}`, () => this.#on.focus(cell));
    link.className = "link-button";
    item.append(link);
    if (cell.state === "conflict") {
      item.append(this.#small("keep_mine", cell.value, () => this.#on.keepMine(cell)));
    }
    if (cell.theirs) {
      item.append(this.#small("take_theirs", cell.theirs.value, () => this.#on.takeTheirs(cell)));
    }
    return item;
  }

  #small(key, value, action) {
    const shown = value === "" ? this.#texts.get("empty") : value;
    const button = this.#button(this.#texts.get(key, { value: shown }), action);
    button.className = "button button--small";
    return button;
  }

  #button(label, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", action);
    return button;
  }

  #more(count) {
    const item = document.createElement("li");
    item.textContent = this.#texts.get("more", { count });
    return item;
  }

  /** One button for many conflicts, such as after a day without a connection. */
  #showAll(conflicts) {
    const all = this.#box.querySelector("[data-take-all]");
    all.hidden = conflicts.length < 2;
    all.onclick = () => conflicts.forEach((cell) => this.#on.takeTheirs(cell));
  }
}
