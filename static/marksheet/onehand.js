import { element } from "./dom.js";
import { expand } from "./onehand_keys.js";
import { ReadBack } from "./read_back.js";

const NEIGHBOURS = 2;
// As onehand.css: there the student's own marks need the room.
const CARD = "(max-width: 480px)";
const HABIT = "types_one_handed";
// So narrow that a row of the table does not fit: a card a student, unless chosen otherwise.
const NARROW = "(max-width: 360px)";

/**
 * One hand holds the paper, the other types: two digits write a mark and go on by themselves, in
 * primary school one letter a level and one digit a test. A panel over the grid shows the student at hand, the other marks and the neighbours; on a phone a
 * pad of keys stands below. Pasting, and every other way of typing, is as without it.
 */
export class OneHand {
  #grid;
  #students;
  #texts;
  #form;
  #panel;
  #button;
  #on;
  #pad;
  #reading;

  /** `on` takes {say, start}: `start` goes to the cell where typing begins. */
  constructor({ form, panel, button, grid, students, texts, habits, on }) {
    this.isOn = false;
    this.#grid = grid;
    this.#students = students;
    this.#texts = texts;
    this.#form = form;
    this.#panel = panel;
    this.#button = button;
    this.#on = on;
    this.#reading = new ReadBack({ grid, panel, texts, say: on.say });
    this.#reading.button.addEventListener("click", () => this.#readBack());
    button.addEventListener("click", () => {
      this.#toggle(!this.isOn);
      habits.choose(HABIT, this.isOn);
      // What is typed next belongs to the cell, not to the button.
      if (this.#cell) grid.go(this.#cell);
    });
    grid.table.addEventListener("keydown", (event) => this.#keydown(event), { capture: true });
    grid.table.addEventListener("input", () => this.#typed());
    grid.addEventListener("active", () => this.#draw());
    grid.addEventListener("change", () => this.#draw());
    const pad = form.querySelector("[data-pad]");
    this.#pad = pad;
    // The cell keeps the focus, so that its text stays the one being typed.
    pad.addEventListener("pointerdown", (event) => event.preventDefault());
    pad.addEventListener("click", (event) => this.#press(event));
    if (habits.get(HABIT) ?? matchMedia(NARROW).matches) this.#toggle(true);
  }

  #toggle(isOn) {
    this.isOn = isOn;
    this.#button.setAttribute("aria-pressed", String(isOn));
    this.#panel.hidden = !isOn;
    this.#form.classList.toggle("is-onehand", isOn);
    if (isOn) this.#nameTiles();
    if (!isOn) this.#reading.stop();
    for (const cell of this.#grid.cells.filter(({ kind }) => kind === "mark")) {
      const usual = cell.form === "levels" ? "text" : "decimal";
      cell.input.inputMode = this.#hasPad ? "none" : usual;
    }
    if (isOn && this.#cell === null) this.#on.start();
    // A card shows the student at hand: where nothing is left to type, the first.
    if (isOn && !this.#grid.active) this.#grid.go({ row: 0, column: 0 });
    if (this.#hasPad) this.#form.scrollIntoView();
    this.#draw();
  }

  /** On a card the cells of a row stand without their columns' heads. */
  #nameTiles() {
    for (const { td, label } of this.#grid.cells) td.dataset.label = label;
    const average = document.getElementById("h-average")?.textContent.trim();
    if (!average) return;
    for (const { td } of this.#grid.column(0)) {
      const box = td.parentElement.querySelector(".marks__average");
      box.dataset.label = average;
    }
  }

  /** Whether the portal's own keys stand below the grid, instead of the phone's. */
  get #hasPad() {
    return this.isOn && matchMedia("(max-width: 900px)").matches;
  }

  /** The mark being typed; null while another kind of cell is active. */
  get #cell() {
    const { active } = this.#grid;
    return active?.kind === "mark" ? active : null;
  }

  #keydown(event) {
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    const isPlus = event.key === "+" && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!this.isOn || !this.#cell || event.isComposing || (hasModifier && !isPlus)) return;
    const action = this.#actions()[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  #actions() {
    return {
      Enter: () => this.#go(1),
      "+": () => {
        if (this.#cell.form === "levels") return;
        this.#grid.apply([{ cell: this.#cell, after: "V" }]);
        this.#go(1);
      },
      "-": () => {
        this.#grid.revert();
        this.#go(-1);
      },
      "*": () => {
        this.#grid.revert();
        this.#go(1, { isRead: false });
      },
      "/": () => this.#readBack(),
    };
  }

  #press(event) {
    const key = event.target.closest("[data-press]")?.dataset.press;
    if (key === undefined) return;
    if (!this.#cell) this.#on.start();
    const cell = this.#cell;
    if (!cell) return;
    const action = this.#actions()[key];
    if (action) {
      action();
    } else if (!cell.isLocked) {
      const before = this.#grid.mode === "nav" ? "" : cell.text;
      cell.text = key === "Backspace" ? before.slice(0, -1) : before + key;
      this.#grid.setMode("type");
      this.#typed();
    }
  }

  #typed() {
    const cell = this.#cell;
    if (!this.isOn || !cell || this.#grid.isComposing || this.#grid.mode === "edit") return;
    const { text, isDone } = expand(cell.text, cell.form);
    if (isDone) {
      cell.text = text;
      this.#go(1);
    }
    this.#draw();
  }

  #readBack() {
    if (!this.#cell) this.#on.start();
    if (!this.#cell) return;
    this.#reading.toggle(this.#cell);
    this.#grid.go(this.#cell);
    this.#draw();
  }

  /** To the next student whose mark can be written; the last one of a column stays. */
  #go(step, { isRead = step > 0 } = {}) {
    this.#grid.commit();
    if (isRead) this.#reading.pass(this.#cell);
    const { column, row } = this.#cell;
    const open = this.#grid.column(column).filter((cell) => !cell.isLocked);
    const next = step > 0 ? open.find((cell) => cell.row > row) : open.findLast((c) => c.row < row);
    if (next) {
      this.#grid.go(next);
      return;
    }
    this.#grid.setMode("nav");
    if (this.#reading.isOn && step > 0) this.#reading.finish(this.#cell);
    else this.#on.say(this.#texts.get("onehand_end", { column: this.#cell.label }));
    this.#draw();
  }

  // --- what the panel shows ---

  #draw() {
    const cell = this.#cell;
    if (!this.isOn || !cell) return;
    const say = (part, text) => (this.#panel.querySelector(`[data-${part}]`).textContent = text);
    const open = this.#grid.column(cell.column).filter(({ isLocked }) => !isLocked);
    const values = { column: cell.label, at: open.indexOf(cell) + 1, total: open.length };
    this.#reading.draw(cell);
    say("place", this.#texts.get(this.#reading.isOn ? "read_place" : "onehand_place", values));
    const { order, name, shown } = this.#students.all[cell.row];
    say("name", `${order}. ${shown ? `${name}, ${shown}` : name}`);
    say("others", this.#others(cell));
    say("value", expand(cell.text, cell.form).text || "–");
    this.#fit(cell.form);
    const list = this.#panel.querySelector("[data-neighbours]");
    list.replaceChildren(...this.#neighbours(open, cell));
  }

  /** The keys and the hint of this form of cell. */
  #fit(form) {
    for (const part of [...this.#pad.children, ...this.#panel.querySelectorAll("[data-for]")]) {
      part.hidden = part.dataset.for !== undefined && !part.dataset.for.split(" ").includes(form);
    }
  }

  #others(cell) {
    const others = this.#grid.row(cell.row).filter((each) => each.kind === "mark" && each !== cell);
    const filled = others.filter(({ value }) => value);
    return filled.map(({ label, value }) => `${label} ${value}`).join(" · ");
  }

  #neighbours(open, cell) {
    const at = open.indexOf(cell);
    const count = matchMedia(CARD).matches ? 1 : NEIGHBOURS;
    const near = open.slice(Math.max(0, at - count), at + count + 1);
    return near.map((each) => {
      const { order, name } = this.#students.all[each.row];
      const parts = [element("span", {}, order), element("span", {}, name)];
      const isHere = each === cell;
      return element(
        "li",
        { "aria-current": isHere ? "true" : null },
        ...parts,
        element("b", {}, isHere ? each.text : each.value),
      );
    });
  }
}
