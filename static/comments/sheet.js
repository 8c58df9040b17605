import { Texts } from "../marksheet/texts.js";
import { Bank } from "./bank.js";

/**
 * The comment bank beside a mark sheet: the table folds to name, average and remark. The grid says
 * that it is there with the event "marksheet:ready". Primary school has a remark for the middle and
 * one for the end of the term, each with the level of its moment.
 */
const WORDS = { Đ: 3, CĐ: 1, T: 4, H: 3, C: 1 };
const LEVELS = { midterm_remark: "mgk", remark: "mck" };

/** 80, 65 and 50 tenths, as in grades/rules/phrases.py. */
function bandOf(average) {
  if (average in WORDS) return WORDS[average];
  const mark = Number(average.replace(",", "."));
  if (average === "" || Number.isNaN(mark)) return null;
  return mark >= 8 ? 4 : mark >= 6.5 ? 3 : mark >= 5 ? 2 : 1;
}

document.addEventListener("marksheet:ready", ({ detail: { grid, form } }) => {
  const panel = document.querySelector("[data-bank]");
  const button = document.querySelector("[data-bank-open]");
  // The remark one is at, or was at last.
  let name = "remark";
  const follow = () => {
    if (grid.active?.kind === "remark") name = grid.active.name;
  };
  const remarks = () => grid.cells.filter((cell) => cell.name === name && !cell.isLocked);
  const find = (key) => grid.find(key, name);
  const resultOf = (cell) =>
    grid.find(cell.record, LEVELS[name])?.value ??
    cell.tr.querySelector("[data-average]")?.textContent.trim() ??
    "";
  const source = {
    rows: () =>
      remarks().map((cell) => ({
        key: cell.record,
        name: document.getElementById(`s-${cell.record}`)?.dataset.label ?? "",
        band: bandOf(resultOf(cell)),
        text: cell.value,
      })),
    active: () => grid.active?.record,
    write: (changes) =>
      grid.apply(changes.map(({ key, text }) => ({ cell: find(key), after: text }))),
    focus: (key) => grid.go(find(key)),
    isTyping: () => grid.mode !== "nav",
    nextEmpty: () => {
      grid.commit();
      const all = remarks();
      const start = all.findIndex((cell) => cell.record === grid.active?.record) + 1;
      const found = [...all.slice(start), ...all.slice(0, start)].find((cell) => !cell.value);
      if (found) grid.go(found);
      return found;
    },
  };
  const bank = new Bank(panel, {
    button,
    form,
    source,
    texts: new Texts(document.getElementById("bank-texts")),
    bank: JSON.parse(document.getElementById("bank-phrases").textContent),
    token: () => form.querySelector("[name=csrfmiddlewaretoken]").value,
  });
  grid.addEventListener("active", () => {
    follow();
    bank.follow();
  });
  grid.addEventListener("change", () => bank.follow());
  grid.table.addEventListener(
    "keydown",
    (event) => {
      if (grid.active?.kind !== "remark" || !bank.key(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  button.addEventListener("click", () => {
    follow();
    bank.toggle();
    if (!bank.isOpen) return;
    // The keys of the bank are pressed at a remark.
    if (grid.active?.kind === "remark") source.focus(grid.active.record);
    else source.nextEmpty();
  });
});
