/** A table of cells as a file that every spreadsheet opens, in any country's settings. No DOM. */

/** A text at whose start a spreadsheet would see a formula becomes a plain text. */
export function withoutFormula(text) {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/**
 * `heads` are the titles of the fixed columns, `rows` {fixed: [text], cells: {title: text}}. UTF-16
 * with tabs is what Excel reads without asking; the portal reads it as well.
 */
export function cellsAsFile(heads, rows) {
  const titles = [...new Set(rows.flatMap(({ cells }) => Object.keys(cells)))];
  const body = rows.map(({ fixed, cells }) => [...fixed, ...titles.map((title) => cells[title] ?? "")]);
  const plain = (text) => text.replace(/[\t\r\n]+/g, " ");
  const lines = [[...heads, ...titles], ...body].map((row) => row.map(plain).join("\t"));
  const text = `\ufeff${lines.join("\r\n")}\r\n`;
  const units = Uint16Array.from(text, (letter) => letter.charCodeAt(0));
  return new Blob([units], { type: "text/csv;charset=utf-16le" });
}
