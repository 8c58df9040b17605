/**
 * Prints the page; the layouts for paper are in the style sheets. The one to write on by hand has the
 * students and the columns, and no marks.
 */
const BLANK = "prints-blank";

/* A list that is folded on the screen is there on paper. */
const folded = document.querySelectorAll("details[data-printed-open]");
let opened = [];
window.addEventListener("beforeprint", () => {
  opened = [...folded].filter((list) => !list.open);
  for (const list of opened) {
    list.open = true;
  }
});
window.addEventListener("afterprint", () => {
  for (const list of opened) {
    list.open = false;
  }
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    document.body.classList.toggle(BLANK, button.dataset.print === "blank");
    window.print();
    document.body.classList.remove(BLANK);
  });
}
