/**
 * Prints the page; the layouts for paper are in the style sheets. The one to write on by hand has the
 * students and the columns, and no marks.
 */
const BLANK = "prints-blank";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    document.body.classList.toggle(BLANK, button.dataset.print === "blank");
    window.print();
    document.body.classList.remove(BLANK);
  });
}
