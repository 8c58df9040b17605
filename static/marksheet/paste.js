import { height, pasteTargets, width } from "./block.js";
import { changesOf, countEffects, effectOf, pasteReport } from "./paste_effect.js";
import { mustAsk, readingsOf } from "./readings.js";
import { titledColumns } from "./roster_columns.js";
import { identityOf } from "./roster.js";
import { RosterPlan } from "./roster_plan.js";
import { distanceOf } from "./shift.js";
import { isShownFirst } from "./strip_dialog.js";

const LIMIT = 2000;

/**
 * Pasting a block: by the students it names, else by place, after asking where the place is in
 * doubt; a large one or one with wrong texts is shown before. Whatever is written is one step that can be undone, and one sentence counts it.
 */
export class Paste {
  #grid;
  #students;
  #texts;
  #dialogs;
  #check;
  #say;

  /** `dialogs` are {place, roster, strip}; `check` gives {text} or {message} for a cell and a text. */
  constructor({ grid, students, texts, dialogs, check, say }) {
    this.#grid = grid;
    this.#students = students;
    this.#texts = texts;
    this.#dialogs = dialogs;
    this.#check = check;
    this.#say = say;
  }

  async take(pasted) {
    const rows = trimmed(pasted, this.#grid.size.rows - this.#grid.block.top);
    const count = rows.flat().length;
    if (count > LIMIT) {
      this.#say(this.#texts.get("paste_too_large", { count, limit: LIMIT }), true);
      return;
    }
    const identity = rows.length ? identityOf(rows, this.#students.all) : null;
    const plan = identity && new RosterPlan(rows, identity, this.#sheet());
    if (plan?.columns.length) await this.#byRoster(plan);
    else if (rows.length > 1 && !this.#isRepeated(rows)) await this.#byPlace(rows);
    else await this.#asItStands(rows);
  }

  #sheet() {
    const cells = this.#grid.row(0);
    return {
      labels: cells.map(({ label }) => label),
      students: this.#students.all,
      first: this.#grid.block.left,
      fits: (column, text) =>
        cells[column]?.kind !== "mark" ||
        /^[-\d.,]+$/.test(text.trim()) ||
        !this.#check(cells[column], text).message,
      effect: (row, column, text) => this.#effect({ row, column, text }),
    };
  }

  #effect({ row, column, text }) {
    return effectOf(this.#grid.at({ row, column }), text, this.#check);
  }

  async #byRoster(plan) {
    const answer = await this.#dialogs.roster.confirm(plan);
    if (!answer) return;
    const { effects, erases } = answer;
    this.#write(effects, { outside: plan.outside, erases, isBlock: false });
  }

  /** One value into many cells, or rows into a multiple of them: the selection says where. */
  #isRepeated(rows) {
    const [tall, wide] = [height(this.#grid.block), width(this.#grid.block)];
    const across = Math.max(...rows.map((row) => row.length));
    const isMultiple = tall % rows.length === 0 && wide % across === 0;
    return isMultiple && (tall > rows.length || wide > across);
  }

  async #asItStands(rows) {
    const targets = pasteTargets(rows, this.#grid.block);
    const inside = targets.filter((target) => this.#grid.at(target));
    const effects = inside.map((target) => this.#effect(target));
    await this.#shown(effects, targets.length - inside.length);
  }

  async #byPlace(pasted) {
    const { top } = this.#grid.block;
    const { columns, rows } = this.#columns(pasted);
    const sheet = {
      rows: this.#grid.size.rows,
      isLocked: (row) => this.#students.isLocked(row),
    };
    const readings = readingsOf(rows.length, top, sheet).map((reading) =>
      this.#weighed(reading, rows, columns),
    );
    const isLost = (index, row) => this.#isLost(rows[index], row, columns);
    if (!mustAsk(readings, sheet, isLost)) {
      await this.#shown(readings[0].effects, readings[0].outside);
      return;
    }
    const answer = await this.#dialogs.place.choose(readings, rows.length);
    if (!answer) return;
    const { effects, outside } = answer.reading;
    this.#write(effects, { outside, erases: answer.erases });
  }

  /** Titles over the block, if they are the grid's own, say where its columns go. */
  #columns(pasted) {
    const { left } = this.#grid.block;
    const titled = titledColumns(pasted[0], this.#grid.row(0).map(({ label }) => label));
    if (titled.size && titled.size === pasted[0].filter((text) => text.trim()).length) {
      return { rows: pasted.slice(1), columns: titled };
    }
    const wide = Math.max(...pasted.map((row) => row.length));
    const along = Array.from({ length: wide }, (_, at) => [at, left + at]);
    return { rows: pasted, columns: new Map(along) };
  }

  /** A reading with what it does to each cell and how far it lies from the other marks. */
  #weighed(reading, rows, columns) {
    const targets = reading.rows.flatMap((row, index) =>
      [...columns]
        .filter(([at]) => rows[index][at] !== undefined)
        .map(([at, column]) => ({ row, column, text: rows[index][at] })),
    );
    const inside = targets.filter((target) => target.row !== null && this.#grid.at(target));
    const effects = inside.map((target) => this.#effect(target));
    const isFilled = ({ text }) => text.trim() !== "";
    const outside = targets.filter(isFilled).length - inside.filter(isFilled).length;
    return { ...reading, effects, outside, distance: this.#distance(effects, columns) };
  }

  #distance(effects, columns) {
    const except = new Set(columns.values());
    const marks = effects.filter(({ cell }) => cell.kind === "mark" && !cell.isLocked);
    return distanceOf(
      marks.map(({ cell, text }) => ({
        mark: this.#students.tenths(text),
        usual: this.#students.usual(cell.row, except),
      })),
    );
  }

  #isLost(texts, row, columns) {
    if (row === null) return texts.some((text) => text.trim() !== "");
    return [...columns].some(([at, column]) => {
      const target = { row, column, text: texts[at] ?? "" };
      return this.#grid.at(target) && this.#effect(target).status === "locked";
    });
  }

  /** Write what nobody had to be asked about; where it is much, or wrong, after a look at it. */
  async #shown(effects, outside) {
    let answer = { erases: false };
    if (isShownFirst(effects)) answer = await this.#dialogs.strip.confirm(effects, outside);
    if (answer) this.#write(effects, { outside, ...answer });
  }

  #write(effects, { outside = 0, erases = false, isBlock = true }) {
    const counts = countEffects(effects);
    this.#grid.apply(changesOf(effects, erases));
    if (isBlock && effects.length > 1) this.#grid.select(effects[0].cell, effects.at(-1).cell);
    this.#say(pasteReport(counts, { outside, erases }, this.#texts), counts.wrong > 0);
  }
}

/** Without the empty rows beyond the sheet's end that a selection in a spreadsheet brings along. */
function trimmed(rows, room) {
  const last = rows.findLastIndex((row) => row.some((text) => text.trim() !== ""));
  return rows.slice(0, Math.max(last + 1, Math.min(rows.length, room)));
}
