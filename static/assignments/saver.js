/** Sends changes of cells one batch after the other; a later change of a cell replaces an earlier. */

const TIMEOUT_MILLISECONDS = 30_000;

/** Fires "state" (idle, saving, lost, refused), and "answer" with what the server says. */
export class Saver extends EventTarget {
  #waiting = new Map();
  #sent = new Map();
  #url;
  #token;
  #on;
  #isBusy = false;

  constructor({ url, token, on }) {
    super();
    this.#url = url;
    this.#token = token;
    this.#on = on;
  }

  get count() {
    return this.#waiting.size + this.#sent.size;
  }

  isWaiting(group, subject) {
    return this.#waiting.has(`${group} ${subject}`);
  }

  /** `from` is the value the server last told of the cell, `to` a list of ids. */
  add(ops) {
    for (const op of ops) this.#waiting.set(`${op.class} ${op.subject}`, op);
    this.send();
  }

  async send() {
    if (this.#isBusy || !this.#waiting.size) return;
    this.#isBusy = true;
    [this.#sent, this.#waiting] = [this.#waiting, new Map()];
    this.#tell("saving");
    const { kind, answer } = await this.#post([...this.#sent.values()]);
    this.#isBusy = false;
    if (kind !== "answer") {
      this.#waiting = new Map([...this.#sent, ...this.#waiting]);
      this.#sent = new Map();
      this.#tell(kind);
      return;
    }
    this.#sent = new Map();
    this.#refresh(answer.cells);
    this.dispatchEvent(new CustomEvent("answer", { detail: answer }));
    if (this.#waiting.size) this.send();
    else this.#tell("idle");
  }

  /** A cell changed twice in a row starts from what the first change has made of it. */
  #refresh(cells) {
    for (const { class: group, subject, value } of cells) {
      const later = this.#waiting.get(`${group} ${subject}`);
      if (later) later.from = value;
    }
  }

  #tell(state) {
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }

  async #post(ops) {
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "X-CSRFToken": this.#token,
        },
        body: JSON.stringify({ on: this.#on, ops }),
        redirect: "error",
        signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
      });
      if (response.status >= 500) return { kind: "lost" };
      if (!response.ok) return { kind: "refused" };
      return { kind: "answer", answer: await response.json() };
    } catch {
      return { kind: "lost" };
    }
  }
}
