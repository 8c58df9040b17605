/**
 * Handing in right after the last mark: the form waits until everything typed is saved and then
 * goes on by itself. A cell that was not taken stops it, and is named.
 */
const STOPPED = new Set(["offline", "held", "refused"]);

export function handInWhenSaved(form, { grid, editor, sync, status, texts }) {
  const button = form.querySelector("[type=submit]");
  let isPending = false;

  function wait(isWaiting) {
    isPending = isWaiting;
    if (isWaiting) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }

  /** Says which cell stands in the way, and goes there; false when none does. */
  function isStopped() {
    const [cell] = editor.problems;
    if (!cell) return false;
    grid.go(cell);
    const values = { cell: cell.title, message: cell.message, count: editor.problems.length };
    status.say(texts.get("submit_blocked", values), true);
    return true;
  }

  form.addEventListener("submit", (event) => {
    grid.commit();
    if (isStopped()) {
      event.preventDefault();
    } else if (sync.waiting) {
      event.preventDefault();
      wait(true);
      status.say(texts.get("submit_waits", { count: sync.waiting }));
      sync.flush();
    }
  });

  sync.addEventListener("state", ({ detail: { state, waiting } }) => {
    if (!isPending || (waiting && !STOPPED.has(state))) return;
    wait(false);
    if (waiting) status.say(texts.get("submit_unsaved", { count: waiting }), true);
    else if (!isStopped()) form.requestSubmit(button);
  });
}
