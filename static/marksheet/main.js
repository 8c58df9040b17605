import { AskedCells } from "./asked.js";
import { Averages } from "./averages.js";
import { useClipboard } from "./clipboard.js";
import { Counts } from "./counts.js";
import { Details } from "./details.js";
import { Editor } from "./editor.js";
import { Grid } from "./grid.js";
import { Habits } from "./habits.js";
import { handInWhenSaved } from "./handin.js";
import { History } from "./history.js";
import { Keyboard } from "./keyboard.js";
import { keptInGrid } from "./kept_in_grid.js";
import { KeptSteps } from "./kept_steps.js";
import { guardLeaving } from "./leaving.js";
import { News } from "./news.js";
import { OneHand } from "./onehand.js";
import { openingCell } from "./opening.js";
import { Outbox } from "./outbox.js";
import { PageKeeper } from "./page_keeper.js";
import { Paste } from "./paste.js";
import { pasteDialogs } from "./paste_dialogs.js";
import { followPointer } from "./pointer.js";
import { Poll } from "./poll.js";
import { Presence } from "./presence.js";
import { Problems } from "./problems.js";
import { OpQueue, REFUSED } from "./queue.js";
import { restoreLeft } from "./restore.js";
import { Session } from "./session.js";
import { ShiftWatch } from "./shift_watch.js";
import { SignIn } from "./signin.js";
import { Statistics } from "./statistics.js";
import { Status } from "./status.js";
import { Students } from "./students.js";
import { Sync } from "./sync.js";
import { Texts } from "./texts.js";
import { useToolbar } from "./toolbar.js";

/** Puts the parts of the mark grid together; each of them is told what to do by events. */
const form = document.querySelector("form[data-marksheet]");
const find = (name) => document.querySelector(`[data-${name}]`);
const { user, sheet, saveUrl, workerUrl, idleSeconds } = form.dataset;

const keeper = new PageKeeper({ user, seconds: Number(idleSeconds), worker: workerUrl });
const texts = new Texts(document.getElementById("marksheet-texts"));
const history = new History(200, new KeptSteps(user, sheet));
const grid = new Grid(form.querySelector("table"), texts, history);
const rules = JSON.parse(document.getElementById("marksheet-rules").textContent);
const averages = new Averages(grid, rules);
const queue = new OpQueue();
const editor = new Editor({ grid, queue, texts, averages, rules });
const outbox = new Outbox(user, sheet);
const session = new Session(form);
const habits = new Habits(form, () => session.token);
const sync = new Sync({ queue, outbox, url: saveUrl, readToken: () => session.token });

const boxes = {
  pill: find("save-state"),
  message: find("message"),
  polite: find("polite"),
  urgent: find("urgent"),
};
const status = new Status(boxes, texts, outbox);
const counts = new Counts(grid, texts, {
  column: find("column-counts"),
  bar: find("progress-bar"),
  sheet: find("progress-text"),
}, rules);
const problems = new Problems(find("problems"), texts, {
  focus: (cell) => grid.go(cell),
  keepMine: (cell) => {
    editor.keepMine(cell);
    sync.changed();
  },
  takeTheirs: (cell) => {
    editor.takeTheirs(cell);
    kept.drop({ record: cell.record, cell: cell.name });
  },
});
const kept = keptInGrid(find("kept"), { grid, editor, outbox });
const signIn = new SignIn(document.getElementById("signin-dialog"), session, texts, {
  resumed: () => sync.resume(),
  other: giveUpPage,
});
const students = new Students(grid, rules.form);
const paste = new Paste({
  grid,
  students,
  texts,
  dialogs: pasteDialogs(texts, students),
  check: (cell, text) => editor.check(cell, text),
  say: (text, isProblem) => status.say(text, isProblem),
});
const shiftWatch = new ShiftWatch(find("shift"), { grid, students, texts });
const footTexts = new Texts(document.getElementById("statistics-texts"));
const statistics = new Statistics(grid.table, footTexts);
const asked = new AskedCells(find("asked"), {
  grid,
  texts,
  on: {
    say: (text, isProblem) => status.say(text, isProblem),
    token: () => session.token,
    url: form.dataset.keepUrl,
  },
});
const news = new News(find("news"), texts, (cell) => grid.go(cell));
const presence = new Presence(find("present"), texts);
const details = new Details(grid.table, find("side"), {
  address: form.dataset.cellUrl,
  back: goBack,
});
averages.addEventListener("confirmed", ({ detail: td }) => details.renew(td));
const showKeys = () => document.getElementById("keys-dialog").showModal();

let isLeaving = false;
let hasRenewed = false;

/** Another user is signed in, who may not see this page. The disk keeps the queue. */
function giveUpPage() {
  isLeaving = true;
  sync.hold();
  location.reload();
}

/** From the panel to the cell, or to the button of a place that is none of the grid's. */
function goBack(td) {
  const cell = grid.find(Number(td.parentElement.dataset.record), td.dataset.cell);
  if (cell) grid.go(cell);
  else td.querySelector("[data-side-open]")?.focus();
}

function save() {
  grid.commit();
  sync.flush();
}

// --- the grid speaks ---

grid.addEventListener("change", ({ detail }) => {
  editor.accept(detail);
  sync.changed();
  counts.column(grid.active);
  shiftWatch.look(detail);
  presence.typed(detail[0].cell.name);
  keeper.touch();
  statistics.draw();
  asked.draw();
});

grid.addEventListener("skipped", ({ detail: count }) => {
  status.say(texts.get("undo_skipped", { count }), true);
});

grid.addEventListener("active", ({ detail: cell }) => {
  counts.column(cell);
  details.follow(cell.td);
  status.say(cell.message || (cell.isLocked ? cell.reason : ""), cell.needsCare);
});

editor.addEventListener("problems", ({ detail: cells }) => {
  problems.show(cells);
  status.problems(cells.length);
});

// --- the server speaks ---

sync.addEventListener("state", ({ detail }) => {
  status.saving(detail);
  find("retry").hidden = !["held", "refused", "offline"].includes(detail.state);
});
sync.addEventListener("sending", ({ detail: ops }) => editor.mark(ops, "saving"));
sync.addEventListener("unsent", ({ detail: ops }) => editor.mark(ops, "dirty"));
sync.addEventListener("results", ({ detail: { results, answer } }) => {
  hasRenewed = false;
  editor.settle(results);
  kept.add(results.filter(({ result }) => REFUSED.has(result.status)).map(({ op }) => op));
  poll.saved(answer.revision);
  counts.sheet();
  counts.column(grid.active);
  keeper.touch();
  statistics.draw();
  asked.draw();
});
sync.addEventListener("signed_out", () => signIn.open(sync.waiting));
sync.addEventListener("refused", ({ detail }) => refuse(detail.message));
sync.addEventListener("stale_token", async () => {
  const who = hasRenewed ? "lost" : await session.renew();
  hasRenewed = true;
  if (who === "same") sync.resume();
  else if (who === "other") giveUpPage();
  else if (who === "signed_out") signIn.open(sync.waiting);
  else refuse("");
});

function refuse(message) {
  sync.hold("refused");
  status.say(message || texts.get("reload"), true);
}

const poll = new Poll(form.dataset.changesUrl, Number(form.dataset.revision), {
  column: () => presence.column,
  present: (others) => presence.show(others),
  changed: ({ rows, state }) => {
    const { changes, isWhole } = editor.refresh(rows);
    news.add(changes);
    counts.sheet();
    keeper.touch();
    statistics.draw();
    asked.draw();
    if (state !== form.dataset.state) refuse("");
    return isWhole;
  },
});

// --- the page speaks ---

function goToEmpty() {
  const trouble = grid.goEmpty(1);
  if (trouble) status.say(texts.get(trouble));
}

/** Where typing goes on; in a tab just opened, unless it was opened at a place of its own. */
function start() {
  const cell = openingCell(grid);
  if (cell) grid.go(cell);
}

function retry() {
  if (sync.state === "held") signIn.open(sync.waiting);
  else sync.resume();
}

function showDetails(cell) {
  grid.commit();
  details.open(cell.td);
}

new Keyboard(grid, texts, {
  save,
  help: showKeys,
  say: (text) => status.say(text),
  look: (step) => asked.go(step),
  keep: () => asked.keep(),
  details: showDetails,
  comment: (cell) => details.open(cell.td, { focus: "#side-comment" }),
  back: () => details.isOpen && (details.close(), true),
  isSideways: () => habits.get("tab_moves_sideways") === true,
});
followPointer(grid);
useClipboard(grid, paste);
const on = { details: showDetails, nextEmpty: goToEmpty, help: showKeys, retry };
useToolbar({ find, grid, statistics, habits, on });

if (find("onehand")) {
  const parts = { form, panel: find("onehand-panel"), button: find("onehand") };
  const told = { start, say: (text) => status.say(text) };
  new OneHand({ ...parts, grid, students, texts, habits, on: told });
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});

const handInForm = find("submit-sheet");
if (handInForm) handInWhenSaved(handInForm, { grid, editor, sync, status, texts });
guardLeaving({ grid, editor, sync, allows: () => isLeaving });

addEventListener("online", () => sync.flush());
addEventListener("marksheet:forgotten", () => keeper.stop());
addEventListener("marksheet:wiped", () => {
  isLeaving = true;
  sync.hold();
});

// Tab leaves the grid: its averages are reached by Shift+F4.
for (const opener of grid.table.querySelectorAll("[data-side-open]")) opener.tabIndex = -1;
form.classList.add("is-enhanced");
document.dispatchEvent(new CustomEvent("marksheet:ready", { detail: { grid, form } }));
// The address may name a cell, where the browser goes by itself. A column it names is no element:
// Chromium takes the focus away when it arrives at one.
const isAtPlace = document.getElementById(location.hash.slice(1)) !== null;
const isUntouched = document.activeElement === document.body && !isAtPlace;
if (isUntouched && matchMedia("(pointer: fine)").matches) start();

keeper.start(grid);
if (keeper.isBroughtBack) status.say(texts.get("brought_back"), true);

restoreLeft({
  grid,
  outbox,
  banner: find("unsent"),
  texts,
  name: `marksheet:${user}:${sheet}`,
  isSameVisit: keeper.isBroughtBack,
  keep: (ops) => kept.add(ops),
  take: (ops) => {
    queue.adopt(ops);
    editor.restore(ops);
    sync.changed();
  },
});
