import { changesOf, effectOf } from "/static/marksheet/paste_effect.js";
import { parseCell, cellText } from "/static/marksheet/mark_text.js";
import { check, same } from "./checks.js";

const cellOf = (value, more = {}) => ({ value, isLocked: false, ...more });
const judge = (cell, text) => {
  const { value, error } = parseCell(text, "scored");
  return error ? { message: error } : { text: cellText(value) };
};
const effect = (cell, text) => effectOf(cell, text, judge);

check("each cell of a block is new, overwritten, the same, wrong or kept", () => {
  const cases = [["", "8"], ["7,0", "8"], ["8,0", "8"], ["7,0", "85"], ["7,0", " "], ["", ""]];
  same(cases.map(([value, text]) => effect(cellOf(value), text).status), [
    "new", "over", "same", "wrong", "kept", "none",
  ]);
});

check("a locked cell loses a text only if it holds another one", () => {
  const locked = cellOf("7,0", { isLocked: true });
  same(["8", "7", ""].map((text) => effect(locked, text).status), ["locked", "same", "none"]);
});

check("an empty text erases only when asked to", () => {
  const effects = [effect(cellOf("7,0"), "")];
  same(changesOf(effects, false).length, 0);
  same(changesOf(effects, true).map(({ after }) => after), [""]);
});
