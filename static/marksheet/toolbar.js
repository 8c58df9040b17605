import { remember, remembered } from "./remembered.js";

/** The buttons over the grid, each of which is told what to do, and the user's own choices. */
export function useToolbar({ find, grid, statistics, habits, on }) {
  const press = (name, action) => find(name)?.addEventListener("click", action);

  function showStatistics(isShown) {
    statistics.show(isShown);
    remember("statistics", isShown ? "on" : "off");
    find("statistics").setAttribute("aria-pressed", String(isShown));
  }

  /** For phones, whose keypads for numbers have no letters. A level is no absence. */
  function markAbsent() {
    const cells = grid.block ? grid.cellsIn(grid.block).flat() : [];
    const marks = cells.filter(({ kind, form }) => kind === "mark" && form !== "levels");
    grid.apply(marks.map((cell) => ({ cell, after: "V" })));
  }

  showStatistics(remembered("statistics") !== "off");
  press("statistics", ({ currentTarget }) => {
    showStatistics(currentTarget.getAttribute("aria-pressed") !== "true");
  });
  press("tools", ({ currentTarget }) => {
    const isOpen = currentTarget.parentElement.classList.toggle("is-open");
    currentTarget.setAttribute("aria-expanded", String(isOpen));
  });
  press("undo", () => grid.undo());
  press("redo", () => grid.redo());
  press("fill", () => grid.block && grid.fillDown());
  press("absent", markAbsent);
  press("details", () => on.details(grid.active ?? grid.cells[0]));
  press("next-empty", on.nextEmpty);
  press("keys", on.help);
  press("retry", on.retry);
  const sideways = find("sideways");
  sideways.checked = habits.get("tab_moves_sideways") === true;
  sideways.addEventListener("change", () => habits.choose("tab_moves_sideways", sideways.checked));
}
