import { nextToLook } from "/static/marksheet/asked_walk.js";
import { check, same } from "./checks.js";

const cell = (name, row, column, isLookedAt = false) => ({ name, row, column, isLookedAt });
const cells = [cell("a2", 2, 0), cell("b1", 1, 1), cell("a0", 0, 0), cell("a1", 1, 0, true)];
const walk = (from, step) => nextToLook(cells, from, step)?.name;

check("the walk goes down a column and on to the next one, over what was looked at", () => {
  same(walk(null), "a0");
  same(walk(cell("", 0, 0)), "a2");
  same(walk(cell("", 2, 0)), "b1");
  same(walk(cell("", 1, 0)), "a2");
});

check("it goes all round, both ways, and ends when none is left", () => {
  same(walk(cell("", 1, 1)), "a0");
  same(walk(cell("", 0, 0), -1), "b1");
  same(walk(cell("", 2, 0), -1), "a0");
  same(walk(cell("", 5, 5)), "a0");
  same(nextToLook([cell("x", 0, 0, true)], null), undefined);
});
