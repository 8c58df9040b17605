/**
 * The panel beside the work (static/ui/components/side.css), filled with a fragment of the server.
 *
 * The fragment may hold buttons with data-side-close and with data-side-step ("-1", "1"), and a form
 * with data-side-form, whose answer takes the fragment's place. Its heading has data-side-title.
 * Focus moves in; Escape closes. Events: "step" {step}, "closed", "answered" after such a form.
 */
export class Side extends EventTarget {
  #box;
  #url = "";

  constructor(box) {
    super();
    this.#box = box;
    box.addEventListener("click", (event) => this.#click(event));
    box.addEventListener("keydown", (event) => this.#keydown(event));
    box.addEventListener("submit", (event) => this.#submit(event));
  }

  get isOpen() {
    return !this.#box.hidden;
  }

  /** Whether the keyboard is inside. */
  get hasFocus() {
    return this.#box.contains(document.activeElement);
  }

  /** Show what is at an address; `focus` says where the keyboard goes, null for nowhere. */
  async open(url, { focus = "[data-side-title]" } = {}) {
    this.#url = url;
    this.#show(true);
    this.#box.setAttribute("aria-busy", "true");
    const found = await this.#fetch(url);
    // Another one was asked for, or it was closed, meanwhile.
    if (this.#url !== url) return;
    this.#fill(found);
    if (focus) this.#box.querySelector(focus)?.focus();
  }

  close() {
    if (!this.isOpen) return;
    this.#url = "";
    this.#show(false);
    this.#box.replaceChildren();
    this.dispatchEvent(new CustomEvent("closed"));
  }

  #show(isOpen) {
    this.#box.hidden = !isOpen;
    this.#box.parentElement.classList.toggle("has-side", isOpen);
  }

  /** The fragment; without a connection, or without the right to it, a sentence that says so. */
  async #fetch(url, options = {}) {
    try {
      const response = await fetch(url, {
        headers: { Accept: "text/html", "X-Requested-With": "XMLHttpRequest" },
        redirect: "error",
        ...options,
      });
      if (response.ok || response.status === 422) return await response.text();
    } catch {
      // Said below.
    }
    return null;
  }

  #fill(html) {
    const made = html === null
      ? document.querySelector("[data-side-failed]").content.cloneNode(true)
      : new DOMParser().parseFromString(html, "text/html").body;
    this.#box.replaceChildren(...made.childNodes);
    this.#box.removeAttribute("aria-busy");
  }

  #click(event) {
    const step = event.target.closest("[data-side-step]")?.dataset.sideStep;
    if (step) this.#step(Number(step));
    else if (event.target.closest("[data-side-close]")) this.close();
  }

  #step(step) {
    this.dispatchEvent(new CustomEvent("step", { detail: { step } }));
  }

  #keydown(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
      return;
    }
    const isTyping = event.target.matches("textarea, input, select");
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.#step(step);
  }

  async #submit(event) {
    if (!event.target.matches("[data-side-form]")) return;
    event.preventDefault();
    const url = this.#url;
    const body = new URLSearchParams(new FormData(event.target));
    const found = await this.#fetch(event.target.action, { method: "POST", body });
    if (this.#url !== url) return;
    if (found === null) {
      // What was typed stays where it is.
      event.target.querySelector("[data-side-unsent]").hidden = false;
      return;
    }
    this.#fill(found);
    this.#box.querySelector("[data-side-title]")?.focus();
    this.dispatchEvent(new CustomEvent("answered"));
  }
}
