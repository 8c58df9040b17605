const TYPING_MILLISECONDS = 30_000;

/**
 * Who else has the sheet open, in one line below the grid: "Cô Lan đang nhập cột GK". And, for the
 * others, in which column one has typed just now.
 */
export class Presence {
  #box;
  #texts;
  #column = "";
  #typedAt = -Infinity;

  constructor(box, texts) {
    this.#box = box;
    this.#texts = texts;
  }

  /** The user changed cells of a column. */
  typed(column) {
    this.#column = column;
    this.#typedAt = performance.now();
  }

  /** The column being typed in, empty when nobody types. */
  get column() {
    return performance.now() - this.#typedAt < TYPING_MILLISECONDS ? this.#column : "";
  }

  /** `others` are {who, column}, the title of the column being empty for one who only looks. */
  show(others) {
    const sentences = others.map(({ who, column }) =>
      this.#texts.get(column ? "present_typing" : "present", { who, column }),
    );
    const text = sentences.join(" · ");
    if (this.#box.textContent !== text) this.#box.textContent = text;
  }
}
