import { parseTsv, writeTsv } from "/static/marksheet/tsv.js";
import { check, same } from "./checks.js";

check("Excel's rows end in CRLF and the last one makes no empty row", () => {
  same(parseTsv("7,5\t8\r\n9\t\r\n"), [["7,5", "8"], ["9", ""]]);
});

check("one cell without an end is one cell", () => same(parseTsv("8,5"), [["8,5"]]));
check("nothing on the clipboard is nothing", () => same(parseTsv(""), []));
check("an empty row in the middle is kept", () => same(parseTsv("1\n\n2"), [["1"], [""], ["2"]]));

check("quoted cells may hold tabs, line ends and quotes", () => {
  same(parseTsv('"a\tb"\t"c\nd"\t"say ""hi"""\r\nx'), [["a\tb", "c\nd", 'say "hi"'], ["x"]]);
});

check("a quote inside a plain cell is only a quote", () => {
  same(parseTsv('5" màn hình\t8'), [['5" màn hình', "8"]]);
});

check("what is written is read back", () => {
  const rows = [["8,5", 'say "hi"', ""], ["two\nlines", "tab\there", "Đ"]];
  same(parseTsv(writeTsv(rows)), rows);
});
