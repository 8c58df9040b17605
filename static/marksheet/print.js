/** Prints the page; the sheet's own layout for paper is in the style sheets. */
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
