import { placedColumns, titledColumns } from "./roster_columns.js";
import { matchRows, nameKey, saidBy } from "./roster.js";

const NEEDS_CHOICE = new Set(["several", "twice", "other", "none"]);

const NAME_TITLES = new Set(
  ["Họ và tên", "Họ tên", "Tên", "Họ và tên học sinh", "Tên học sinh", "Họ đệm Tên"].map(nameKey),
);

/** Whether a row holds the titles of a list, none of them the sheet's own. */
const isTitle = (row, identity) => NAME_TITLES.has(nameKey(saidBy(row, identity).name));

/**
 * What pasting a block with names or codes would do: a line for each of its rows, and for each
 * student it says nothing of. No DOM.
 *
 * `sheet` is {labels, students, first, fits(column, text), effect(row, column, text)}: `first` is
 * the grid's column from which the block's are laid.
 */
export class RosterPlan {
  #sheet;
  #rows;
  #matches;

  constructor(rows, identity, sheet) {
    this.#sheet = sheet;
    const titled = titledColumns(rows[0], sheet.labels);
    this.#rows = titled.size || isTitle(rows[0], identity) ? rows.slice(1) : rows;
    const { first, labels, fits } = sheet;
    const placed = placedColumns(this.#rows, identity, first, labels.length, fits);
    this.columns = titled.size
      ? [...titled].map(([at, column]) => ({ at, column }))
      : placed.columns;
    // Columns under titles of which the sheet knows none are left out, and counted.
    const outside = titled.size
      ? placed.columns.filter(({ at }) => !titled.has(at)).length
      : placed.outside;
    this.outside = outside * this.#rows.length;
    this.#matches = matchRows(this.#rows, identity, sheet.students).map((match) => ({
      ...match,
      needsChoice: NEEDS_CHOICE.has(match.by),
    }));
  }

  get labels() {
    return this.columns.map(({ column }) => this.#sheet.labels[column]);
  }

  /** Rows to choose for first, then the others as in the block, then who is not in it. */
  get lines() {
    const pasted = this.#matches.map((match, index) => this.#line(match, index));
    const named = new Set(this.#matches.map(({ student }) => student));
    const absent = this.#sheet.students
      .filter((student) => !named.has(student) && !student.isGone)
      .map((student) => ({ number: 0, said: "", match: { by: "" }, student, effects: [] }));
    const isOpen = ({ match }) => match.needsChoice;
    return [...pasted.filter(isOpen), ...pasted.filter((line) => !isOpen(line)), ...absent];
  }

  get effects() {
    return this.lines.flatMap(({ effects }) => effects);
  }

  #line(match, index) {
    const { student, said } = match;
    const row = this.#rows[index];
    const effects = student
      ? this.columns.map(({ at, column }) => this.#sheet.effect(student.row, column, row[at] ?? ""))
      : [];
    const words = [said.code, said.name, said.born].filter(Boolean).join(" · ");
    return { number: index + 1, said: words, match, student, effects };
  }

  /** Who a row may be: those of that name, else everyone whom no other row is. */
  choicesOf(match) {
    const taken = new Set(this.#matches.filter((other) => other !== match).map((m) => m.student));
    const free = this.#sheet.students.filter((student) => !student.isGone && !taken.has(student));
    return match.among.length ? match.among.filter((student) => free.includes(student)) : free;
  }

  /** The user says who the row with a number is; an empty text: not to be pasted. */
  choose(number, row) {
    const match = this.#matches[number - 1];
    const student = row === "" ? null : this.#sheet.students[Number(row)];
    match.student = student ?? null;
  }
}
