import { dateKey, identityOf, matchRows, nameKey } from "/static/marksheet/roster.js";
import { placedColumns, titledColumns } from "/static/marksheet/roster_columns.js";
import { check, same } from "./checks.js";

const students = [
  { row: 0, code: "7900001", name: "Nguyễn Ngọc Anh", born: "14/03/2015" },
  { row: 1, code: "7900002", name: "Nguyễn Ngọc Anh", born: "02/11/2015" },
  { row: 2, code: "7900003", name: "Trần Văn Hòa", born: "01/01/2015" },
  { row: 3, code: "", name: "Lê Minh Bảo", born: "05/06/2015" },
];
const found = (rows) => {
  const matches = matchRows(rows, identityOf(rows, students), students);
  return matches.map(({ by, student }) => `${by}:${student ? student.row : "-"}`);
};

check("a name is the same however its signs are typed", () => {
  same(nameKey("TRẦN  VĂN HOÀ "), nameKey("Trần Văn Hòa"));
  same(nameKey("Trần Văn Hoa") === nameKey("Trần Văn Hòa"), false);
});

check("a date is read as spreadsheets copy it", () => {
  same(["1/2/2015", "01-02-2015", "01/02/2015 00:00", "8,5"].map(dateKey), [
    "01/02/2015", "01/02/2015", "01/02/2015", "",
  ]);
});

check("a code says more than a name, a birth date tells namesakes apart", () => {
  same(found([["7900002", "Nguyễn Ngọc Anh", "8"], ["7900003", "", "7"]]), ["code:1", "code:2"]);
  same(found([["Nguyễn Ngọc Anh", "14/3/2015", "8"], ["Lê Minh Bảo", "5/6/2015", "7"]]), [
    "birth:0", "birth:3",
  ]);
});

check("what cannot be told is left to the user", () => {
  same(found([["Nguyễn Ngọc Anh", "8"], ["Phan Lạ Mặt", "7"], ["Lê Minh Bảo", "6"]]), [
    "several:-", "none:-", "name:3",
  ]);
  same(found([["Lê Minh Bảo", "8"], ["Lê Minh Bảo", "7"]]), ["twice:-", "twice:-"]);
  same(found([["Lê Minh Bảo", "1/1/2001", "8"], ["Trần Văn Hòa", "1/1/2015", "7"]]), [
    "other:-", "birth:2",
  ]);
});

check("a given name may stand in a column of its own", () => {
  same(found([["1", "Lê Minh", "Bảo", "8"], ["2", "Trần Văn", "Hòa", "7"]]), ["name:3", "name:2"]);
});

check("marks, results and remarks are not names", () => {
  same(identityOf([["8", "7,5"], ["V", ""]], students), null);
  same(identityOf([["Chưa đạt", "Đạt"], ["Chưa đạt", "Đạt"]], students), null);
  same(identityOf([["Chăm ngoan"], ["Tiến bộ rõ"]], students), null);
});

check("columns are laid right of the name, and what cannot be a mark is passed over", () => {
  const rows = [["1", "Lê Minh Bảo", "Nam", "85", ""], ["2", "Trần Văn Hòa", "Nữ", "7", ""]];
  const identity = { code: -1, name: 1, surname: -1, born: -1 };
  const fits = (column, text) => /^[\d,]+$/.test(text);
  same(placedColumns(rows, identity, 2, 3, fits), {
    columns: [{ at: 3, column: 2 }],
    outside: 1,
  });
});

check("titles say where a column goes", () => {
  const row = ["STT", "Họ và tên", "ĐĐGtx 2", "Cuối kỳ"];
  same([...titledColumns(row, ["TX1", "TX2", "GK", "CK"])], [[2, 1], [3, 3]]);
});
