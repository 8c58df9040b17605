import { forgetPages } from "./kept_pages.js";
import { forgetSteps } from "./kept_steps.js";
import { countFor, wipe } from "./outbox.js";

/** Signing out on a shared machine leaves nothing behind, and says so before marks are lost. */
const form = document.querySelector("form[data-signout]");
const dialog = document.getElementById("signout-dialog");

/** 0 where the browser keeps nothing for this site. */
async function waitingFor(user) {
  return countFor(user).catch(() => 0);
}

function ask(count) {
  const text = dialog.querySelector("[data-count-text]");
  text.textContent = count === 1 ? text.dataset.one : text.dataset.many.replace("{count}", count);
  dialog.showModal();
}

/** No change, no step and no page stays on the machine. */
async function leave() {
  dispatchEvent(new Event("marksheet:forgotten"));
  forgetSteps();
  await Promise.allSettled([wipe(form.dataset.user), forgetPages()]);
  form.submit();
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const count = await waitingFor(form.dataset.user);
  if (count) ask(count);
  else leave();
});

dialog?.querySelector("[data-stay]").addEventListener("click", () => dialog.close());

dialog?.querySelector("[data-leave]").addEventListener("click", () => {
  dispatchEvent(new Event("marksheet:wiped"));
  leave();
});
