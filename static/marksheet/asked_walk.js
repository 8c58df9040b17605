/** The walk through the cells a return asks to look at. No DOM. */

const after = (one, other) => one.column - other.column || one.row - other.row;

/**
 * The next cell of those that nobody has looked at, column by column and all round; with -1 the one
 * before. `from` is where the walk stands, null at its start. Undefined when none is left.
 */
export function nextToLook(cells, from, step = 1) {
  const left = cells.filter(({ isLookedAt }) => !isLookedAt).sort(after);
  if (step < 0) left.reverse();
  const start = from && left.find((cell) => Math.sign(after(cell, from)) === step);
  return start || left[0];
}
