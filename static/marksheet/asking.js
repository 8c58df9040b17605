import { Texts } from "./texts.js";

/**
 * A sheet to decide on: cells are ticked by a click, a thumb or Space, columns by their titles, and
 * go with the return as what to look at. Without this module the boxes work by themselves.
 */
const table = document.querySelector("table.marks");
const form = document.querySelector("form.decide-return__panel");
const bar = document.querySelector("[data-asking-bar]");
const texts = new Texts(document.getElementById("asking-texts"));
const approve = document.querySelector(".page-head button[value=approve]");
const columns = [...form.querySelectorAll("input[name=column]")];
const rows = [...table.tBodies[0].rows]
  .map((tr) => [...tr.querySelectorAll("input[name=cell]")])
  .filter((boxes) => boxes.length);
const boxes = rows.flat();

function words() {
  const named = columns.filter(({ checked }) => checked);
  const titles = named.map(({ value }) => document.getElementById(`h-${value}`).dataset.label);
  const count = boxes.filter(({ checked }) => checked).length;
  const key = titles.length ? (count ? "both" : "columns") : count ? "cells" : "nothing";
  return { key, text: texts.get(`asked_${key}`, { columns: titles.join(", "), count }) };
}

function draw() {
  for (const { value, checked } of columns) {
    const title = document.getElementById(`h-${value}`);
    title.classList.toggle("is-asked", checked);
    for (const tr of table.tBodies[0].rows) {
      tr.cells[title.cellIndex + 2].classList.toggle("is-asked", checked);
    }
  }
  const { key, text } = words();
  form.querySelector("[data-asking-count]").textContent = text;
  bar.querySelector("[data-asking-words]").textContent = text;
  bar.hidden = key === "nothing";
  // One filled button a page: what comes next is the return.
  approve?.classList.toggle("button--primary", bar.hidden);
}

function openReturn() {
  form.parentElement.open = true;
  form.elements.reason.focus();
}

// One stop for Tab: the arrows go from box to box.
let [stop] = boxes;
for (const box of boxes) box.tabIndex = box === stop ? 0 : -1;

function goTo(box) {
  if (!box) return;
  stop.tabIndex = -1;
  stop = box;
  stop.tabIndex = 0;
  stop.focus();
}

const MOVES = {
  ArrowUp: (row, column) => rows[row - 1]?.[column],
  ArrowDown: (row, column) => rows[row + 1]?.[column],
  ArrowLeft: (row, column) => rows[row][column - 1],
  ArrowRight: (row, column) => rows[row][column + 1],
  Home: (row) => rows[row][0],
  End: (row) => rows[row].at(-1),
};

table.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const row = rows.findIndex((each) => each.includes(event.target));
  if (row < 0) return;
  const move = MOVES[event.key];
  if (!move && event.key.toLowerCase() !== "t") return;
  event.preventDefault();
  if (move) goTo(move(row, rows[row].indexOf(event.target)));
  else openReturn();
});
table.addEventListener("focusin", ({ target }) => {
  if (target !== stop && boxes.includes(target)) goTo(target);
});
for (const box of [...boxes, ...columns]) box.addEventListener("change", draw);
bar.querySelector("[data-asking-return]").addEventListener("click", openReturn);
bar.querySelector("[data-asking-clear]").addEventListener("click", () => {
  for (const box of [...boxes, ...columns]) box.checked = false;
  draw();
});
draw();
