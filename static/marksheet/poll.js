/**
 * Other people at the same sheet or class: what they changed and where they type, looked for every ten
 * seconds while the page is seen and every minute while it is not. `on` takes {changed, present}:
 * {rows, state} with the sheet as it is now, which gives whether the page shows all of it, and the
 * others; `column` gives the one typed in here.
 */
const SEEN_MILLISECONDS = 10_000;
const HIDDEN_MILLISECONDS = 60_000;

export class Poll {
  #url;
  #revision;
  #newestSaved = 0;
  #on;

  constructor(url, revision, on) {
    this.#url = url;
    this.#on = on;
    this.#show(revision);
    this.#wait();
  }

  /**
   * Our own save made this revision. Only the very next one shows that no other user wrote in
   * between; otherwise the old number stays and the next look brings what they wrote.
   */
  saved(revision) {
    this.#newestSaved = Math.max(this.#newestSaved, revision);
    if (revision === this.#revision + 1) this.#show(revision);
  }

  #wait() {
    const isSeen = document.visibilityState === "visible";
    setTimeout(() => this.#look(), isSeen ? SEEN_MILLISECONDS : HIDDEN_MILLISECONDS);
  }

  async #look() {
    const url = new URL(this.#url, location.href);
    url.searchParams.set("since", this.#revision);
    url.searchParams.set("at", this.#on.column());
    try {
      const response = await fetch(url, {
        // Nobody does anything here: it must not keep the session of a person who has gone.
        headers: { Accept: "application/json", "X-Unattended": "1" },
        redirect: "error",
      });
      if (response.ok) this.#receive(await response.json());
    } catch {
      // No connection, or no answer of the portal's: saving says so, looking need not.
    }
    this.#wait();
  }

  #receive({ revision, state, rows, present }) {
    this.#on.present(present);
    // An answer made before our last save would bring back what that save replaced.
    if (revision === this.#revision || revision < this.#newestSaved) return;
    // Where a cell was left alone, the old number stays and the next look brings it again.
    if (this.#on.changed({ rows, state })) this.#show(revision);
  }

  /** The forms that decide about the sheet name the revision the page shows. */
  #show(revision) {
    this.#revision = revision;
    for (const field of document.querySelectorAll("[data-sheet-revision]")) field.value = revision;
  }
}
