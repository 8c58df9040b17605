/**
 * Unsent changes on this machine's disk, so that a closed tab or a dead battery loses nothing.
 *
 * Staff-room machines are shared: entries carry ids and values but no names, belong to one user and
 * one sheet, and are thrown away after three days or when their owner signs out. Another user's
 * entries are never read.
 */
const DATABASE = "eduportal-marks";
const STORE = "changes";
const KEPT_MILLISECONDS = 72 * 60 * 60 * 1000;

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
}

function openDatabase() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    const store = request.result.createObjectStore(STORE, { keyPath: "op" });
    store.createIndex("scope", ["user", "sheet"]);
    store.createIndex("user", "user");
    store.createIndex("at", "at");
  };
  return settled(request);
}

async function removeMatching(database, index, range) {
  const transaction = database.transaction(STORE, "readwrite");
  const store = transaction.objectStore(STORE);
  for (const key of await settled(store.index(index).getAllKeys(range))) store.delete(key);
  await finished(transaction);
}

/** How many changes of this user wait on this machine, on any sheet. */
export async function countFor(user) {
  const database = await openDatabase();
  return settled(database.transaction(STORE).objectStore(STORE).index("user").count(user));
}

/** Throw away everything this user has not sent from this machine. */
export async function wipe(user) {
  await removeMatching(await openDatabase(), "user", IDBKeyRange.only(user));
}

/** The part of the disk that belongs to one user and one sheet. */
export class Outbox {
  /** What an earlier visit left, oldest first: a promise. */
  left;
  #database = null;
  #owner;

  constructor(user, sheet) {
    this.#owner = { user, sheet };
    this.left = this.#open();
  }

  /** Whether a closed page would lose nothing: private windows and full disks refuse. */
  get isDurable() {
    return this.#database !== null;
  }

  async #open() {
    try {
      this.#database = await openDatabase();
      const expired = IDBKeyRange.upperBound(Date.now() - KEPT_MILLISECONDS);
      await removeMatching(this.#database, "at", expired);
      return await this.#read();
    } catch {
      this.#database = null;
      return [];
    }
  }

  async #read() {
    const { user, sheet } = this.#owner;
    const index = this.#database.transaction(STORE).objectStore(STORE).index("scope");
    const found = await settled(index.getAll(IDBKeyRange.only([user, sheet])));
    return found.sort((one, other) => one.at - other.at);
  }

  /**
   * One transaction for one action, so that a paste of 225 cells is one write. It waits for the
   * reading above: what is typed in the first moment is not an earlier visit's.
   */
  async write({ put, remove }) {
    await this.left;
    if (!this.#database || (!put.length && !remove.length)) return;
    try {
      const transaction = this.#database.transaction(STORE, "readwrite");
      const store = transaction.objectStore(STORE);
      for (const op of put) store.put({ ...op, ...this.#owner });
      for (const id of remove) store.delete(id);
      await finished(transaction);
    } catch {
      this.#database = null;
    }
  }
}
