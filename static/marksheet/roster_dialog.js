import { ask, element } from "./dom.js";
import { countEffects } from "./paste_effect.js";
import { drawFoot } from "./paste_foot.js";

const FILTERS = {
  all: () => true,
  choose: ({ match }) => match.needsChoice,
  over: ({ effects }) => effects.some(({ status }) => status === "over"),
  wrong: ({ effects }) => effects.some(({ status }) => status === "wrong"),
  new: ({ effects }) => effects.some(({ status }) => status === "new"),
};

/**
 * The preview of a block with names or codes: who each row is, and what each cell becomes.
 * Nothing has been written before the button.
 */
export class RosterDialog {
  #dialog;
  #texts;
  #plan;
  #filter = "all";

  constructor(dialog, texts) {
    this.#dialog = dialog;
    this.#texts = texts;
    dialog.querySelector("[data-filters]").addEventListener("click", (event) => {
      this.#filter = event.target.closest("[data-filter]")?.dataset.filter ?? this.#filter;
      this.#draw();
    });
    dialog.querySelector("tbody").addEventListener("change", ({ target }) => {
      this.#plan.choose(Number(target.dataset.line), target.value);
      this.#draw();
      dialog.querySelector(`select[data-line="${target.dataset.line}"]`)?.focus();
    });
    dialog.querySelector("[data-erase]").addEventListener("change", () => this.#draw());
  }

  /** Gives {effects, erases}, or null when nothing is to be pasted. */
  async confirm(plan) {
    this.#plan = plan;
    this.#filter = plan.lines.some(FILTERS.choose) ? "choose" : "all";
    this.#erase.checked = false;
    this.#draw();
    if (!(await ask(this.#dialog))) return null;
    return { effects: plan.effects, erases: this.#erase.checked };
  }

  get #erase() {
    return this.#dialog.querySelector("[data-erase]");
  }

  #draw() {
    const { labels, lines } = this.#plan;
    this.#drawFilters(lines);
    const heads = [...this.#dialog.querySelectorAll("thead th")].slice(0, 4);
    const head = { scope: "col", role: "columnheader", class: "is-mark" };
    const marks = labels.map((label) => element("th", head, label));
    this.#dialog.querySelector("thead tr").replaceChildren(...heads, ...marks);
    const shown = lines.filter(FILTERS[this.#filter]).map((line) => this.#line(line));
    this.#dialog.querySelector("tbody").replaceChildren(...shown);
    const counts = { ...countEffects(this.#plan.effects), outside: this.#plan.outside };
    drawFoot(this.#dialog, counts, this.#texts);
  }

  #drawFilters(lines) {
    for (const button of this.#dialog.querySelectorAll("[data-filter]")) {
      const count = lines.filter(FILTERS[button.dataset.filter]).length;
      button.setAttribute("aria-pressed", String(button.dataset.filter === this.#filter));
      button.querySelector("b").textContent = count;
    }
  }

  #line({ number, said, match, student, effects }) {
    const cells = this.#plan.columns.map((_, index) => this.#mark(effects[index], index));
    const label = this.#texts.get("roster_line");
    return element(
      "tr",
      { role: "row", class: match.needsChoice ? "is-unmatched" : null },
      element("th", { role: "rowheader", scope: "row" }, this.#name(student, match)),
      element("td", { role: "cell", "data-label": label }, number ? `${number}` : "–"),
      element("td", { role: "cell" }, said || this.#texts.get("roster_absent")),
      element("td", { role: "cell" }, this.#by(number, said, match, student)),
      ...cells,
    );
  }

  #name(student, match) {
    if (!student) return this.#texts.get(`roster_${match.by}`);
    const name = element(student.isGone ? "s" : "span", {}, student.name);
    const note = [student.shown, student.when].filter(Boolean).join(" · ");
    const parts = note ? [name, " ", element("small", {}, note)] : [name];
    return element("span", {}, ...parts);
  }

  #by(number, said, match, student) {
    if (!number) return this.#texts.get("roster_kept");
    if (student?.isGone) return this.#texts.get("roster_gone");
    if (!match.needsChoice) return this.#texts.get(`by_${match.by}`);
    const label = this.#texts.get("roster_who", { name: said, line: number });
    const none = element("option", { value: "" }, this.#texts.get("roster_skip"));
    const options = this.#plan.choicesOf(match).map((each) => {
      const chosen = { value: each.row, selected: each === student };
      const note = each.born ? `${each.name}, ${each.born}` : each.name;
      return element("option", chosen, note);
    });
    return element("select", { "aria-label": label, "data-line": number }, none, ...options);
  }

  #mark(effect, index) {
    const label = this.#plan.labels[index];
    const box = element("td", { role: "cell", "data-label": label }, effect ? "" : "–");
    box.className = `is-mark is-${effect?.status ?? "none"}`;
    if (effect) box.append(...this.#becomes(effect));
    if (effect?.message) box.title = effect.message;
    return box;
  }

  /** What the cell will show, bold when it is written; a wrong text with what it may mean. */
  #becomes({ status, cell, text }) {
    if (status === "over") return [this.#change(cell.value, text)];
    if (status === "kept" && this.#erase.checked) return [this.#change(cell.value, "–")];
    if (status === "kept") return [cell.value];
    if (status === "new") return [element("b", {}, text)];
    if (status !== "wrong") return [text || "–"];
    const likely = /^[1-9]\d$/.test(text) ? `${text[0]},${text[1]}?` : "";
    return [element("b", {}, text), element("small", {}, likely)];
  }

  #change(before, after) {
    const parts = [element("del", {}, before), " → ", element("ins", {}, after)];
    return element("span", { class: "paste__change" }, ...parts);
  }
}
