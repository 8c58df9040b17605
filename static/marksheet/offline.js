import { readKept } from "./kept_pages.js";

/**
 * A sheet was opened without a network. In the tab that had it open it is brought back as it was;
 * elsewhere, and once nobody has worked on it for as long as a session lasts, the page says why not.
 */
const html = await readKept(location.pathname);
if (html) {
  const kept = new DOMParser().parseFromString(html, "text/html").documentElement;
  document.documentElement.replaceWith(document.adoptNode(kept));
  // A script that was parsed apart does not run: the same one anew does.
  for (const script of document.querySelectorAll("script[src]")) script.replaceWith(anew(script));
} else {
  document.querySelector("[data-again]").addEventListener("click", () => location.reload());
}

function anew(script) {
  const made = document.createElement("script");
  for (const { name, value } of script.attributes) made.setAttribute(name, value);
  made.async = false;
  return made;
}
