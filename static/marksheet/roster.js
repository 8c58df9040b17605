/**
 * A pasted block that brings names or codes: which of its rows is which student. No DOM.
 *
 * Students are {row, code, name, born}: `code` and `born` (dd/mm/yyyy) may be empty.
 */
import { parseCell } from "./mark_text.js";

const DATE = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:\s+0?0:00(?::00)?)?$/;
const NAME = /^[\p{L}\p{M}'’.\-]+(?: [\p{L}\p{M}'’.\-]+)+$/u;
/** Of the filled cells of a column, so many must be alike for it to be of that kind. */
const MOST = 0.5;

/** Letters without their signs, and the signs apart: "Hoà" and "Hòa" are one name. */
export function nameKey(text) {
  const words = text.normalize("NFC").toLowerCase().replace(/ð/g, "đ").trim().split(/\s+/);
  return words
    .map((word) => {
      const parts = [...word.normalize("NFD")];
      const signs = parts.filter((sign) => /\p{M}/u.test(sign)).sort();
      return parts.filter((sign) => !/\p{M}/u.test(sign)).join("") + signs.join("");
    })
    .join(" ");
}

const codeKey = (text) => text.trim().replace(/^'/, "").toUpperCase();

/** A date as dd/mm/yyyy; empty for any other text. */
export function dateKey(text) {
  const match = DATE.exec(text.trim());
  if (!match) return "";
  const [, day, month, year] = match;
  return `${day.padStart(2, "0")}/${month.padStart(2, "0")}/${year}`;
}

function isName(text) {
  const plain = text.normalize("NFC").trim().replace(/\s+/g, " ");
  return NAME.test(plain) && parseCell(plain, "commented").error !== undefined;
}

const share = (texts, test) => {
  const filled = texts.filter((text) => text.trim() !== "");
  return filled.length ? filled.filter(test).length / filled.length : 0;
};

/**
 * Which columns of a block say who a row is: {code, name, surname, born}, each an index or -1;
 * null when none does. `surname` is the column before a given name that stands apart.
 */
export function identityOf(rows, students) {
  const width = Math.max(...rows.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, at) => rows.map((row) => row[at] ?? ""));
  const codes = new Set(students.map(({ code }) => codeKey(code)).filter(Boolean));
  const isCode = (text) => codes.has(codeKey(text));
  const code = columns.findIndex((texts) => share(texts, isCode) > MOST);
  const { name, surname } = nameColumns(columns, students);
  if (code < 0 && name < 0) return null;
  const born = columns.findIndex((texts) => share(texts, (text) => dateKey(text) !== "") > MOST);
  return { code, name, surname, born };
}

function nameColumns(columns, students) {
  const keys = new Set(students.map(({ name }) => nameKey(name)));
  const known = (texts) => share(texts, (text) => keys.has(nameKey(text)));
  const whole = columns.map((texts, at) => {
    return { at, known: known(texts), alike: share(texts, isName) };
  });
  const best = [...whole].sort((one, other) => other.known - one.known)[0];
  if (best.known > 0 && best.alike > MOST) return { name: best.at, surname: -1 };
  for (let at = 1; at < columns.length; at += 1) {
    const joined = columns[at].map((text, row) => `${columns[at - 1][row]} ${text}`);
    if (known(joined) > MOST / 2) return { name: at, surname: at - 1 };
  }
  // Names of which the class knows none: still names, if marks follow them.
  const strange = whole.find(({ at, alike }) => alike > MOST && at < columns.length - 1);
  return { name: strange ? strange.at : -1, surname: -1 };
}

/** What one row of the block says of its student. */
export function saidBy(row, identity) {
  const text = (at) => (at < 0 ? "" : (row[at] ?? "").trim());
  const name = [text(identity.surname), text(identity.name)].filter(Boolean).join(" ");
  return { code: text(identity.code), name, born: dateKey(text(identity.born)) };
}

/**
 * For each row of the block {said, by, student, among}: `by` is "code", "birth" or "name";
 * without a student it is "several" (to be chosen `among` some), "twice" (another row is the same
 * student), "other" (name and birth date of nobody here) or "none".
 */
export function matchRows(rows, identity, students) {
  const found = rows.map((row) => matchOne(saidBy(row, identity), students));
  const times = new Map();
  for (const { student } of found) times.set(student, (times.get(student) ?? 0) + 1);
  return found.map((match) => {
    if (!match.student || times.get(match.student) === 1) return match;
    return { ...match, by: "twice", student: null, among: [match.student] };
  });
}

function matchOne(said, students) {
  const coded = said.code && students.find(({ code }) => codeKey(code) === codeKey(said.code));
  if (coded) return { said, by: "code", student: coded, among: [] };
  const named = said.name
    ? students.filter(({ name }) => nameKey(name) === nameKey(said.name))
    : [];
  if (said.born) {
    const born = named.filter((student) => student.born === said.born);
    if (born.length === 1) return { said, by: "birth", student: born[0], among: [] };
    if (named.length) return { said, by: "other", student: null, among: named };
  }
  if (named.length === 1) return { said, by: "name", student: named[0], among: [] };
  return { said, by: named.length ? "several" : "none", student: null, among: named };
}
