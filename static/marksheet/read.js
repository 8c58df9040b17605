import { Details } from "./details.js";
import { useReadCells } from "./read_cells.js";
import { Statistics } from "./statistics.js";
import { Texts } from "./texts.js";

/** A sheet that is only read gets the foot of the table, and the details of each cell. */
const texts = new Texts(document.getElementById("statistics-texts"));
const table = document.querySelector("table.marks");
new Statistics(table, texts);
const details = new Details(table, document.querySelector("[data-side]"), {
  address: document.querySelector("form[data-marksheet]").dataset.cellUrl,
  back: (td) => (td.querySelector("input, button") ?? td).focus(),
});
useReadCells(table, details);
