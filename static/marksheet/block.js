/** Rectangles of the grid and what a paste or a jump touches. No DOM. */

/** The rectangle two corners span, both included. */
export function span(one, other) {
  return {
    top: Math.min(one.row, other.row),
    bottom: Math.max(one.row, other.row),
    left: Math.min(one.column, other.column),
    right: Math.max(one.column, other.column),
  };
}

export const height = (block) => block.bottom - block.top + 1;
export const width = (block) => block.right - block.left + 1;

/**
 * Where pasted rows go: a list of {row, column, text}. They start at the selection's corner, and
 * are repeated when the selection is a whole multiple of them, as spreadsheets do.
 */
export function pasteTargets(rows, selection) {
  const tall = rows.length;
  const wide = Math.max(...rows.map((row) => row.length));
  const repeats = height(selection) % tall === 0 && width(selection) % wide === 0;
  const targets = [];
  for (let down = 0; down < (repeats ? height(selection) : tall); down += 1) {
    for (let along = 0; along < (repeats ? width(selection) : wide); along += 1) {
      const text = rows[down % tall][along % wide];
      if (text === undefined) continue;
      targets.push({ row: selection.top + down, column: selection.left + along, text });
    }
  }
  return targets;
}

/**
 * The next place where `isEmpty` holds, down the column and then on to the next one, all round the
 * grid back to the start; null when there is none. `step` is 1 or -1.
 */
export function nextEmpty(from, size, step, isEmpty) {
  const total = size.rows * size.columns;
  const start = from.column * size.rows + from.row;
  for (let moved = 1; moved <= total; moved += 1) {
    const at = (((start + step * moved) % total) + total) % total;
    const place = { row: at % size.rows, column: Math.floor(at / size.rows) };
    if (isEmpty(place)) return place;
  }
  return null;
}
