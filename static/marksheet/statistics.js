import { element } from "./dom.js";
import {
  COMPLETED,
  COMPLETED_WELL,
  FAILED,
  HIGHEST_MARK,
  NOT_COMPLETED,
  PASSED,
  cellText,
  parseCell,
} from "./mark_text.js";
import { spreadOf } from "./spread.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDE, TALL] = [56, 22];
const isMark = (value) => value !== null && value <= HIGHEST_MARK;

function shape(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/**
 * The foot of the table: mean, marks below 5,0 and their distribution, one column each; of subjects
 * without marks, how many passed; in primary school, how many have each level, and no mean. It reads what the table shows, in the grid and on a sheet that
 * is only read. Never on paper: families are not to compare.
 */
export class Statistics {
  #table;
  #texts;
  #form;
  #foot = element("tfoot");

  constructor(table, texts) {
    this.#table = table;
    this.#texts = texts;
    this.#form = table.dataset.form;
    table.append(this.#foot);
    table.parentElement.classList.add("has-statistics");
    this.draw();
  }

  show(isShown) {
    this.#foot.hidden = !isShown;
    this.#table.parentElement.classList.toggle("has-statistics", isShown);
  }

  draw() {
    const columns = this.#columns();
    const rows = {
      scored: () => this.#scored(columns),
      commented: () => [this.#counted("passed", columns, [PASSED, FAILED])],
      levels: () => this.#levels(columns),
    };
    this.#foot.replaceChildren(...rows[this.#form]());
  }

  /** What stands in the columns of marks and in the average's, without students who have left. */
  #columns() {
    const rows = [...this.#table.tBodies[0].rows].filter((row) => !("gone" in row.dataset));
    const heads = [...this.#table.querySelectorAll(".marks__column")];
    const forms = heads.map((head) => head.dataset.form);
    const typed = "input:not([type=hidden], [type=checkbox])";
    const read = (td) => td.querySelector(typed)?.value ?? td.textContent;
    const lines = rows.map((row) => [...row.querySelectorAll(".marks__mark, .marks__average")]);
    return (lines[0] ?? []).map((_, at) =>
      lines.map((cells) => parseCell(read(cells[at]), forms[at] ?? this.#form).value ?? null),
    );
  }

  #scored(columns) {
    const found = columns.map((values) => spreadOf(values.filter(isMark)));
    return [
      this.#row("mean", found.map((each) => this.#cell(each && cellText(each.mean)))),
      this.#row("below", found.map((each) => this.#below(each))),
      this.#row("spread", found.map((each) => this.#cell(each && this.#picture(each)))),
    ];
  }

  /** Levels and tests stand beside each other; a column says nothing in the other's row. */
  #levels(columns) {
    const tests = columns.map((values) => spreadOf(values.filter(isMark)));
    const levels = this.#counted("levels", columns, [COMPLETED_WELL, COMPLETED, NOT_COMPLETED]);
    if (!this.#table.querySelector(".marks__column[data-form=points]")) return [levels];
    return [levels, this.#row("below", tests.map((each) => this.#below(each)))];
  }

  /** How many have each of these codes. */
  #counted(key, columns, codes) {
    const cells = columns.map((values) => {
      const counts = codes.map((code) => values.filter((value) => value === code).length);
      return this.#cell(counts.some((count) => count) ? counts.join(" · ") : null);
    });
    return this.#row(key, cells);
  }

  #row(key, cells) {
    const head = { scope: "row", colspan: 2, class: "marks__name" };
    const others = this.#table.tHead.querySelectorAll(".marks__remark, .marks__exempt").length;
    const rest = element("td", { colspan: others });
    return element("tr", {}, element("th", head, this.#texts.get(key)), ...cells, rest);
  }

  #cell(content) {
    return element("td", {}, content ?? "");
  }

  #below(found) {
    const cell = this.#cell(found && String(found.below));
    if (found?.below) cell.className = "is-warn";
    return cell;
  }

  #picture({ spread }) {
    const svg = shape("svg", { class: "spread", viewBox: `0 0 ${WIDE} ${TALL}`, role: "img" });
    const words = spread.map((count, from) => (count ? `${from}–${from + 1}: ${count}` : ""));
    svg.setAttribute("aria-label", words.filter(Boolean).join(", "));
    const most = Math.max(...spread);
    spread.forEach((count, from) => {
      const height = count ? Math.max(2, Math.round((count / most) * (TALL - 2))) : 0;
      const place = { x: 3 + from * 5, y: TALL - 1 - height, width: 4, height };
      svg.append(shape("rect", { ...place, class: from < 5 ? "is-below" : "" }));
    });
    const base = { x1: 2, x2: WIDE - 2, y1: TALL - 0.5, y2: TALL - 0.5 };
    svg.append(shape("line", base));
    return svg;
  }
}
