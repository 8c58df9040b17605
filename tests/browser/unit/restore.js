import { stillUnsent } from "/static/marksheet/restore.js";
import { check, same } from "./checks.js";

const op = (id, from, to, record = 7) => ({ op: id, record, cell: "ck", from, to });
const left = (ops, text) => stillUnsent(ops, () => text).map((one) => one.op);

check("a change that has not arrived is still to be sent", () => {
  same(left([op("a", "", "8,0")], ""), ["a"]);
});

check("a change whose answer was lost has arrived", () => {
  same(left([op("a", "", "8,0")], "8,0"), []);
});

check("of two changes of a cell the second may still be missing", () => {
  same(left([op("a", "", "8,0"), op("b", "8,0", "9,0")], "8,0"), ["b"]);
});

check("when the last one has arrived, so has the first", () => {
  same(left([op("a", "", "8,0"), op("b", "8,0", "9,0")], "9,0"), []);
});

check("a cell the sheet no longer has is dropped", () => {
  same(left([op("a", "", "8,0")], undefined), []);
});
