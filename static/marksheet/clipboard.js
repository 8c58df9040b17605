import { parseTsv, writeTsv } from "./tsv.js";

/** Copy, cut and paste of blocks. While a text is being edited the browser's own are left alone. */
export function useClipboard(grid, paste) {
  function copy(event) {
    if (!grid.cellOf(event) || grid.mode !== "nav") return false;
    event.clipboardData.setData("text/plain", writeTsv(grid.copy()));
    event.preventDefault();
    return true;
  }

  grid.table.addEventListener("copy", copy);

  grid.table.addEventListener("cut", (event) => {
    if (copy(event)) grid.clear();
  });

  grid.table.addEventListener("paste", (event) => {
    if (!grid.cellOf(event)) return;
    const text = event.clipboardData.getData("text/plain");
    const isBlock = /[\t\r\n]/.test(text.trimEnd());
    if (grid.mode === "edit" && !isBlock) return;
    event.preventDefault();
    const rows = parseTsv(text);
    if (!rows.length) return;
    if (grid.mode !== "nav") grid.revert();
    paste.take(rows);
  });
}
