/** Undo and redo. One step is what one action changed: a key press, a paste, a fill. */
export class History {
  #done = [];
  #undone = [];
  #limit;

  constructor(limit = 200) {
    this.#limit = limit;
  }

  push(step) {
    this.#done.push(step);
    if (this.#done.length > this.#limit) this.#done.shift();
    this.#undone = [];
  }

  /** The step to take back, or undefined when there is none. */
  undo() {
    const step = this.#done.pop();
    if (step) this.#undone.push(step);
    return step;
  }

  /** The step to do again, or undefined when there is none. */
  redo() {
    const step = this.#undone.pop();
    if (step) this.#done.push(step);
    return step;
  }
}
