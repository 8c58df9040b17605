/** Clipboard text as Excel, Calc and Sheets write it: tabs, line ends, quoted cells. */

/** Splits off one cell: quoted ones may hold tabs and line ends, and double their quotes. */
function readCell(text, start) {
  const quoted = /"((?:[^"]|"")*)"(?=[\t\r\n]|$)/y;
  quoted.lastIndex = start;
  const match = quoted.exec(text);
  if (match) return { value: match[1].replace(/""/g, '"'), end: quoted.lastIndex };
  const stop = text.slice(start).search(/[\t\r\n]/);
  const end = stop < 0 ? text.length : start + stop;
  return { value: text.slice(start, end), end };
}

/** Rows of cells. One line end at the very end, as spreadsheets add it, makes no row. */
export function parseTsv(text) {
  const rows = [];
  let row = [];
  let at = 0;
  while (at <= text.length) {
    const { value, end } = readCell(text, at);
    row.push(value);
    at = end + 1;
    if (text[end] === "\t") continue;
    rows.push(row);
    row = [];
    if (text[end] === "\r" && text[end + 1] === "\n") at += 1;
    if (at === text.length) break;
  }
  return rows.length === 1 && rows[0].length === 1 && rows[0][0] === "" ? [] : rows;
}

function quote(value) {
  return /[\t\r\n"]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value;
}

/** Rows of cells as a spreadsheet reads them from the clipboard. */
export function writeTsv(rows) {
  return rows.map((row) => row.map(quote).join("\t")).join("\r\n");
}
