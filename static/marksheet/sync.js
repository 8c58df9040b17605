import { Pace } from "./pace.js";
import { sendOps } from "./transport.js";

/**
 * Sends the queue in batches: half a second after the first change that waits, later when the
 * server is slow, one request at a time, again with growing pauses when there is no answer.
 *
 * Events: "state" {state, waiting, at}; "sending" and "unsent" [ops]; "results" {results, answer};
 * "signed_out", "stale_token", "refused" {message}. The states are idle, waiting, saving, offline,
 * held (nothing is sent until resume) and refused.
 */
const BATCH_LIMIT = 200;
const FIRST_PAUSE_SECONDS = 2;
const LONGEST_PAUSE_SECONDS = 30;

export class Sync extends EventTarget {
  #queue;
  #outbox;
  #url;
  #readToken;
  #pace = new Pace();
  #timer = 0;
  #isSending = false;
  #isHeld = false;
  #failures = 0;
  #limit = BATCH_LIMIT;
  #state = "idle";
  #at = "";

  constructor({ queue, outbox, url, readToken }) {
    super();
    this.#queue = queue;
    this.#outbox = outbox;
    this.#url = url;
    this.#readToken = readToken;
  }

  get state() {
    return this.#state;
  }

  /** Cells whose last change has not been answered. */
  get waiting() {
    return this.#queue.size;
  }

  /** Call after every change of the queue. */
  async changed() {
    const written = this.#outbox.write(this.#queue.takeChanges());
    const isCalm = this.#state === "idle" || this.#state === "waiting";
    if (isCalm) this.#settle();
    else this.#announce();
    // The next attempt may be set already: typing on must not put it off.
    if (this.#queue.size && !this.#timer) this.#schedule(this.#pace.pause);
    await written;
  }

  /** Send now rather than after the pause. */
  async flush() {
    this.#unschedule();
    if (this.#isSending || this.#isHeld || !this.#queue.size) return;
    this.#isSending = true;
    const batch = this.#queue.take(this.#limit);
    this.#enter("saving");
    this.#emit("sending", batch);
    const sentAt = performance.now();
    const outcome = await sendOps(this.#url, this.#readToken(), batch);
    if (outcome.kind === "results") this.#pace.answered(performance.now() - sentAt);
    this.#isSending = false;
    this.#receive(outcome, batch);
  }

  /** Stop sending: the session ended, or the server refuses this sheet. */
  hold(state = "held") {
    this.#isHeld = true;
    this.#unschedule();
    this.#enter(state);
  }

  resume() {
    this.#isHeld = false;
    this.#failures = 0;
    this.#settle();
    return this.flush();
  }

  #receive(outcome, batch) {
    if (outcome.kind === "results") {
      this.#accept(outcome.answer);
      return;
    }
    this.#emit("unsent", batch);
    if (outcome.kind === "too_large" && this.#limit > 1) {
      this.#limit = Math.ceil(this.#limit / 2);
      this.#schedule(0);
    } else if (outcome.kind === "lost" || outcome.kind === "busy") {
      this.#failures += 1;
      this.#enter("offline");
      this.#schedule(Math.max(this.#pause(), (outcome.after ?? 0) * 1000));
    } else {
      this.hold(outcome.kind === "refused" || outcome.kind === "too_large" ? "refused" : "held");
      this.#emit(outcome.kind === "too_large" ? "refused" : outcome.kind, outcome);
    }
  }

  #accept(answer) {
    this.#failures = 0;
    this.#limit = BATCH_LIMIT;
    const results = answer.results
      .map((result) => ({ ...this.#queue.settle(result), result }))
      .filter(({ op }) => op);
    this.#at = answer.at ?? this.#at;
    this.#outbox.write(this.#queue.takeChanges());
    this.#emit("results", { results, answer });
    this.#settle();
    // What was typed meanwhile waits for its own pause, if that is not over; what did not fit into
    // the batch goes at once. An answer that settles nothing must not make a busy loop.
    if (!this.#queue.size || this.#timer) return;
    this.#schedule(results.length ? 0 : FIRST_PAUSE_SECONDS * 1000);
  }

  /** Milliseconds to wait after failures: 2, 4, 8 … 30 seconds, a quarter more or less, so that a
   * whole school does not come back in the same second. */
  #pause() {
    if (!this.#failures) return 0;
    const doubled = FIRST_PAUSE_SECONDS * 2 ** (this.#failures - 1);
    return Math.min(doubled, LONGEST_PAUSE_SECONDS) * 1000 * (0.75 + Math.random() / 2);
  }

  #schedule(milliseconds) {
    if (this.#isHeld) return;
    this.#unschedule();
    this.#timer = setTimeout(() => this.flush(), milliseconds);
  }

  #unschedule() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #settle() {
    this.#enter(this.#queue.size ? "waiting" : "idle");
  }

  #enter(state) {
    this.#state = state;
    this.#announce();
  }

  #announce() {
    this.#emit("state", { state: this.#state, waiting: this.waiting, at: this.#at });
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
