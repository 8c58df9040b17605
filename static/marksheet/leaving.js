/**
 * Nothing typed is lost by leaving the page: what can be sent is sent, and the browser asks first
 * while something waits, is wrong, or is still being composed. `allows` says when it need not ask.
 */
export function guardLeaving({ grid, editor, sync, allows }) {
  function save() {
    if (!grid.isComposing) grid.commit();
    sync.flush();
  }

  addEventListener("beforeunload", (event) => {
    if (allows()) return;
    save();
    if (sync.waiting || editor.problems.length || grid.isUncommitted) event.preventDefault();
  });

  addEventListener("pagehide", () => {
    if (!allows()) save();
  });

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") sync.flush();
    else if (!grid.isComposing) save();
  });
}
