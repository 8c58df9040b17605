/**
 * Whether marks stand beside the right students: how far each lies from the student's other marks.
 * No DOM. Marks are in tenths; null stands for anything else.
 *
 * A column moved by a row fits its neighbours' other marks. A straight line is fitted through the
 * marks and the students' usual marks, once as they stand and once a row on; with normal errors
 * n/2 · ln(rest / rest a row on) is how much likelier the second is, as a logarithm. How often that
 * finds a moved column, and how often it is wrong, is measured by `script/bench shift_check`.
 */

/** Fewer students say nothing. */
export const FEWEST_STUDENTS = 12;
/** From here on a column is questioned: about 20 to one. */
export const CLEARLY = 3;
/** A mark further from the student's other marks than this is unlike them, in tenths. */
export const UNLIKE_TENTHS = 20;

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

/** The mean of a student's other marks, in tenths; null without any. */
export function usual(others) {
  const marks = others.filter((mark) => mark !== null);
  return marks.length ? mean(marks) : null;
}

/**
 * How far marks lie from what is usual for their students: {distance, unlike} with the mean in
 * tenths and how many are unlike; null when there is nothing to compare. `pairs` are {mark, usual}.
 */
export function distanceOf(pairs) {
  const gaps = pairs
    .filter((pair) => pair.mark !== null && pair.usual !== null)
    .map((pair) => Math.abs(pair.mark - pair.usual));
  if (!gaps.length) return null;
  return { distance: mean(gaps), unlike: gaps.filter((gap) => gap > UNLIKE_TENTHS).length };
}

/**
 * Whether a column fits clearly better one row up (-1) or down (1): {step, likelier, pairs}, or
 * null. `marks` and `usuals` have one entry a student that can be written, in the sheet's order.
 * The step is where the marks should go.
 */
export function findShift(marks, usuals) {
  const found = [-1, 1].map((step) => compare(marks, usuals, step));
  const best = found[0].likelier >= found[1].likelier ? found[0] : found[1];
  return best.likelier >= CLEARLY ? best : null;
}

/** Each mark beside its own student and beside the one `step` rows on. */
function compare(marks, usuals, step) {
  const rows = marks
    .map((mark, row) => ({ mark, here: usuals[row], there: usuals[row + step] ?? null }))
    .filter(({ mark, here, there }) => mark !== null && here !== null && there !== null);
  const pairs = rows.length;
  if (pairs < FEWEST_STUDENTS) return { step, likelier: 0, pairs };
  const here = rest(rows.map((row) => [row.here, row.mark]));
  const there = rest(rows.map((row) => [row.there, row.mark]));
  return { step, likelier: (pairs / 2) * Math.log(here / there), pairs };
}

/** Sum of squares that a rising line through [usual, mark] leaves over; marks have one decimal. */
function rest(points) {
  const [middle, level] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const sum = (each) => points.reduce((total, [x, y]) => total + each(x - middle, y - level), 0);
  const [xx, xy, yy] = [sum((x) => x * x), sum((x, y) => x * y), sum((_, y) => y * y)];
  return Math.max(xx && xy > 0 ? yy - (xy * xy) / xx : yy, points.length / 4);
}
