/**
 * Where the columns of a block with names go. No DOM.
 *
 * Titles in the block's first row decide if they are the grid's; else what stands right of the name
 * is laid on the grid's columns one after the other, from the selected one. Columns of which no
 * cell can be a mark (sex, class) are passed over.
 */
const TITLES = [
  [/^(?:đđg|điểm)?(?:tx|thườngxuyên)(\d)$/, "tx$1"],
  [/^(?:đđg|điểm)?(?:gk|giữak[ìỳ]|giữahọck[ìỳ])$/, "gk"],
  [/^(?:đđg|điểm)?(?:ck|cuốik[ìỳ]|cuốihọck[ìỳ])$/, "ck"],
];

/** "ĐĐGtx 1", "TX1" and "Thường xuyên 1" are one title. */
function titleKey(text) {
  const plain = text.normalize("NFC").toLowerCase().replace(/[\s._-]/g, "");
  return TITLES.reduce((title, [pattern, key]) => title.replace(pattern, key), plain);
}

/** The grid's column for each title of a row: a map from the block's column to the grid's. */
export function titledColumns(row, labels) {
  const known = new Map(labels.map((label, column) => [titleKey(label), column]));
  const found = new Map();
  row.forEach((text, at) => {
    const column = known.get(titleKey(text));
    if (text.trim() && column !== undefined) found.set(at, column);
  });
  return found;
}

/**
 * {columns: [{at, column}], outside}: `outside` counts columns of the block for which the grid has
 * none. `fits(column, text)` says whether the grid's column takes a text.
 */
export function placedColumns(rows, identity, first, total, fits) {
  const taken = new Set(Object.values(identity));
  const width = Math.max(...rows.map((row) => row.length));
  const start = Math.max(identity.name, identity.code) + 1;
  const columns = [];
  let [column, outside] = [first, 0];
  for (let at = start; at < width; at += 1) {
    const filled = rows.map((row) => row[at] ?? "").filter((text) => text.trim() !== "");
    if (taken.has(at) || (filled.length && !filled.some((text) => fits(column, text)))) continue;
    if (column < total) columns.push({ at, column });
    else outside += 1;
    column += 1;
  }
  return { columns, outside };
}
