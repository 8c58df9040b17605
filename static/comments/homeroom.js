import { Texts } from "../marksheet/texts.js";
import { Bank } from "./bank.js";

/**
 * The comment bank beside the homeroom teacher's class: bands are the levels of conduct, in primary
 * school the lowest level among qualities and competences.
 */
const LEVELS = { T: 4, K: 3, Đ: 2, C: 1 };
const TRAITS = { T: 4, Đ: 3, C: 1 };

export function openHomeroomBank(fields, table) {
  const panel = document.querySelector("[data-bank]");
  if (!panel) return;
  let at;
  const find = (key) => fields.find(key, "comment");
  const lowest = (record) =>
    Math.min(
      4,
      ...fields.all
        .filter((field) => field.record === record && field.name.startsWith("traits-"))
        .map((field) => TRAITS[field.value] ?? 4),
    );
  const source = {
    rows: () =>
      fields.column("comment").map((field) => ({
        key: field.record,
        name: field.student,
        band: LEVELS[fields.find(field.record, "conduct")?.value] ?? lowest(field.record),
        text: field.value,
      })),
    active: () => at,
    write: (changes) =>
      fields.write(changes.map(({ key, text }) => ({ field: find(key), after: text }))),
    focus: (key) => find(key)?.focus(),
    isTyping: () => find(at)?.text !== find(at)?.value,
    nextEmpty: () => {
      const column = fields.column("comment");
      const start = column.findIndex((field) => field.record === at) + 1;
      const order = [...column.slice(start), ...column.slice(0, start)];
      const found = order.find((field) => field.value === "" && field.text === "");
      found?.focus();
      return found;
    },
  };
  const button = document.querySelector("[data-bank-open]");
  const bank = new Bank(panel, {
    button,
    form: table.closest("form"),
    source,
    texts: new Texts(document.getElementById("bank-texts")),
    bank: JSON.parse(document.getElementById("bank-phrases").textContent),
    token: () => document.querySelector("[name=csrfmiddlewaretoken]").value,
  });
  table.addEventListener("focusin", ({ target }) => {
    const field = fields.of(target);
    if (!field) return;
    at = field.record;
    bank.follow();
  });
  table.addEventListener(
    "keydown",
    (event) => {
      const field = fields.of(event.target);
      if (field?.name !== "comment") return;
      if (event.key === "Enter") fields.commit(field);
      if (!bank.key(event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  button.addEventListener("click", () => {
    bank.toggle();
    if (bank.isOpen && !source.nextEmpty()) find(at)?.focus();
  });
}
