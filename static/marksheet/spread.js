/**
 * A column of marks at a glance: {mean, below, spread, count}. Marks and mean are in tenths;
 * `below` counts those under 5.0, `spread` those from 0, 1, … 9 on, 10 among the last. No DOM.
 */
export const HALF = 50;

export function spreadOf(marks) {
  if (!marks.length) return null;
  const sum = marks.reduce((total, mark) => total + mark, 0);
  const spread = Array.from({ length: 10 }, () => 0);
  for (const mark of marks) spread[Math.min(9, Math.floor(mark / 10))] += 1;
  return {
    mean: Math.floor((2 * sum + marks.length) / (2 * marks.length)),
    below: marks.filter((mark) => mark < HALF).length,
    spread,
    count: marks.length,
  };
}
