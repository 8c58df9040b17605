import { AskedCells } from "./asked.js";
import { Averages } from "./averages.js";
import { useClipboard } from "./clipboard.js";
import { Counts } from "./counts.js";
import { Editor } from "./editor.js";
import { Grid } from "./grid.js";
import { handInWhenSaved } from "./handin.js";
import { Keyboard } from "./keyboard.js";
import { guardLeaving } from "./leaving.js";
import { News } from "./news.js";
import { OneHand } from "./onehand.js";
import { openingCell } from "./opening.js";
import { Outbox } from "./outbox.js";
import { Paste } from "./paste.js";
import { PlaceDialog } from "./place_dialog.js";
import { followPointer } from "./pointer.js";
import { Poll } from "./poll.js";
import { Problems } from "./problems.js";
import { OpQueue } from "./queue.js";
import { remember, remembered } from "./remembered.js";
import { askToRestore, stillUnsent } from "./restore.js";
import { RosterDialog } from "./roster_dialog.js";
import { Session } from "./session.js";
import { ShiftWatch } from "./shift_watch.js";
import { SignIn } from "./signin.js";
import { Statistics } from "./statistics.js";
import { Status } from "./status.js";
import { Students } from "./students.js";
import { Sync } from "./sync.js";
import { isOnlyTab } from "./tabs.js";
import { Texts } from "./texts.js";

/** Puts the parts of the mark grid together; each of them is told what to do by events. */
const form = document.querySelector("form[data-marksheet]");
const find = (name) => document.querySelector(`[data-${name}]`);
const { user, sheet, saveUrl } = form.dataset;

const texts = new Texts(document.getElementById("marksheet-texts"));
const grid = new Grid(form.querySelector("table"), texts);
const rules = JSON.parse(document.getElementById("marksheet-rules").textContent);
const averages = new Averages(grid, rules);
const queue = new OpQueue();
const editor = new Editor({ grid, queue, texts, averages, rules });
const outbox = new Outbox(user, sheet);
const session = new Session(form);
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
  takeTheirs: (cell) => editor.takeTheirs(cell),
});
const signIn = new SignIn(document.getElementById("signin-dialog"), session, texts, {
  resumed: () => sync.resume(),
  other: giveUpPage,
});
const students = new Students(grid, rules.form);
const paste = new Paste({
  grid,
  students,
  texts,
  dialogs: {
    place: new PlaceDialog(document.getElementById("place-dialog"), texts, students),
    roster: new RosterDialog(document.getElementById("roster-dialog"), texts),
  },
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
const keysDialog = document.getElementById("keys-dialog");

let isLeaving = false;
let hasRenewed = false;

/** Another user is signed in, who may not see this page. The disk keeps the queue. */
function giveUpPage() {
  isLeaving = true;
  sync.hold();
  location.reload();
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
  statistics.draw();
  asked.draw();
});

grid.addEventListener("active", ({ detail: cell }) => {
  counts.column(cell);
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
  poll.saved(answer.revision);
  counts.sheet();
  counts.column(grid.active);
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

const poll = new Poll(form.dataset.changesUrl, Number(form.dataset.revision), ({ rows, state }) => {
  news.add(editor.refresh(rows));
  counts.sheet();
  statistics.draw();
  asked.draw();
  if (state !== form.dataset.state) refuse("");
});

// --- the page speaks ---

function showKeys() {
  keysDialog.showModal();
}

function goToEmpty() {
  const trouble = grid.goEmpty(1);
  if (trouble) status.say(texts.get(trouble));
}

/** For phones, whose keypads for numbers have no letters. A level is no absence. */
function markAbsent() {
  const cells = grid.block ? grid.cellsIn(grid.block).flat() : [];
  const marks = cells.filter(({ kind, form }) => kind === "mark" && form !== "levels");
  grid.apply(marks.map((cell) => ({ cell, after: "V" })));
}

/** Where typing goes on; in a tab just opened, unless it was opened at a place of its own. */
function start() {
  const cell = openingCell(grid);
  if (cell) grid.go(cell);
}

function showStatistics(isShown) {
  statistics.show(isShown);
  remember("statistics", isShown ? "on" : "off");
  find("statistics").setAttribute("aria-pressed", String(isShown));
}

function retry() {
  if (sync.state === "held") signIn.open(sync.waiting);
  else sync.resume();
}

new Keyboard(grid, texts, {
  save,
  help: showKeys,
  say: (text) => status.say(text),
  look: (step) => asked.go(step),
  keep: () => asked.keep(),
});
followPointer(grid);
useClipboard(grid, paste);

showStatistics(remembered("statistics") !== "off");
find("statistics").addEventListener("click", ({ currentTarget }) => {
  showStatistics(currentTarget.getAttribute("aria-pressed") !== "true");
});
if (find("onehand")) {
  const parts = { form, panel: find("onehand-panel"), button: find("onehand") };
  const on = { start, say: (text) => status.say(text) };
  new OneHand({ ...parts, grid, students, texts, on });
}
find("tools").addEventListener("click", ({ currentTarget }) => {
  const isOpen = currentTarget.parentElement.classList.toggle("is-open");
  currentTarget.setAttribute("aria-expanded", String(isOpen));
});
find("undo").addEventListener("click", () => grid.undo());
find("redo").addEventListener("click", () => grid.redo());
find("fill").addEventListener("click", () => grid.block && grid.fillDown());
find("absent")?.addEventListener("click", markAbsent);
find("next-empty").addEventListener("click", goToEmpty);
find("keys").addEventListener("click", showKeys);
find("retry").addEventListener("click", retry);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});

const handInForm = find("submit-sheet");
if (handInForm) handInWhenSaved(handInForm, { grid, editor, sync, status, texts });
guardLeaving({ grid, editor, sync, allows: () => isLeaving });

addEventListener("online", () => sync.flush());
addEventListener("marksheet:wiped", () => {
  isLeaving = true;
  sync.hold();
});

form.classList.add("is-enhanced");
document.dispatchEvent(new CustomEvent("marksheet:ready", { detail: { grid, form } }));
// The address may name a cell, where the browser goes by itself. A column it names is no element:
// Chromium takes the focus away when it arrives at one.
const isAtPlace = document.getElementById(location.hash.slice(1)) !== null;
const isUntouched = document.activeElement === document.body && !isAtPlace;
if (isUntouched && matchMedia("(pointer: fine)").matches) start();

// --- what an earlier visit left ---

const left = await outbox.left;
const unsent = stillUnsent(left, (record, name) => grid.find(record, name)?.server);
const arrived = left.filter((op) => !unsent.includes(op));
await outbox.write({ put: [], remove: arrived.map((op) => op.op) });
if (unsent.length && (await isOnlyTab(`marksheet:${user}:${sheet}`))) {
  if (await askToRestore(find("unsent"), texts, unsent)) {
    queue.adopt(unsent);
    editor.restore(unsent);
    sync.changed();
  } else {
    await outbox.write({ put: [], remove: unsent.map((op) => op.op) });
  }
}
