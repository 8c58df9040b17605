/*
 * Keys on the list of a class: "/" goes to the search, arrows from name to name, M changes the class of
 * the student whose name has the focus. Single letters count only while the focus is in the table.
 */
const table = document.querySelector("[data-roster]");
const search = document.querySelector("[data-roster-search]");
const names = [...(table?.querySelectorAll("tbody th a") ?? [])];

const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  if (event.key === "/") {
    event.preventDefault();
    search.focus();
    search.select();
  }
});

search.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" || names.length === 0) return;
  event.preventDefault();
  names[0].focus();
});

table?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const name = event.target.closest("tr")?.querySelector("th a");
  const place = names.indexOf(name);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && place >= 0) {
    event.preventDefault();
    names[Math.min(Math.max(place + step, 0), names.length - 1)].focus();
  } else if (event.key.toLowerCase() === "m" && name?.dataset.move) {
    window.location.assign(name.dataset.move);
  }
});
