/**
 * Undo and redo. One step is what one action changed: a key press, a paste, a fill. `kept` holds
 * the newest steps beyond a reload (kept_steps.js).
 */
export class History {
  #done = [];
  #undone = [];
  #limit;
  #kept;

  constructor(limit = 200, kept = null) {
    this.#limit = limit;
    this.#kept = kept;
    const found = kept?.read();
    if (found) [this.#done, this.#undone] = [found.done, found.undone];
  }

  push(step) {
    this.#done.push(step);
    if (this.#done.length > this.#limit) this.#done.shift();
    this.#undone = [];
    this.#keep();
  }

  /** The step to take back, or undefined when there is none. */
  undo() {
    const step = this.#done.pop();
    if (step) this.#undone.push(step);
    this.#keep();
    return step;
  }

  /** The step to do again, or undefined when there is none. */
  redo() {
    const step = this.#undone.pop();
    if (step) this.#done.push(step);
    this.#keep();
    return step;
  }

  #keep() {
    this.#kept?.write({ done: this.#done, undone: this.#undone });
  }
}
