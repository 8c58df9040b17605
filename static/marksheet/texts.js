/**
 * The sentences of the page's language, from <template id="marksheet-texts">: scripts hold none,
 * so that every one goes through the portal's translations.
 */
export class Texts {
  #entries = new Map();

  constructor(template) {
    for (const entry of template.content.querySelectorAll("[data-key]")) {
      this.#entries.set(entry.dataset.key, {
        many: entry.textContent.trim(),
        one: entry.dataset.one,
      });
    }
  }

  /** One sentence with its {places} filled in; a `count` of 1 takes the singular if there is. */
  get(key, values = {}) {
    const entry = this.#entries.get(key);
    if (!entry) throw new Error(`The page has no text "${key}"`);
    const sentence = values.count === 1 && entry.one ? entry.one : entry.many;
    return sentence.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
  }
}
