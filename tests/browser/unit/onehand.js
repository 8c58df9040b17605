import { expand } from "/static/marksheet/onehand_keys.js";
import { check, same } from "./checks.js";

const shown = (typed) => {
  const { text, isDone } = expand(typed);
  return `${text}${isDone ? "!" : ""}`;
};

check("two digits are a mark, one digit and anything else waits", () => {
  same(["85", "05", "00", "10", "19", "8,5", "8.5"].map(shown), [
    "8,5!", "0,5!", "0,0!", "10!", "1,9!", "8,5!", "8,5!",
  ]);
  same(["", "8", "1", "8,", "v", "100"].map(shown), ["", "8", "1", "8,", "v", "100"]);
});
