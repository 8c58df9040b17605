import { mustAsk, readingsOf } from "/static/marksheet/readings.js";
import { check, same } from "./checks.js";

const sheetOf = (rows, ...locked) => ({ rows, isLocked: (row) => locked.includes(row) });
const shown = (readings) => readings.map(({ key, rows }) => `${key} ${rows.join()}`);
const nothing = () => false;

check("without locked rows a block has one reading", () => {
  const readings = readingsOf(3, 1, sheetOf(5));
  same(shown(readings), ["place 1,2,3"]);
  same(mustAsk(readings, sheetOf(5), nothing), false);
});

check("a block as tall as the students present is asked about, wherever it starts", () => {
  const sheet = sheetOf(5, 1);
  same(shown(readingsOf(4, 0, sheet)), ["place 0,1,2,3", "present 0,2,3,4"]);
  same(mustAsk(readingsOf(4, 0, sheet), sheet, nothing), true);
  same(shown(readingsOf(4, 1, sheet)), ["place 1,2,3,4", "present 0,2,3,4"]);
});

check("crossing a locked row is asked about only if something would be lost", () => {
  const sheet = sheetOf(6, 2);
  const readings = readingsOf(3, 1, sheet);
  same(shown(readings), ["place 1,2,3", "present 1,3,4"]);
  same(mustAsk(readings, sheet, nothing), false);
  same(mustAsk(readings, sheet, (index, row) => row === 2), true);
});

check("a block taller than the sheet may begin with rows that are none of its", () => {
  const readings = readingsOf(4, 0, sheetOf(3));
  same(shown(readings), ["place 0,1,2,", "last ,0,1,2"]);
  same(mustAsk(readings, sheetOf(3), (index, row) => row === null), true);
});
