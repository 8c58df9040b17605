import { expand } from "/static/marksheet/onehand_keys.js";
import { check, same } from "./checks.js";

const shown = (typed) => shownAs(typed, "scored");

const shownAs = (typed, form) => {
  const { text, isDone } = expand(typed, form);
  return `${text}${isDone ? "!" : ""}`;
};

check("two digits are a mark, one digit and anything else waits", () => {
  same(["85", "05", "00", "10", "19", "8,5", "8.5"].map(shown), [
    "8,5!", "0,5!", "0,0!", "10!", "1,9!", "8,5!", "8,5!",
  ]);
  same(["", "8", "1", "8,", "v", "100"].map(shown), ["", "8", "1", "8,", "v", "100"]);
});

check("a level is one letter, a test one digit but for 1", () => {
  same(["t", "H", "c", "x", "8", "th"].map((typed) => shownAs(typed, "levels")), [
    "T!", "H!", "C!", "X", "8", "TH",
  ]);
  same(["8", "0", "1", "10", "9", "11"].map((typed) => shownAs(typed, "points")), [
    "8!", "0!", "1", "10!", "9!", "11",
  ]);
});
