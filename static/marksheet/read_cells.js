/**
 * The cells of a sheet that is only read: one stop for Tab, arrows from cell to cell, and F4, Enter
 * or a click for the details. Where the cells have boxes to tick, those keep the keyboard and the
 * click; F4 is the same.
 */
export function useReadCells(table, details) {
  const rows = [...table.tBodies[0].rows].map((tr) => [...tr.querySelectorAll("td[data-cell]")]);
  const hasBoxes = table.querySelector("input[name=cell]") !== null;
  let stop = hasBoxes ? null : rows[0]?.[0];
  if (stop) stop.tabIndex = 0;
  if (stop) for (const link of table.querySelectorAll("[data-side-open]")) link.tabIndex = -1;

  function goTo(td) {
    if (!td) return;
    stop.tabIndex = -1;
    stop = td;
    stop.tabIndex = 0;
    stop.focus();
    details.follow(td);
  }

  function moved(td, key) {
    const row = rows.findIndex((each) => each.includes(td));
    const column = rows[row]?.indexOf(td);
    const [down, along] =
      { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key] ?? [];
    return down === undefined ? undefined : rows[row + down]?.[column + along];
  }

  table.addEventListener("keydown", (event) => {
    const td = event.target.closest("td[data-cell]");
    if (!td || event.ctrlKey || event.metaKey) return;
    const isEnter = event.key === "Enter" && (event.altKey || event.target === td);
    if ((event.key === "F4" && !event.shiftKey) || isEnter) {
      event.preventDefault();
      details.open(td);
    } else if (event.target === td && event.key.startsWith("Arrow")) {
      event.preventDefault();
      goTo(moved(td, event.key));
    } else if (event.key === "Escape" && details.isOpen) {
      details.close();
    }
  });
  if (hasBoxes) return;
  table.addEventListener("click", ({ target }) => {
    const td = target.closest("td[data-cell]");
    if (!td || target.closest("a, button")) return;
    goTo(td);
    details.open(td);
  });
}
