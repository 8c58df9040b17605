/**
 * How long changes are collected before they are sent: half a second while the server answers
 * quickly, up to five when it is slow, so that one evening's thousand teachers send fewer and larger
 * batches instead of more requests than the server can answer.
 */
const SHORTEST_MILLISECONDS = 500;
const LONGEST_MILLISECONDS = 5000;
// A quick answer takes a tenth of a second or two: up to there the pause stays the shortest.
const TIMES_THE_ANSWER = 3;
// How much the newest answer counts: three answers as slow, or as quick, turn the pause around.
const WEIGHT_OF_THE_NEWEST = 0.5;

export class Pace {
  #average = null;

  /** An answer came after so many milliseconds. */
  answered(milliseconds) {
    const before = this.#average ?? milliseconds;
    this.#average = before + WEIGHT_OF_THE_NEWEST * (milliseconds - before);
  }

  /** Milliseconds from a change until it is sent. */
  get pause() {
    const wanted = TIMES_THE_ANSWER * (this.#average ?? 0);
    return Math.min(Math.max(wanted, SHORTEST_MILLISECONDS), LONGEST_MILLISECONDS);
  }
}
