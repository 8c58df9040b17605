/**
 * Changes on their way to the server, in the order they were made. No DOM, no network.
 *
 * One operation says: this cell held `from`, make it `to`. The server refuses it when the cell
 * holds something else. Until it is sent, a newer change of the same cell is merged into it; once
 * sent it may have been applied, so it is repeated under the same id and a newer change waits
 * behind it.
 */
/** The cell is locked, or its line is gone: trying again will not help. */
export const REFUSED = new Set(["locked", "gone"]);

const cellKey = ({ record, cell }) => `${record}:${cell}`;

/** crypto.randomUUID needs HTTPS; schools' own servers often have none. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export class OpQueue {
  #ops = [];
  #sent = new Set();
  #stored = new Map();
  #removed = new Set();

  get size() {
    return new Set(this.#ops.map(cellKey)).size;
  }

  /** The last operation waiting for a cell, or undefined. */
  last(record, cell) {
    return this.#ops.findLast((op) => op.record === record && op.cell === cell);
  }

  /** Queue a change; `from` is what the server is known to hold. */
  add({ record, cell, from, to, at = Date.now() }) {
    const last = this.last(record, cell);
    if (last && !this.#sent.has(last.op)) {
      if (last.from === to) this.#drop(last);
      else this.#replace(last, { ...last, to, at });
      return;
    }
    const start = last ? last.to : from;
    if (start !== to) this.#keep({ op: newId(), record, cell, from: start, to, at });
  }

  /**
   * Take back what an earlier visit left behind, ids and all. It may have reached the server, so it
   * counts as sent. A cell changed again since keeps the newer change: what it replaces is dropped.
   */
  adopt(ops) {
    const changed = new Set(this.#ops.map(cellKey));
    for (const op of ops) {
      if (changed.has(cellKey(op))) {
        this.#removed.add(op.op);
      } else {
        this.#ops.push(op);
        this.#sent.add(op.op);
      }
    }
  }

  /** Forget what has not been sent for a cell: its text turned out wrong. */
  cancel(record, cell) {
    const last = this.last(record, cell);
    if (last && !this.#sent.has(last.op)) this.#drop(last);
  }

  clear() {
    for (const op of [...this.#ops]) this.#drop(op);
  }

  /** The next batch, one operation a cell, marked as sent. */
  take(limit) {
    const seen = new Set();
    const batch = [];
    for (const op of this.#ops) {
      if (batch.length === limit) break;
      if (seen.has(cellKey(op))) continue;
      seen.add(cellKey(op));
      batch.push(op);
    }
    for (const op of batch) this.#sent.add(op.op);
    return batch;
  }

  /**
   * The server answered one operation. Gives {op, mine}: `mine` is the text the user wants in the
   * cell now. What waits behind a saved one starts from the value the server stored. Of a cell that
   * is locked by now the newest operation stays on the disk: its text is the user's to let go.
   */
  settle(result) {
    const op = this.#ops.find((waiting) => waiting.op === result.op);
    if (!op) return null;
    const newer = this.#ops.find((other) => other !== op && cellKey(other) === cellKey(op));
    const isRefused = REFUSED.has(result.status);
    this.#drop(op, isRefused && !newer);
    if (!newer) return { op, mine: op.to };
    if (isRefused) {
      this.#drop(newer, true);
      return { op: newer, mine: newer.to };
    }
    const stored = result.status === "saved" || result.status === "same";
    if (!stored && result.status !== "invalid") this.#drop(newer);
    else this.#rebase(newer, stored ? result.value : op.from);
    return { op, mine: newer.to };
  }

  /** What has changed since the last call, for the disk: {put: [ops], remove: [ids]}. */
  takeChanges() {
    const changes = { put: [...this.#stored.values()], remove: [...this.#removed] };
    this.#stored.clear();
    this.#removed.clear();
    return changes;
  }

  #rebase(op, from) {
    if (op.to === from) this.#drop(op);
    else this.#replace(op, { ...op, from });
  }

  #keep(op) {
    this.#ops.push(op);
    this.#stored.set(op.op, op);
  }

  #replace(old, op) {
    this.#ops[this.#ops.indexOf(old)] = op;
    this.#stored.set(op.op, op);
  }

  /** No longer on its way; `isKept` leaves it on the disk, or lets it still come there. */
  #drop(op, isKept = false) {
    this.#ops = this.#ops.filter((other) => other.op !== op.op);
    this.#sent.delete(op.op);
    if (isKept) return;
    this.#stored.delete(op.op);
    this.#removed.add(op.op);
  }
}
