import { nextToLook } from "./asked_walk.js";

/** No mark at all, or only so few that its typing is still to be done. */
const MOSTLY = 0.5;

/**
 * The cell at which work goes on: the first one that a return asks to look at, else the first of a
 * column that it names, else the
 * first empty one of the column the address names, else of the first column that is still mostly
 * empty, else of the sheet; undefined when nothing is to be done.
 */
export function openingCell(grid) {
  const meant = nextToLook(grid.cells.filter(({ isMeant }) => isMeant), null);
  if (meant) return meant;
  const asked = grid.cells.find((cell) => cell.isAsked && !cell.isLocked);
  if (asked) return asked;
  const isEmpty = (cell) => cell.kind === "mark" && !cell.isLocked && cell.value === "";
  const columns = Array.from({ length: grid.size.columns }, (_, column) => {
    const open = grid.column(column).filter((cell) => cell.kind === "mark" && !cell.isLocked);
    return { open, empty: open.filter(isEmpty) };
  });
  const named = columns.find(({ empty }) => empty.length && `#${empty[0].name}` === location.hash);
  const isTodo = ({ open, empty }) => empty.length > 0 && empty.length >= MOSTLY * open.length;
  const next = columns.find(isTodo);
  return (named ?? next ?? columns.find(({ empty }) => empty.length))?.empty[0];
}
