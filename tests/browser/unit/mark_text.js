import { cellText, parseCell } from "/static/marksheet/mark_text.js";
import { check, same } from "./checks.js";

/** The table the server's rules are tested with, too. */
export function checkCases(cases) {
  for (const each of cases) {
    const { form, text, value, error } = each;
    check(`${form} ${JSON.stringify(text)}`, () => {
      const read = parseCell(text, form, each.exempt_cells, each.zero_allowed);
      same({ value: read.value, error: read.error }, { value, error });
      if (error === undefined) same(parseCell(cellText(value, form), form).value, value);
    });
  }
}

check("an error keeps the text that was typed", () => {
  same(parseCell(" 8,25 ", "scored"), { text: "8,25", error: "too_precise" });
});

check("a stored cell is written as in the mark book", () => {
  same([null, 0, 85, 100].map((value) => cellText(value)), ["", "0,0", "8,5", "10,0"]);
  same([0, 80, 100].map((value) => cellText(value, "points")), ["0", "8", "10"]);
  same([200, 201, 210, 211].map((value) => cellText(value)), ["CĐ", "Đ", "V", "M"]);
  same([222, 221, 220].map((value) => cellText(value)), ["T", "H", "C"]);
});
