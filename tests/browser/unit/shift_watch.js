import { element } from "/static/marksheet/dom.js";
import { Grid } from "/static/marksheet/grid.js";
import { ShiftWatch } from "/static/marksheet/shift_watch.js";
import { Students } from "/static/marksheet/students.js";
import { Texts } from "/static/marksheet/texts.js";
import { check, same } from "./checks.js";

const marks = Array.from({ length: 20 }, (_, row) => `${3 + ((row * 37) % 7)},${row % 10}`);

/** A sheet of 20 students with one column of marks, and an empty second one. */
function sheet() {
  const keys = ["shift_up", "shift_down", "shift_move_up", "shift_move_down"];
  const texts = document.createElement("template");
  texts.content.append(...keys.map((key) => element("p", { "data-key": key }, key)));
  const cell = (name, value) => {
    return element("td", { "data-cell": name }, element("input", { value }));
  };
  const rows = marks.map((mark, row) => {
    const name = element("th", { class: "marks__name", "data-label": `Em ${row}` });
    const order = element("td", { class: "marks__order" });
    return element("tr", { "data-record": row }, order, name, cell("tx1", mark), cell("tx2", ""));
  });
  const table = element("table", {}, element("tbody", {}, ...rows));
  const buttons = ["data-move", "data-keep"].map((name) => element("button", { [name]: true }));
  const banner = element("div", { hidden: true }, element("p", { "data-text": true }), ...buttons);
  const words = new Texts(texts);
  const grid = new Grid(table, words);
  const students = new Students(grid, "scored");
  const watch = new ShiftWatch(banner, { grid, students, texts: words });
  grid.addEventListener("change", ({ detail }) => watch.look(detail));
  return { grid, banner, press: (name) => banner.querySelector(`[data-${name}]`).click() };
}

const write = (grid, values) => {
  grid.apply(values.map((after, row) => ({ cell: grid.at({ row, column: 1 }), after })));
};
const written = (grid) => grid.column(1).map(({ value }) => value);
const low = ["", ...marks.slice(0, -1)];

check("a column typed one row too low is questioned and moved up as one step", () => {
  const { grid, banner, press } = sheet();
  write(grid, low);
  same([banner.hidden, banner.querySelector("p").textContent], [false, "shift_up"]);
  press("move");
  same(written(grid), [...marks.slice(0, -1), ""]);
  same(banner.hidden, true);
  grid.undo();
  same(written(grid), low);
});

check("a column in its rows, or said to be right, is not questioned", () => {
  const { grid, banner, press } = sheet();
  write(grid, marks);
  same(banner.hidden, true);
  write(grid, low);
  press("keep");
  write(grid, low.map((text) => (text === "5,0" ? "5,1" : text)));
  same(banner.hidden, true);
});

check("a column is judged once most of it is filled", () => {
  const { grid, banner } = sheet();
  write(grid, low.slice(0, 14));
  same(banner.hidden, true);
});
