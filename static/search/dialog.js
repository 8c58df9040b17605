/*
 * The search over any page. Ctrl+K or the field in the bar opens it; arrows walk what was found,
 * Enter opens the first or the chosen one. htmx asks while a person types.
 */
const dialog = document.getElementById("search-dialog");
const field = dialog.querySelector("input");
const found = document.getElementById("search-found");
// What was asked last, and what stands there: Enter before the answer waits for it.
let asked = "";
let shown = "";
let opensFirst = false;

const hits = () => [...found.querySelectorAll("a")];

function open() {
  dialog.showModal();
  field.select();
}

function openFirst() {
  const [first] = hits();
  if (first) first.click();
}

function move(step) {
  const stops = [field, ...hits()];
  const at = Math.max(stops.indexOf(document.activeElement), 0);
  stops[(at + step + stops.length) % stops.length].focus();
}

function isOurs(event) {
  const isPlain = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  return isPlain && event.key.toLowerCase() === "k";
}

document.addEventListener("keydown", (event) => {
  // Over another dialog the search stays away: what is open there waits for an answer.
  if (!isOurs(event) || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  open();
});

document.querySelector("[data-search]").addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open();
});

dialog.addEventListener("keydown", (event) => {
  // The page beneath has keys of its own.
  event.stopPropagation();
  if (isOurs(event)) {
    event.preventDefault();
    field.select();
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  }
});

dialog.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
});

dialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (field.value === shown) openFirst();
  else opensFirst = true;
});

field.addEventListener("htmx:beforeRequest", () => {
  asked = field.value;
});

field.addEventListener("input", () => {
  opensFirst = false;
});

found.addEventListener("htmx:afterSwap", () => {
  shown = asked;
  if (opensFirst && field.value === shown) openFirst();
  opensFirst = false;
});

for (const name of ["htmx:responseError", "htmx:sendError"]) {
  field.addEventListener(name, () => {
    const refusal = document.createElement("p");
    refusal.textContent = found.dataset.refused;
    found.replaceChildren(refusal);
  });
}
