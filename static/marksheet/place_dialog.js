import { ask, element } from "./dom.js";
import { cellText } from "./mark_text.js";
import { countEffects } from "./paste_effect.js";
import { drawFoot } from "./paste_foot.js";

const ROWS_SHOWN = 5;

/**
 * Asks which rows a block without names is meant for: two readings side by side, the one nearer to
 * the students' other marks chosen. Nothing has been written before the button.
 */
export class PlaceDialog {
  #dialog;
  #texts;
  #students;

  constructor(dialog, texts, students) {
    this.#dialog = dialog;
    this.#texts = texts;
    this.#students = students;
  }

  /**
   * `readings` are {key, rows, effects, distance}, `height` the rows of the block.
   * Gives {reading, erases}, or null when nothing is to be pasted.
   */
  async choose(readings, height) {
    const nearest = nearestOf(readings);
    const shown = [nearest, ...readings.filter((reading) => reading !== nearest)];
    this.#say("[data-text]", this.#question(height));
    const cards = shown.map((reading) => this.#card(reading, reading === nearest));
    this.#dialog.querySelector("[data-readings]").replaceChildren(...cards);
    const chosen = () => shown[cards.findIndex((card) => card.querySelector("input").checked)];
    const erase = this.#dialog.querySelector("[data-erase]");
    const refresh = () => {
      const { effects, outside } = chosen();
      drawFoot(this.#dialog, { ...countEffects(effects), outside }, this.#texts);
    };
    erase.checked = false;
    this.#dialog.onchange = refresh;
    refresh();
    return (await ask(this.#dialog)) ? { reading: chosen(), erases: erase.checked } : null;
  }

  #question(height) {
    const { all, locked } = this.#students;
    const names = locked.map(({ order, name }) => `${order} ${name}`).join(", ");
    const key = locked.length ? "place_question" : "place_question_open";
    return this.#texts.get(key, { height, rows: all.length, count: locked.length, names });
  }

  #card(reading, isChosen) {
    const chosen = { checked: isChosen, autofocus: isChosen };
    const radio = { type: "radio", name: "reading", value: reading.key, ...chosen };
    const words = element("span", {}, element("b", {}, this.#title(reading)));
    words.append(element("small", {}, this.#distance(reading.distance)));
    const table = element("table", {}, element("tbody", {}, ...this.#lines(reading)));
    return element("label", { class: "choice" }, element("input", radio), words, table);
  }

  #title({ key, rows }) {
    const surplus = rows.filter((row) => row === null).length;
    return this.#texts.get(`reading_${key}`, { count: surplus });
  }

  #distance(distance) {
    if (!distance) return this.#texts.get("reading_alone");
    const values = { distance: cellText(Math.round(distance.distance)), count: distance.unlike };
    return this.#texts.get(distance.unlike ? "reading_unlike" : "reading_distance", values);
  }

  /** Five rows from just before the first one at which the readings differ. */
  #lines({ effects }) {
    const byRow = new Map(effects.map((effect) => [effect.cell.row, effect]));
    const first = this.#students.locked[0]?.row ?? 0;
    const start = Math.max(0, Math.min(first - 1, this.#students.all.length - ROWS_SHOWN));
    return this.#students.all
      .slice(start, start + ROWS_SHOWN)
      .map((student) => this.#line(student, byRow.get(student.row)));
  }

  #line({ row, order, name, isGone }, effect) {
    const title = element(isGone ? "s" : "span", {}, name);
    const usual = effect ? this.#students.usual(row, new Set([effect.cell.column])) : null;
    const usually = usual === null ? "" : cellText(Math.round(usual));
    const isLost = effect?.status === "locked";
    const text = isLost ? this.#texts.get("reading_lost", { value: effect.text }) : effect?.text;
    return element(
      "tr",
      {},
      element("td", {}, `${order} `, title),
      element("td", {}, usually && this.#texts.get("reading_usual", { value: usually })),
      element("td", {}, text ?? "–"),
    );
  }

  #say(place, text) {
    this.#dialog.querySelector(place).textContent = text;
  }
}

/** The reading nearest to the students' other marks; where that says nothing, the one by student. */
function nearestOf(readings) {
  const isPresent = ({ key }) => key === "present";
  const ordered = [...readings.filter(isPresent), ...readings.filter((each) => !isPresent(each))];
  const compared = ordered.filter(({ distance }) => distance);
  return compared.reduce(
    (best, each) => (each.distance.distance < best.distance.distance ? each : best),
    compared[0] ?? ordered[0],
  );
}
