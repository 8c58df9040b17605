import { Details } from "./details.js";
import { KeptCells } from "./kept_cells.js";
import { Outbox } from "./outbox.js";
import { useReadCells } from "./read_cells.js";
import { Statistics } from "./statistics.js";
import { Texts } from "./texts.js";

/**
 * A sheet that is only read gets the foot of the table, the details of each cell, and what this user
 * typed on this machine before it was locked.
 */
const texts = new Texts(document.getElementById("statistics-texts"));
const form = document.querySelector("form[data-marksheet]");
const table = document.querySelector("table.marks");
new Statistics(table, texts);
const details = new Details(table, document.querySelector("[data-side]"), {
  address: form.dataset.cellUrl,
  back: (td) => (td.querySelector("input, button") ?? td).focus(),
});
useReadCells(table, details);

function textOf({ record, cell }) {
  const td = table.querySelector(`tr[data-record="${record}"] td[data-cell="${cell}"]`);
  return td?.textContent.trim() ?? "";
}

const outbox = new Outbox(form.dataset.user, form.dataset.sheet);
const kept = new KeptCells(document.querySelector("[data-kept]"), {
  texts: new Texts(document.getElementById("kept-texts")),
  outbox,
  textOf,
});
const left = await outbox.left;
const arrived = left.filter((op) => textOf(op) === op.to);
await outbox.write({ put: [], remove: arrived.map(({ op }) => op) });
kept.add(left.filter((op) => !arrived.includes(op)));
