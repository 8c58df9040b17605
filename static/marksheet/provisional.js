/**
 * What a student's result of the term will probably be, until the server says what it is.
 *
 * `rules` are the sheet's own, as the page states them (Scheme.for_browser): {form, rounding,
 * exemptCells, low, columns: [{name, group, weight, blocks}]}. `values` holds one cell a column:
 * tenths, a code or null; undefined for study topics the student does not study. All arithmetic is on integers.
 */
import { EXEMPT, FAILED, HIGHEST_MARK, PASSED } from "./mark_text.js";

export function provisionalResult(rules, values) {
  const cells = rules.columns.map((column, index) => ({ ...column, value: values[index] }));
  const studied = cells.filter(({ value }) => value !== undefined);
  const counted = studied.filter(({ value }) => value !== EXEMPT || !rules.exemptCells);
  return rules.form === "scored" ? average(rules, counted) : passedOrFailed(counted);
}

/** 22/2021/TT-BGDĐT, Điều 9 khoản 1 điểm b: the sum of weighted marks over the weights. */
function average(rules, cells) {
  let [total, weights, hasRegular] = [0, 0, false];
  for (const { group, weight, blocks, value } of cells) {
    if (value === null || value > HIGHEST_MARK) {
      if (blocks) return null;
      continue;
    }
    total += weight * value;
    weights += weight;
    hasRegular ||= group !== "periodic";
  }
  return hasRegular ? rounded(total, weights, rules.rounding) : null;
}

function rounded(total, weights, rounding) {
  const quotient = Math.floor(total / weights);
  const twice = 2 * (total - quotient * weights);
  if (twice === weights && rounding === "half_even") return quotient + (quotient % 2);
  return quotient + (twice >= weights ? 1 : 0);
}

/** Điểm a: Đạt only when every assessment is there and passed. */
function passedOrFailed(cells) {
  if (!cells.length) return null;
  if (cells.some(({ value }) => value !== PASSED && value !== FAILED)) return null;
  return cells.every(({ value }) => value === PASSED) ? PASSED : FAILED;
}
