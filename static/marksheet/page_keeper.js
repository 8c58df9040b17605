import { writeKept } from "./kept_pages.js";

const PAUSE_MILLISECONDS = 2000;

/**
 * Keeps the page as the server sent it, with what the server holds by now in its cells, for a reload
 * without a network; and has the worker keep the files it is made of. Needs HTTPS, as workers do.
 */
export class PageKeeper {
  #document;
  #grid;
  #on;
  #timer = 0;

  /** Made before anything changes the page. `on` takes {user, seconds, worker}. */
  constructor(on) {
    this.#on = on;
    this.#document = document.documentElement.cloneNode(true);
    this.#document.dataset.broughtBack = "";
  }

  /** Whether this page was brought back that way itself. */
  get isBroughtBack() {
    return "broughtBack" in document.documentElement.dataset;
  }

  async start(grid) {
    this.#grid = grid;
    if (!navigator.serviceWorker || !crypto.subtle) return;
    this.touch();
    if (this.isBroughtBack) return;
    await navigator.serviceWorker.register(this.#on.worker);
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ keep: filesOf(location.origin) });
  }

  /** Somebody works here, or the server answered: once it rests, keep the page as it is now. */
  touch() {
    if (!this.#grid || !crypto.subtle || this.#timer) return;
    this.#timer = setTimeout(() => this.#keep(), PAUSE_MILLISECONDS);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#grid = null;
  }

  async #keep() {
    this.#timer = 0;
    this.#fill();
    const html = `<!DOCTYPE html>${this.#document.outerHTML}`;
    try {
      await writeKept(location.pathname, this.#on.user, html, this.#on.seconds);
    } catch {
      // No room on the disk: a reload without a network then shows the page that says so.
    }
  }

  #fill() {
    const find = (id) => this.#document.querySelector(`[id="${id}"]`);
    for (const { record, name, server } of this.#grid.cells) {
      find(`m-${record}-${name}`)?.setAttribute("value", server);
    }
    const averages = [...this.#document.querySelectorAll("[data-average]")];
    const shown = [...this.#grid.table.querySelectorAll("[data-average]:not([data-estimate])")];
    for (const box of shown) {
      const { record } = box.closest("tr").dataset;
      const kept = averages.find((each) => each.closest("tr").dataset.record === record);
      if (kept) kept.textContent = box.textContent;
    }
  }
}

/** The portal's own files this page was made of. */
function filesOf(origin) {
  const names = performance.getEntriesByType("resource").map(({ name }) => name);
  return [...new Set(names.filter((name) => name.startsWith(`${origin}/static/`)))];
}
