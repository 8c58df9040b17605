/**
 * The panel "Why is this 7.9?" beside a mark sheet. An average is a link to a page of its own; here
 * it opens beside the sheet: arrows walk the students, Esc goes back to where the focus was.
 */
const panel = document.getElementById("why");
const table = document.querySelector("table.marks");
// In the grid, Tab leaves the table: its averages are reached by Shift+F4 from a cell of the row.
if (!table.classList.contains("marks--read")) {
  for (const link of table.querySelectorAll("a.marks__why")) link.tabIndex = -1;
}

let cameFrom = null;

function linkOf(record) {
  return table.querySelector(`tr[data-record="${record}"] a.marks__why`);
}

async function load(address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.redirected) return false;
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  panel.replaceChildren(...found.body.childNodes);
  return true;
}

/** Opens the reckoning behind an average; `address` is that of its own page. */
export async function openWhy(address) {
  if (panel.hidden) cameFrom = document.activeElement;
  if (!(await load(address))) {
    location.assign(address);
    return;
  }
  panel.hidden = false;
  document.body.classList.add("has-side");
  mark(panel.querySelector("[data-why-of]").dataset.whyOf);
  panel.querySelector("h2").focus({ preventScroll: true });
}

/** The server's word on the average shown: the reckoning is another now. */
const changes = new MutationObserver(() => {
  const link = linkOf(panel.dataset.record);
  if (!panel.hidden && !link.hasAttribute("data-estimate")) load(link.href);
});

function mark(record) {
  table.querySelector(".is-open-why")?.classList.remove("is-open-why");
  const link = linkOf(record);
  if (!link) return;
  panel.dataset.record = record;
  link.closest("td").classList.add("is-open-why");
  changes.disconnect();
  changes.observe(link, { attributes: true, attributeFilter: ["data-estimate"], childList: true });
  link.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function close() {
  changes.disconnect();
  panel.hidden = true;
  document.body.classList.remove("has-side");
  table.querySelector(".is-open-why")?.classList.remove("is-open-why");
  cameFrom?.focus();
}

function follow(event, link) {
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openWhy(link.href);
}

table.addEventListener("click", (event) => follow(event, event.target.closest("a.marks__why")));

table.addEventListener("keydown", (event) => {
  if (event.key !== "F4" || !event.shiftKey) return;
  const link = event.target.closest("tr[data-record]")?.querySelector("a.marks__why");
  if (!link) return;
  event.preventDefault();
  openWhy(link.href);
});

panel.addEventListener("click", (event) => {
  if (event.target.closest("[data-why='close']")) close();
  else follow(event, event.target.closest("a[data-why]"));
});

panel.addEventListener("keydown", (event) => {
  const step = { ArrowUp: "before", ArrowDown: "after" }[event.key];
  if (event.key === "Escape") close();
  else if (step) follow(event, panel.querySelector(`a[data-why='${step}']`));
});
