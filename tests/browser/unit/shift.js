import { distanceOf, findShift, usual } from "/static/marksheet/shift.js";
import { check, same } from "./checks.js";

const usuals = Array.from({ length: 30 }, (_, row) => 40 + ((row * 37) % 55));
const marks = usuals.map((mark, row) => mark + ((row * 13) % 7) - 3);
const stepOf = (...values) => findShift(...values)?.step ?? null;

check("a column beside its own students is not questioned", () => {
  same(stepOf(marks, usuals), null);
  same(stepOf(marks.map((mark) => mark - 20), usuals), null);
});

check("a column one row too low should go up, one too high down", () => {
  same(stepOf([null, ...marks.slice(0, -1)], usuals), -1);
  same(stepOf([...marks.slice(1), null], usuals), 1);
});

check("few students, equal marks, or no other marks say nothing", () => {
  same(stepOf([null, ...marks.slice(0, 8)], usuals.slice(0, 9)), null);
  same(stepOf(marks.map(() => 70), usuals), null);
  same(stepOf(marks, usuals.map(() => null)), null);
});

check("the distance is the mean, in tenths, over students who have other marks", () => {
  const pairs = [{ mark: 80, usual: 70 }, { mark: 40, usual: 70 }, { mark: 90, usual: null }];
  same(distanceOf(pairs), { distance: 20, unlike: 1 });
  same(distanceOf([{ mark: null, usual: 70 }]), null);
  same([usual([80, null, 70]), usual([null])], [75, null]);
});
