/** Closes an open <details> menu on Escape and on a click elsewhere. Without it they still open. */

function close(menu, { focus = false } = {}) {
  menu.open = false;
  if (focus) menu.querySelector("summary").focus();
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.switcher[open]")) {
    if (!menu.contains(event.target)) close(menu);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.switcher[open]");
  if (menu) close(menu, { focus: menu.contains(document.activeElement) });
});
