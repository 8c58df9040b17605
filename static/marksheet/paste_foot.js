const KINDS = ["new", "over", "same", "wrong", "kept", "locked", "outside"];

/**
 * The foot of every question about a pasted block: what becomes of its cells, whether empty texts
 * clear what is there, and the button that says how many cells it writes.
 */
export function drawFoot(dialog, counts, texts) {
  const say = (place, text) => (dialog.querySelector(place).textContent = text);
  const kinds = KINDS.filter((kind) => counts[kind]);
  const told = kinds.map((kind) => texts.get(`paste_is_${kind}`, { count: counts[kind] }));
  say("[data-counts]", told.join(" · "));
  dialog.querySelector("[data-erase-box]").hidden = !counts.kept;
  say("[data-erase-count]", texts.get("cells", { count: counts.kept }));
  const erases = dialog.querySelector("[data-erase]").checked;
  const count = counts.written + (erases ? counts.kept : 0);
  const key = counts.over ? "paste_over" : "paste_take";
  say("[data-take]", texts.get(key, { count, over: counts.over }));
}
