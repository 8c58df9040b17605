/**
 * How a pasted block without names may lie on the rows of the sheet. No DOM.
 *
 * A reading is {key, rows}: `rows` gives for each row of the block the row of the grid it goes to,
 * or null where it goes nowhere. Keys: "place" (as it stands, locked rows included), "present"
 * (one row for each student that can be written, locked rows left out), "last" (a block taller
 * than the sheet, its first rows left out).
 */

const sameRows = (one, other) => one.every((row, index) => row === other[index]);

/** `sheet` is {rows, isLocked(row)}; `top` the row the block starts at. The first is "place". */
export function readingsOf(height, top, sheet) {
  const order = Array.from({ length: height }, (_, index) => index);
  const within = (row) => (row >= 0 && row < sheet.rows ? row : null);
  const open = Array.from({ length: sheet.rows }, (_, row) => row).filter(
    (row) => !sheet.isLocked(row),
  );
  // As many rows as students who can be written: the list starts with the first of them.
  const first = height === open.length ? 0 : top;
  const present = open.filter((row) => row >= first);
  const found = [
    { key: "place", rows: order.map((index) => within(top + index)) },
    { key: "present", rows: order.map((index) => present[index] ?? null) },
  ];
  const surplus = top + height - sheet.rows;
  if (surplus > 0 && top === 0) {
    found.push({ key: "last", rows: order.map((index) => within(index - surplus)) });
  }
  return found.filter(
    (reading, index) => !found.slice(0, index).some((other) => sameRows(other.rows, reading.rows)),
  );
}

/**
 * Whether to ask which reading is meant: as it stands, something of the block would be lost, or it
 * is as tall as the students present while the sheet has more rows. `isLost(index, row)` says
 * whether the block's row holds something that the row of the grid (null: none) does not take.
 */
export function mustAsk(readings, sheet, isLost) {
  const [place, present] = readings;
  if (readings.length < 2) return false;
  if (place.rows.some((row, index) => isLost(index, row))) return true;
  const height = place.rows.length;
  const open = Array.from({ length: sheet.rows }, (_, row) => row).filter(
    (row) => !sheet.isLocked(row),
  ).length;
  return present.key === "present" && height === open && height !== sheet.rows && height > 1;
}
