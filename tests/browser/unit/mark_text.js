import { cellText, parseCell } from "/static/marksheet/mark_text.js";
import { check, same } from "./checks.js";

/** The table the server's rules are tested with, too. */
export function checkCases(cases) {
  for (const { form, text, value, error, exempt_cells: exemptCells } of cases) {
    check(`${form} ${JSON.stringify(text)}`, () => {
      const read = parseCell(text, form, exemptCells);
      same({ value: read.value, error: read.error }, { value, error });
      if (error === undefined) same(parseCell(cellText(value), form).value, value);
    });
  }
}

check("an error keeps the text that was typed", () => {
  same(parseCell(" 8,25 ", "scored"), { text: "8,25", error: "too_precise" });
});

check("a stored cell is written as in the mark book", () => {
  same([null, 0, 85, 100].map(cellText), ["", "0,0", "8,5", "10,0"]);
  same([200, 201, 210, 211].map(cellText), ["CĐ", "Đ", "V", "M"]);
});
