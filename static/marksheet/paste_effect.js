/**
 * What pasting a text does to a cell, and the sentence about all of them. No DOM.
 *
 * Statuses: "none" (nothing there, nothing pasted), "new", "over" (another mark is overwritten),
 * "same", "wrong" (stays red, is not sent), "kept" (an empty text never erases, unless asked to)
 * and "locked".
 */

/** {cell, text, status, message}; `check` gives {text} or {message} for the cell's value. */
export function effectOf(cell, text, check) {
  const plain = text.trim();
  const effect = { cell, text: plain, status: plain ? "same" : "none", message: "" };
  const { text: written, message } = check(cell, plain);
  if (cell.isLocked) {
    return plain && written !== cell.value ? { ...effect, status: "locked" } : effect;
  }
  if (!plain) return cell.value ? { ...effect, status: "kept" } : effect;
  if (message) return { ...effect, status: "wrong", message };
  const done = { ...effect, text: written };
  if (written === cell.value && !cell.needsCare) return done;
  return { ...done, status: cell.value && !cell.needsCare ? "over" : "new" };
}

export function countEffects(effects) {
  const counts = { none: 0, new: 0, over: 0, same: 0, wrong: 0, kept: 0, locked: 0 };
  for (const { status } of effects) counts[status] += 1;
  return { ...counts, written: counts.new + counts.over + counts.wrong };
}

/** The changes for the grid: what is new, overwritten or wrong; `erases` adds the empty texts. */
export function changesOf(effects, erases) {
  const taken = new Set(["new", "over", "wrong", ...(erases ? ["kept"] : [])]);
  return effects
    .filter(({ status }) => taken.has(status))
    .map(({ cell, text }) => ({ cell, after: text }));
}

/** One sentence that says what became of every cell of the block. */
export function pasteReport(counts, { outside = 0, erases = false }, texts) {
  const parts = [texts.get("pasted", { count: counts.written })];
  const add = (key, count) => count && parts.push(texts.get(key, { count }));
  add("pasted_over", counts.over);
  add("pasted_wrong", counts.wrong);
  add("pasted_same", counts.same);
  add(erases ? "pasted_erased" : "pasted_kept", counts.kept);
  add("pasted_locked", counts.locked);
  add("pasted_outside", outside);
  return `${parts.join(", ")}.`;
}
