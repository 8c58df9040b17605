import { postForm } from "./transport.js";

/**
 * How this user types: kept with the account, so that it is the same at the next machine and never
 * the next person's. Where the portal is not reached a choice holds for this visit.
 */
export class Habits {
  #form;
  #readToken;
  #chosen;

  /** The form's data-habits holds what was chosen, field by field; null where nothing was. */
  constructor(form, readToken) {
    this.#form = form;
    this.#readToken = readToken;
    this.#chosen = JSON.parse(form.dataset.habits);
  }

  /** true, false, or null: nothing was chosen. */
  get(name) {
    return this.#chosen[name];
  }

  choose(name, isOn) {
    if (this.#chosen[name] === isOn) return;
    this.#chosen[name] = isOn;
    postForm(this.#form.dataset.habitsUrl, this.#readToken(), { [name]: isOn ? "yes" : "no" });
  }
}
