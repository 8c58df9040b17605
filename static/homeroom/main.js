import { News } from "../marksheet/news.js";
import { Outbox } from "../marksheet/outbox.js";
import { Poll } from "../marksheet/poll.js";
import { Presence } from "../marksheet/presence.js";
import { Problems } from "../marksheet/problems.js";
import { OpQueue } from "../marksheet/queue.js";
import { askToRestore, stillUnsent } from "../marksheet/restore.js";
import { Session } from "../marksheet/session.js";
import { SignIn } from "../marksheet/signin.js";
import { Status } from "../marksheet/status.js";
import { Sync } from "../marksheet/sync.js";
import { isOnlyTab } from "../marksheet/tabs.js";
import { Texts } from "../marksheet/texts.js";
import { openHomeroomBank } from "../comments/homeroom.js";
import { Fields } from "./fields.js";
import { FillDialog } from "./fill.js";
import { useKeys } from "./keys.js";

/** Puts the class together: the same queue, outbox and answers as the mark grid. */
const form = document.querySelector("form[data-marksheet]");
const find = (name) => document.querySelector(`[data-${name}]`);
const { user, sheet, saveUrl } = form.dataset;

const texts = new Texts(document.getElementById("marksheet-texts"));
const words = new Texts(document.getElementById("homeroom-texts"));
const table = form.querySelector("table");
const queue = new OpQueue();
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
const fields = new Fields(table, queue, texts);
const problems = new Problems(find("problems"), texts, {
  focus: (field) => field.focus(),
  keepMine: (field) => fields.keepMine(field),
  takeTheirs: (field) => fields.takeTheirs(field),
});
const signIn = new SignIn(document.getElementById("signin-dialog"), session, texts, {
  resumed: () => sync.resume(),
  other: giveUpPage,
});
const news = new News(find("news"), texts, (field) => field.focus());
const presence = new Presence(find("present"), words);
const fill = new FillDialog(document.getElementById("fill-dialog"), fields, words);

let isLeaving = false;
let hasRenewed = false;

/** Another user is signed in, who may not see this page. The disk keeps the queue. */
function giveUpPage() {
  isLeaving = true;
  sync.hold();
  location.reload();
}

function save() {
  fields.commitAll();
  sync.flush();
}

function refuse(message) {
  sync.hold("refused");
  status.say(message || texts.get("reload"), true);
}

function count() {
  const unset = new Set(fields.unset.map((field) => field.record)).size;
  find("unset-count").textContent = words.get("unset", { count: unset });
  const head = find("unset-head");
  if (head) head.textContent = words.get("unset_head", { count: unset });
}

fields.addEventListener("changed", () => {
  sync.changed();
  count();
});
fields.addEventListener("problems", ({ detail }) => {
  problems.show(detail);
  status.problems(detail.length);
});

sync.addEventListener("state", ({ detail }) => {
  status.saving(detail);
  find("retry").hidden = !["held", "refused", "offline"].includes(detail.state);
});
sync.addEventListener("sending", ({ detail: ops }) => fields.mark(ops, "saving"));
sync.addEventListener("unsent", ({ detail: ops }) => fields.mark(ops, "dirty"));
sync.addEventListener("results", ({ detail: { results, answer } }) => {
  hasRenewed = false;
  fields.settle(results);
  poll.saved(answer.revision);
  count();
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

const poll = new Poll(form.dataset.changesUrl, Number(form.dataset.revision), {
  column: () => presence.column,
  present: (others) => presence.show(others),
  changed: ({ rows, state }) => {
    news.add(fields.refresh(rows));
    count();
    if (state !== "open") refuse("");
  },
});
table.addEventListener("input", ({ target }) => {
  const field = fields.of(target);
  if (field) presence.typed(field.name);
});

async function fillIn() {
  const written = await fill.open();
  if (written) status.say(words.get("filled", written));
  else if (!fields.unset.length) status.say(words.get("none_unset"));
}

function nextUnset() {
  const [found] = fields.unset;
  if (!found) {
    status.say(words.get("none_unset"));
    return;
  }
  found.tr.scrollIntoView({ block: "center" });
  found.focus();
}

useKeys(table, fields, { say: (text) => status.say(text), save, texts: words });
find("fill").addEventListener("click", fillIn);
find("fill-phone").addEventListener("click", fillIn);
find("next-unset").addEventListener("click", nextUnset);
find("retry").addEventListener("click", () => {
  if (sync.state === "held") signIn.open(sync.waiting);
  else sync.resume();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});

addEventListener("beforeunload", (event) => {
  if (isLeaving) return;
  save();
  if (sync.waiting || fields.problems.length) event.preventDefault();
});
addEventListener("pagehide", () => !isLeaving && save());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") sync.flush();
  else save();
});
addEventListener("online", () => sync.flush());
addEventListener("marksheet:wiped", () => {
  isLeaving = true;
  sync.hold();
});

openHomeroomBank(fields, table);
form.classList.add("is-enhanced");
for (const control of document.querySelectorAll(".homeroom__js")) control.hidden = false;

const left = await outbox.left;
const unsent = stillUnsent(left, (record, name) => fields.find(record, name)?.server);
const arrived = left.filter((op) => !unsent.includes(op));
await outbox.write({ put: [], remove: arrived.map((op) => op.op) });
if (unsent.length && (await isOnlyTab(`marksheet:${user}:${sheet}`))) {
  if (await askToRestore(find("unsent"), { texts }, unsent)) {
    queue.adopt(unsent);
    fields.restore(unsent);
    sync.changed();
  } else {
    await outbox.write({ put: [], remove: unsent.map((op) => op.op) });
  }
}
