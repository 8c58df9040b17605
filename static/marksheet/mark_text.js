/**
 * What one cell of a mark sheet may hold: the rules of grades/rules/mark_text.py, so that a typing
 * error shows at once. Both are tested with grades/rules/mark_text_cases.json; the server decides.
 *
 * Marks are integers in tenths: 85 is 8.5. Nothing is clamped, blanked or rounded on input.
 */

export const FAILED = 200;
export const PASSED = 201;
export const ABSENT = 210;
export const EXEMPT = 211;
export const NOT_COMPLETED = 220;
export const COMPLETED = 221;
export const COMPLETED_WELL = 222;

export const HIGHEST_MARK = 100;
const SYMBOLS = new Map([
  [FAILED, "CĐ"], [PASSED, "Đ"], [ABSENT, "V"], [EXEMPT, "M"],
  [COMPLETED_WELL, "T"], [COMPLETED, "H"], [NOT_COMPLETED, "C"],
]);

const WORDS = new Map([
  ...["đ", "d", "đạt", "dat"].map((word) => [word, PASSED]),
  ...["cđ", "cd", "chưa đạt", "chua dat"].map((word) => [word, FAILED]),
  ...["kđ", "kd", "không đạt", "khong dat"].map((word) => [word, FAILED]),
  ...["v", "vắng", "vang"].map((word) => [word, ABSENT]),
  ...["m", "mg", "miễn", "mien"].map((word) => [word, EXEMPT]),
]);

const LEVELS = new Map([
  ...["t", "hoàn thành tốt", "hoan thanh tot"].map((word) => [word, COMPLETED_WELL]),
  ...["h", "hoàn thành", "hoan thanh"].map((word) => [word, COMPLETED]),
  ...["c", "chưa hoàn thành", "chua hoan thanh"].map((word) => [word, NOT_COMPLETED]),
]);

const INVISIBLE = /[\u200b\u200e\u200f\u2060\ufeff]/g;
const FULL_WIDTH = /[０-９，．－]/g;
const FULL_WIDTH_OFFSET = 0xfee0;

/** The text composed, with ordinary digits and single blanks, trimmed. */
function plainText(text) {
  return text
    .normalize("NFC")
    .replace(INVISIBLE, "")
    .replace(FULL_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - FULL_WIDTH_OFFSET))
    .replace(/\u2212/g, "-")
    .replace(/\s+/g, " ")
    .trim();
}

/** A mark in tenths, read from text that is neither blank nor a word. */
function parseNumber(plain) {
  const match = /^(-?)0*([0-9]+)(?:[.,]([0-9]+))?$/.exec(plain);
  if (!match) {
    const separators = (plain.match(/[.,]/g) ?? []).length;
    const separated = separators > 1 && /^-?[0-9.,]*[0-9][0-9.,]*$/.test(plain);
    return { error: separated ? "two_separators" : "not_a_number" };
  }
  const [, minus, whole, decimals = "0"] = match;
  const tenths = whole.length <= 2 ? Number(whole + decimals[0]) : HIGHEST_MARK + 1;
  const beyond = tenths === HIGHEST_MARK && /[1-9]/.test(decimals);
  if (minus || tenths > HIGHEST_MARK || beyond) return { error: "out_of_range" };
  // "7,50" loses nothing; "1.000" is as likely a thousand as a one.
  if (decimals.length > 1 && decimals.slice(1) !== "0") return { error: "too_precise" };
  return { value: tenths };
}

/** A level of completion in primary school. */
function parseLevel(plain) {
  const value = LEVELS.get(plain.toLowerCase());
  return value === undefined ? { error: "not_a_level", text: plain } : { value };
}

/** A test of primary school: whole points. */
function parsePoints(plain, zeroAllowed) {
  const { value, error } = parseNumber(plain);
  if (error === "out_of_range") return { error, text: plain };
  if (error || value % 10 !== 0) return { error: "not_points", text: plain };
  return value === 0 && !zeroAllowed ? { error: "zero", text: plain } : { value, text: plain };
}

/**
 * One typed cell. `form` is "scored", "commented", "levels" or "points"; `exemptCells` says whether
 * M may stand in a single cell, `zeroAllowed` whether a test may be marked 0. Gives {value} with
 * tenths, a code or null for an empty cell, or {error, text} with a message key.
 */
export function parseCell(text, form, exemptCells = true, zeroAllowed = true) {
  const plain = plainText(text ?? "");
  if (!plain) return { value: null };
  if (form === "levels") return parseLevel(plain);
  const code = WORDS.get(plain.toLowerCase().replace(/ð/g, "đ"));
  if (code === EXEMPT && !exemptCells) return { error: "exempt_cell", text: plain };
  if (code === ABSENT || code === EXEMPT) return { value: code };
  if (form === "points") return parsePoints(plain, zeroAllowed);
  if (form === "commented") {
    return code === undefined ? { error: "not_a_result", text: plain } : { value: code };
  }
  if (code !== undefined) return { error: "result_in_scored_subject", text: plain };
  return { text: plain, ...parseNumber(plain) };
}

/** A stored cell as the mark book writes it, in either language: "8,5", "CĐ"; a test as "8". */
export function cellText(value, form = "scored") {
  if (value === null) return "";
  if (form === "points" && value % 10 === 0 && value <= HIGHEST_MARK) return String(value / 10);
  return SYMBOLS.get(value) ?? `${Math.floor(value / 10)},${value % 10}`;
}
