import { spreadOf } from "/static/marksheet/spread.js";
import { check, same } from "./checks.js";

check("a column at a glance: mean in tenths, below five, one count a mark", () => {
  same(spreadOf([100, 49, 50, 0]), {
    mean: 50,
    below: 2,
    spread: [1, 0, 0, 0, 1, 1, 0, 0, 0, 1],
    count: 4,
  });
  same(spreadOf([70, 71]).mean, 71);
  same(spreadOf([]), null);
});
