/** The mouse on the grid: click to move, drag to select, double click to edit. */
export function followPointer(grid) {
  let isDragging = false;
  let isTouch = false;

  // Fingers scroll and tap: dragging must not select, so touches are left to the browser.
  grid.table.addEventListener("pointerdown", (event) => {
    isTouch = event.pointerType === "touch";
  });

  grid.table.addEventListener("mousedown", (event) => {
    const cell = grid.cellOf(event);
    if (!cell || event.button !== 0 || isTouch) return;
    if (cell === grid.active && grid.mode !== "nav" && !event.shiftKey) return;
    event.preventDefault();
    grid.go(cell, { extend: event.shiftKey && grid.active !== null });
    isDragging = true;
  });

  grid.table.addEventListener("mouseover", (event) => {
    const cell = isDragging && grid.cellOf(event);
    if (cell && cell !== grid.active) grid.go(cell, { extend: true });
  });

  addEventListener("mouseup", () => (isDragging = false));

  grid.table.addEventListener("dblclick", (event) => {
    const cell = grid.cellOf(event);
    if (cell && !cell.isLocked) grid.setMode("edit");
  });
}
