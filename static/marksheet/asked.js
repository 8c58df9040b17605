import { nextToLook } from "./asked_walk.js";
import { postForm } from "./transport.js";

/**
 * The single cells for which a sheet was returned: framed until each of them was changed, or its
 * teacher said that it stays. The buttons beside the reason lead from one to the next.
 */
export class AskedCells {
  #grid;
  #box;
  #texts;
  #on;
  #cells;

  /** `on` takes {say, token, url}: what the page shows, and where the answer "it stays" goes. */
  constructor(box, { grid, texts, on }) {
    this.#grid = grid;
    this.#box = box;
    this.#texts = texts;
    this.#on = on;
    this.#cells = box ? grid.cells.filter(({ isMeant }) => isMeant) : [];
    if (!this.#cells.length) return;
    box.hidden = false;
    this.#next.addEventListener("click", () => this.go(1));
    this.#keep.addEventListener("click", () => this.keep());
    grid.addEventListener("active", () => this.draw());
    this.draw();
  }

  get #next() {
    return this.#box.querySelector("[data-asked-next]");
  }

  get #keep() {
    return this.#box.querySelector("[data-asked-keep]");
  }

  /** To the next cell nobody has looked at, or to the one before. */
  go(step) {
    this.#grid.commit();
    const cell = nextToLook(this.#cells, this.#grid.active, step);
    if (cell) this.#grid.go(cell);
    else if (this.#cells.length) this.#on.say(this.#count("asked_done"));
  }

  /** The cell at hand stays as it is: the head will read so. Then on to the next one. */
  async keep() {
    this.#grid.commit();
    const cell = this.#grid.active;
    if (!cell?.isMeant || cell.isLookedAt || cell.needsCare) return;
    const place = { cell: `${cell.record}-${cell.name}`, return: this.#box.dataset.return };
    const { status } = await postForm(this.#on.url, this.#on.token(), place);
    if (status !== 200) {
      this.#on.say(this.#texts.get("asked_failed", { cell: cell.title }), true);
      return;
    }
    cell.keep();
    this.draw();
    if (this.#grid.active === cell) this.go(1);
  }

  /** Frames and buttons as the cells stand now. */
  draw() {
    if (!this.#cells.length) return;
    for (const cell of this.#cells) cell.td.classList.toggle("is-open", !cell.isLookedAt);
    const { active } = this.#grid;
    const left = this.#cells.filter(({ isLookedAt }) => !isLookedAt).length;
    const label = this.#count(left ? "asked_next" : "asked_done", this.#cells.length - left + 1);
    this.#next.querySelector("[data-text]").textContent = label;
    this.#next.disabled = left === 0;
    this.#keep.disabled = !active?.isMeant || active.isLookedAt;
  }

  #count(key, at) {
    return this.#texts.get(key, { at, total: this.#cells.length, count: this.#cells.length });
  }
}
