import { ask, element } from "./dom.js";
import { countEffects } from "./paste_effect.js";
import { drawFoot } from "./paste_foot.js";

const MOST_WITHOUT = 20;
const SHOWN = 6;

/** Whether a block is shown before it is written: a large one, and one with wrong texts. */
export function isShownFirst(effects) {
  const { written, kept, wrong } = countEffects(effects);
  return written + kept > 0 && effects.length > 1 && (effects.length > MOST_WITHOUT || wrong > 0);
}

/** What a block of which nothing is in doubt will do, before it does it. One key takes it. */
export class StripDialog {
  #dialog;
  #texts;

  constructor(dialog, texts) {
    this.#dialog = dialog;
    this.#texts = texts;
  }

  /** Gives {erases}, or null when nothing is to be pasted. */
  async confirm(effects, outside) {
    const erase = this.#dialog.querySelector("[data-erase]");
    erase.checked = false;
    const draw = () => drawFoot(this.#dialog, { ...countEffects(effects), outside }, this.#texts);
    this.#dialog.onchange = draw;
    draw();
    const bad = effects.filter(({ status }) => status === "wrong" || status === "locked");
    this.#dialog.querySelector("[data-list]").replaceChildren(...this.#lines(bad));
    const answer = ask(this.#dialog);
    this.#dialog.querySelector("[data-take]").focus();
    return (await answer) ? { erases: erase.checked } : null;
  }

  #lines(effects) {
    const lines = effects.slice(0, SHOWN).map(({ cell, status, message }) => {
      const reason = status === "wrong" ? message : cell.reason || this.#texts.get("state_locked");
      return element("li", {}, `${cell.title}: ${reason}`);
    });
    const more = effects.length - SHOWN;
    if (more > 0) lines.push(element("li", {}, this.#texts.get("more", { count: more })));
    return lines;
  }
}
