import { nextEmpty, pasteTargets, span } from "/static/marksheet/block.js";
import { check, same } from "./checks.js";

const at = (row, column) => ({ row, column });
const texts = (targets) => targets.map(({ row, column, text }) => `${row},${column}=${text}`);

check("a rectangle is the same from either corner", () => {
  same(span(at(4, 1), at(2, 3)), span(at(2, 3), at(4, 1)));
});

check("one value fills the whole selection", () => {
  const targets = pasteTargets([["8"]], span(at(0, 0), at(1, 1)));
  same(texts(targets), ["0,0=8", "0,1=8", "1,0=8", "1,1=8"]);
});

check("rows are repeated when the selection is a multiple of them", () => {
  const targets = pasteTargets([["1"], ["2"]], span(at(0, 0), at(3, 0)));
  same(texts(targets), ["0,0=1", "1,0=2", "2,0=1", "3,0=2"]);
});

check("otherwise the block is pasted once, from the corner", () => {
  const targets = pasteTargets([["1", "2"], ["3", "4"]], span(at(5, 2), at(7, 2)));
  same(texts(targets), ["5,2=1", "5,3=2", "6,2=3", "6,3=4"]);
});

check("a short row leaves the cells beyond it alone", () => {
  const targets = pasteTargets([["1", "2"], ["3"]], span(at(0, 0), at(0, 0)));
  same(texts(targets), ["0,0=1", "0,1=2", "1,0=3"]);
});

check("the next empty cell is looked for down the column, then in the next one", () => {
  const empty = new Set(["0,1", "2,0"]);
  const isEmpty = ({ row, column }) => empty.has(`${row},${column}`);
  const size = { rows: 3, columns: 2 };
  same(nextEmpty(at(0, 0), size, 1, isEmpty), at(2, 0));
  same(nextEmpty(at(2, 0), size, 1, isEmpty), at(0, 1));
  same(nextEmpty(at(0, 0), size, -1, isEmpty), at(0, 1));
  same(nextEmpty(at(0, 0), size, 1, () => false), null);
});
