import { Statistics } from "./statistics.js";
import { Texts } from "./texts.js";

/** A sheet that is only read gets the foot of the table, nothing else. */
const texts = new Texts(document.getElementById("statistics-texts"));
new Statistics(document.querySelector("table.marks"), texts);
