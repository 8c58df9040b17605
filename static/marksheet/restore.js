import { isOnlyTab } from "./tabs.js";

const cellKey = (op) => `${op.record}:${op.cell}`;

/** Of what an earlier visit left, what cannot be sent now: {locked, open}. */
export function apart(ops, isLocked) {
  const locked = ops.filter(isLocked);
  return { locked, open: ops.filter((op) => !locked.includes(op)) };
}

/**
 * Of what an earlier visit left, what still has to be sent: a cell whose last change already stands
 * on the server has arrived, only the answer was lost. `serverText` gives a cell's text, undefined
 * when the sheet no longer has it.
 */
export function stillUnsent(ops, serverText) {
  const last = new Map(ops.map((op) => [cellKey(op), op.to]));
  return ops.filter((op) => {
    const text = serverText(op.record, op.cell);
    return text !== undefined && text !== op.to && text !== last.get(cellKey(op));
  });
}

/**
 * What an earlier visit left is sent once the user says so, else thrown away; what is locked by now
 * is handed to `keep`. A page that was
 * brought back without a connection goes on with it by itself, being the same visit.
 */
export async function restoreLeft({ grid, outbox, banner, texts, name, isSameVisit, take, keep }) {
  const { locked, open: left } = apart(await outbox.left, (op) => {
    return grid.find(op.record, op.cell)?.isLocked ?? true;
  });
  keep(locked);
  const unsent = stillUnsent(left, (record, cell) => grid.find(record, cell)?.server);
  const arrived = left.filter((op) => !unsent.includes(op));
  await outbox.write({ put: [], remove: arrived.map((op) => op.op) });
  if (!unsent.length || !(await isOnlyTab(name))) return;
  if (isSameVisit || (await askToRestore(banner, { grid, texts }, unsent))) take(unsent);
  else await outbox.write({ put: [], remove: unsent.map((op) => op.op) });
}

/**
 * The banner about changes an earlier visit could not send. Nothing is shown in the cells or sent
 * before the user says so: the machine may have stood in a staff room in between.
 * A banner without data-view lists no cells. Gives true when the user chose to send them, false when they chose to throw them away.
 */
export function askToRestore(banner, { grid, texts }, ops) {
  const find = (name) => banner.querySelector(`[data-${name}]`);
  const last = new Map(ops.map((op) => [cellKey(op), op]));
  find("text").textContent = texts.get("unsent", { count: last.size, since: sinceOf(ops[0]) });
  banner.hidden = false;
  const view = find("view");
  view?.addEventListener("click", () => {
    const lines = [...last.values()].map((op) => lineOf(op, { grid, texts }));
    find("list").replaceChildren(...lines);
    find("list").hidden = view.getAttribute("aria-expanded") === "true";
    view.setAttribute("aria-expanded", String(!find("list").hidden));
  });
  return new Promise((resolve) => {
    const answer = (choice) => () => {
      banner.hidden = true;
      resolve(choice);
    };
    find("send").onclick = answer(true);
    find("discard").onclick = answer(false);
  });
}

/** When the oldest of them was made; with its day unless that is today. */
function sinceOf(op) {
  const at = new Date(op.at);
  const time = at.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
  const isToday = at.toDateString() === new Date().toDateString();
  return isToday ? time : `${time} ${at.toLocaleDateString("vi-VN")}`;
}

function lineOf(op, { grid, texts }) {
  const cell = grid.find(op.record, op.cell);
  const shown = (text) => (text === "" ? texts.get("empty") : text);
  const item = document.createElement("li");
  item.textContent = `${cell.title}: ${shown(cell.server)} → ${shown(op.to)}`;
  return item;
}
