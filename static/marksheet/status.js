const POLITE_PAUSE_MILLISECONDS = 3000;

/**
 * What the page says about saving. "Saved" is shown only after the server said so, with its time.
 * Screen readers hear it at most every three seconds; a lost connection interrupts them.
 */
export class Status {
  #elements;
  #texts;
  #sync = { state: "idle", waiting: 0, at: "" };
  #problems = 0;
  #timer = 0;
  #outbox;

  /** `elements`: {pill, message, polite, urgent}. */
  constructor(elements, texts, outbox) {
    this.#elements = elements;
    this.#texts = texts;
    this.#outbox = outbox;
  }

  saving(detail) {
    const was = this.#sync.state;
    this.#sync = detail;
    this.#draw();
    const isBad = ["offline", "held", "refused"].includes(detail.state);
    if (isBad && was !== detail.state) this.#elements.urgent.textContent = this.#sentence();
    if (!isBad) this.#elements.urgent.textContent = "";
  }

  problems(count) {
    this.#problems = count;
    this.#draw();
  }

  /** A line about what just happened, below the grid. */
  say(text, isProblem = false) {
    this.#elements.message.textContent = text;
    this.#elements.message.classList.toggle("is-problem", isProblem);
  }

  #draw() {
    const { pill } = this.#elements;
    const isSettled = this.#sync.state === "idle";
    pill.dataset.state = isSettled && this.#problems ? "problem" : this.#sync.state;
    if (isSettled && !this.#sync.at && !this.#problems) pill.dataset.state = "untouched";
    pill.querySelector("[data-text]").textContent = this.#sentence();
    this.#announce();
  }

  #sentence() {
    const { state, waiting, at } = this.#sync;
    if (state === "idle") {
      if (this.#problems) return this.#texts.get("save_problems", { count: this.#problems });
      if (!at) return this.#texts.get("save_untouched");
      return this.#texts.get("save_saved", { at: at.slice(0, 5) });
    }
    // Without a disk, closing the page loses what waits: say so instead of promising.
    const isFragile = state === "offline" && !this.#outbox.isDurable;
    return this.#texts.get(isFragile ? "save_offline_fragile" : `save_${state}`, { count: waiting });
  }

  #announce() {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      const { polite } = this.#elements;
      if (polite.textContent !== this.#sentence()) polite.textContent = this.#sentence();
    }, POLITE_PAUSE_MILLISECONDS);
  }
}
