import { Texts } from "../marksheet/texts.js";
import { Combo } from "./combo.js";
import { readNames } from "./names.js";
import { Saver } from "./saver.js";
import { Table } from "./table.js";

/** Makes the table of assignments a table to type in: puts its parts together. */
const frame = document.querySelector("[data-assignments]");
const find = (name) => document.querySelector(`[data-${name}]`);
const read = (id) => JSON.parse(document.getElementById(id).textContent);

const texts = new Texts(document.getElementById("assignment-texts"));
const people = read("assignment-staff");
const table = new Table(frame.querySelector("table"));
const combo = new Combo({ people, columns: read("assignment-columns"), texts, frame });
const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
const saver = new Saver({ url: frame.dataset.saveUrl, token, on: frame.dataset.on });
const shortNames = new Map(people.map(({ id, short }) => [id, short]));
/** Steps taken, each a list of [cell, people before]. */
const steps = [];
const troubles = new Map();

function say(text, isTrouble = false) {
  const message = find("message");
  message.textContent = text;
  message.classList.toggle("is-trouble", isTrouble);
}

/** Put people into cells: [[cell, ids], …]. One step that can be undone. */
function put(changes, { isUndo = false } = {}) {
  const real = changes.filter(([cell, ids]) => ids.join() !== cell.people.join());
  if (!real.length) return;
  if (!isUndo) steps.push(real.map(([cell]) => [cell, cell.people]));
  find("undo").hidden = !steps.length;
  for (const [cell, ids] of real) {
    troubles.delete(cell);
    cell.want(ids, ids.map((id) => shortNames.get(id) ?? "").join(" · "));
  }
  saver.add(
    real.map(([cell, ids]) => ({
      class: cell.group, subject: cell.subject, from: cell.value, to: ids,
    })),
  );
}

function undo() {
  const step = steps.pop();
  if (step) put(step, { isUndo: true });
  find("undo").hidden = !steps.length;
}

/** With one cell the one above it; with a block its first row. */
function fillDown() {
  const block = table.block;
  if (block.length === 1) {
    const changes = block[0].map((cell) => [cell, cell && table.beside(cell, -1, 0)]);
    put(changes.filter(([cell, above]) => cell && above).map(([c, above]) => [c, above.people]));
    return;
  }
  const [top, ...rest] = block;
  put(rest.flatMap((row) => row.map((cell, place) => [cell, top[place]]))
    .filter(([cell, from]) => cell && from)
    .map(([cell, from]) => [cell, from.people]));
}

function copy(event) {
  if (combo.isOpen) return;
  const names = new Map(people.map((person) => [person.id, person.name]));
  const line = (row) => row
    .map((cell) => (cell?.people ?? []).map((id) => names.get(id) ?? "").join("; "))
    .join("\t");
  event.clipboardData.setData("text/plain", table.block.map(line).join("\n"));
  event.preventDefault();
}

/** Names of a spreadsheet or of this table; one cell fills the whole block. */
function paste(event) {
  if (combo.isOpen) return;
  event.preventDefault();
  const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
  const rows = text.split(/\r?\n/).map((line) => line.split("\t"));
  const isOne = rows.length === 1 && rows[0].length === 1;
  const wrong = { unknown: new Set(), ambiguous: new Set() };
  const changes = [];
  const take = (cell, written) => {
    if (!cell || !written.trim()) return;
    const found = readNames(people, written);
    found.unknown.forEach((name) => wrong.unknown.add(name));
    found.ambiguous.forEach((name) => wrong.ambiguous.add(name));
    if (!found.unknown.length && !found.ambiguous.length) {
      changes.push([cell, found.people.map(({ id }) => id)]);
    }
  };
  if (isOne) table.block.flat().forEach((cell) => take(cell, rows[0][0]));
  else {
    const [first] = table.block;
    const top = Math.min(table.anchor.row, table.active.row);
    const left = Math.min(table.anchor.column, table.active.column);
    if (first) rows.forEach((row, down) => row.forEach((written, right) => {
      take(table.at(top + down, left + right), written);
    }));
  }
  put(changes);
  const told = [];
  if (wrong.unknown.size) told.push(texts.get("unknown_names", { names: [...wrong.unknown].join(", ") }));
  if (wrong.ambiguous.size) {
    told.push(texts.get("ambiguous_names", { names: [...wrong.ambiguous].join(", ") }));
  }
  if (told.length) say(told.join(" "), true);
}

const MOVES = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

function key(event) {
  if (event.isComposing || combo.isOpen || !table.cellOf(event.target)) return;
  const move = MOVES[event.key];
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (move && isPlain) {
    table.go(table.beside(table.active, ...move), { extend: event.shiftKey });
  } else if (event.key === "Enter" || event.key === "F2") {
    combo.open(table.active, "");
  } else if (event.key === "Delete" || event.key === "Backspace") {
    put(table.block.flat().filter(Boolean).map((cell) => [cell, []]));
  } else if (event.key === "F4") {
    const [absent] = table.active.people;
    location.href = `${frame.dataset.substitutesUrl}${absent ? `&absent=${absent}` : ""}`;
  } else if (event.ctrlKey && event.key.toLowerCase() === "d") {
    fillDown();
  } else if (event.ctrlKey && event.key.toLowerCase() === "z") {
    undo();
  } else if (isPlain && event.key.length === 1 && event.key !== " ") {
    combo.open(table.active, event.key);
  } else {
    return;
  }
  event.preventDefault();
}

table.element.addEventListener("keydown", key);
document.addEventListener("copy", (event) => table.cellOf(document.activeElement ?? frame) && copy(event));
document.addEventListener("paste", (event) => table.cellOf(document.activeElement ?? frame) && paste(event));
table.element.addEventListener("click", (event) => {
  const cell = table.cellOf(event.target);
  if (!cell || combo.isOpen) return;
  event.preventDefault();
  table.go(cell, { extend: event.shiftKey });
});
table.element.addEventListener("dblclick", (event) => {
  const cell = table.cellOf(event.target);
  if (cell && !combo.isOpen) combo.open(cell, "");
});
table.addEventListener("active", ({ detail: cell }) => {
  const trouble = troubles.get(cell);
  if (trouble) say(trouble, true);
  const mine = new Set(cell.people);
  for (const line of document.querySelectorAll(".loads [data-staff]")) {
    line.classList.toggle("is-active", mine.has(line.dataset.staff));
  }
});

combo.addEventListener("take", ({ detail: { cell, person, isSecond } }) => {
  const others = isSecond ? cell.people.filter((id) => id !== person.id) : [];
  put([[cell, [...others, person.id]]]);
  table.go(isSecond ? cell : table.beside(cell, 1, 0) ?? cell);
});
combo.addEventListener("leave", ({ detail: cell }) => {
  if (document.activeElement === document.body) table.go(cell);
});

saver.addEventListener("state", ({ detail: state }) => {
  find("retry").hidden = state !== "lost";
  if (state === "saving") say(texts.get("saving"));
  else if (state !== "idle") say(texts.get(state), true);
});
saver.addEventListener("answer", ({ detail: answer }) => {
  for (const each of answer.cells) {
    const isLast = !saver.isWaiting(each.class, each.subject);
    table.find(each.class, each.subject).show(each, isLast);
  }
  for (const [group, left] of Object.entries(answer.left)) {
    document.querySelector(`tr[data-class="${group}"] [data-left]`).textContent = left;
  }
  for (const { id, total, html } of answer.loads) {
    const person = people.find((each) => each.id === id);
    if (person) person.total = total;
    document.querySelector(`.loads [data-staff="${id}"]`)?.replaceWith(elementOf(html));
  }
  combo.refresh();
  tell(answer.results);
  table.repaint();
  const count = table.all.filter((cell) => cell.isEmpty).length;
  find("open-count").textContent = texts.get("open_count", { count });
});

/** What became of each change; a refused one keeps its sentence with its cell. */
function tell(results) {
  const refused = results.filter(({ message }) => message);
  for (const { class: group, subject, message } of refused) {
    const cell = table.find(group, subject);
    cell.box.classList.add("is-trouble");
    troubles.set(cell, message);
  }
  const [year, month, day] = frame.dataset.on.split("-");
  if (refused.length) say(refused.map(({ message }) => message).join(" "), true);
  else say(texts.get("saved", { day: `${day}/${month}/${year}` }));
}

/** The element that a part of a page rendered by the server holds. */
function elementOf(html) {
  return new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
}

find("undo").addEventListener("click", undo);
find("retry").addEventListener("click", () => saver.send());
addEventListener("beforeunload", (event) => {
  if (saver.count) event.preventDefault();
});
frame.classList.add("is-enhanced");
