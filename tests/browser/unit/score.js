import {
  cellText,
  parseCell,
  provisionalAverage,
  provisionalResult,
} from "/static/marksheet/score.js";
import { check, same } from "./checks.js";

/** The table the server's rules are tested with, too. */
export function checkCases(cases) {
  for (const { form, text, value, error } of cases) {
    check(`${form} ${JSON.stringify(text)}`, () => {
      const read = parseCell(text, form);
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

check("a tie is rounded up, in integers", () => {
  // With three regular marks the divisor is 8: the second sum is 8.05 exactly.
  same(provisionalAverage({ regular: [80, 81, 80], midterm: 81, final: 80 }), 80);
  same(provisionalAverage({ regular: [80, 80, 82], midterm: 81, final: 80 }), 81);
});

check("no average while a cell is empty or holds a code", () => {
  same(provisionalAverage({ regular: [80, null], midterm: 80, final: 80 }), null);
  same(provisionalAverage({ regular: [80, 80], midterm: 210, final: 80 }), null);
});

check("a comment-only subject is passed only when all of it is", () => {
  same(provisionalResult({ regular: [201, 201], midterm: 201, final: 201 }), 201);
  same(provisionalResult({ regular: [201, 200], midterm: 201, final: 201 }), 200);
  same(provisionalResult({ regular: [201, null], midterm: 201, final: 201 }), null);
});
