import { readKept } from "./kept_pages.js";

/**
 * A sheet was opened without a network. In the tab that had it open it is brought back as it was;
 * elsewhere, and once nobody has worked on it for as long as a session lasts, the page says why not.
 */
const html = await readKept(location.pathname);
if (html) {
  // The portal's own page, which this tab alone can decrypt: its modules must run once more.
  document.open();
  document.write(html);
  document.close();
} else {
  document.querySelector("[data-again]").addEventListener("click", () => location.reload());
}
