/**
 * The newest steps of undo and redo of one user on one sheet, for as long as the tab is open: a
 * reload keeps them. They hold ids and texts of cells, no names; signing out takes them away, and
 * so does another user in the same tab.
 */
const PREFIX = "eduportal-steps:";
const KEPT = 30;

export class KeptSteps {
  #key;

  constructor(user, sheet) {
    this.#key = `${PREFIX}${user}:${sheet}`;
    forgetSteps((key) => key.startsWith(`${PREFIX}${user}:`));
  }

  /** {done, undone}, or null where there is nothing, or nothing that can be read. */
  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#key));
    } catch {
      return null;
    }
  }

  write({ done, undone }) {
    const newest = { done: done.slice(-KEPT), undone: undone.slice(-KEPT) };
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(newest));
    } catch {
      // No room, or none for this site: the steps then end with the page.
    }
  }
}

/** Take the steps of this tab away, but for those whose key `spares`. */
export function forgetSteps(spares = () => false) {
  try {
    const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
    for (const key of keys.filter((each) => !spares(each))) sessionStorage.removeItem(key);
  } catch {
    // The browser keeps nothing for this site.
  }
}
