/**
 * Of what an earlier visit left, what still has to be sent: a cell whose last change already stands
 * on the server has arrived, only the answer was lost. `serverText` gives a cell's text, undefined
 * when the sheet no longer has it.
 */
export function stillUnsent(ops, serverText) {
  const last = new Map(ops.map((op) => [`${op.record}:${op.cell}`, op.to]));
  return ops.filter((op) => {
    const text = serverText(op.record, op.cell);
    return text !== undefined && text !== op.to && text !== last.get(`${op.record}:${op.cell}`);
  });
}

/**
 * The banner about changes an earlier visit could not send. Nothing is shown in the cells or sent
 * before the user says so: the machine may have stood in a staff room in between.
 * Gives true when the user chose to send them, false when they chose to throw them away.
 */
export function askToRestore(banner, texts, ops) {
  const [oldest] = ops;
  const cells = new Set(ops.map((op) => `${op.record}:${op.cell}`)).size;
  const at = new Date(oldest.at);
  const isToday = at.toDateString() === new Date().toDateString();
  const time = at.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
  const since = isToday ? time : `${time} ${at.toLocaleDateString("vi-VN")}`;
  banner.querySelector("[data-text]").textContent = texts.get("unsent", { count: cells, since });
  banner.hidden = false;
  return new Promise((resolve) => {
    const answer = (choice) => () => {
      banner.hidden = true;
      resolve(choice);
    };
    banner.querySelector("[data-send]").onclick = answer(true);
    banner.querySelector("[data-discard]").onclick = answer(false);
  });
}
