/** Prints the page; the sheet's own layout for paper is in the style sheets. */
const button = document.querySelector("[data-print]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
