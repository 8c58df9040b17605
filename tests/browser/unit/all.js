import "./asked_walk.js";
import "./block.js";
import "./history.js";
import "./onehand.js";
import "./pace.js";
import "./paste_effect.js";
import "./queue.js";
import "./readings.js";
import "./restore.js";
import "./roster.js";
import "./shift.js";
import "./shift_watch.js";
import "./spread.js";
import "./tsv.js";
import { checkCases } from "./mark_text.js";
import { runChecks } from "./checks.js";

/** Every check of the grid's pure modules; `cases` is grades/rules/mark_text_cases.json. */
export function runAll(cases) {
  checkCases(cases);
  return runChecks();
}
