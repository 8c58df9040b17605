/**
 * The keys of the queue, while the focus is in its table: ↑ ↓ go from sheet to sheet, Space ticks, D
 * approves, T opens the return with the cursor in its reason. Enter opens the sheet: it is a link.
 */
const table = document.querySelector(".table--queue");
const rows = [...table.querySelectorAll("tbody tr")];
const link = (row) => row.querySelector("th a");
const PLACE = "queue-row";

function goTo(row) {
  if (row) link(row).focus();
}

const KEYS = {
  arrowdown: (row) => goTo(rows[rows.indexOf(row) + 1]),
  arrowup: (row) => goTo(rows[rows.indexOf(row) - 1]),
  " ": (row) => row.querySelector("input[type=checkbox]").click(),
  d: (row) => {
    // The page comes anew without this row: the focus goes to the one that takes its place.
    sessionStorage.setItem(PLACE, String(rows.indexOf(row)));
    row.querySelector("button[value=approve]").click();
  },
  t: (row) => {
    const panel = row.querySelector(".decide-return");
    panel.open = true;
    panel.querySelector("input[name=reason]").focus();
  },
};

table.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const row = event.target.closest("tbody tr");
  const panel = event.target.closest(".decide-return");
  if (event.key === "Escape" && panel?.open) {
    panel.open = false;
    goTo(row);
    return;
  }
  const isPressed = event.target.matches("input, button, summary");
  const act = KEYS[event.key.toLowerCase()];
  if (!row || !act || panel?.open || (event.key === " " && isPressed)) return;
  event.preventDefault();
  act(row);
});

const place = sessionStorage.getItem(PLACE);
sessionStorage.removeItem(PLACE);
if (place !== null) goTo(rows[Math.min(Number(place), rows.length - 1)]);
