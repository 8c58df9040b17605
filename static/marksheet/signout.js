import { countFor, wipe } from "./outbox.js";

/** Signing out on a shared machine leaves nothing behind, and says so before marks are lost. */
const form = document.querySelector("form[data-signout]");
const dialog = document.getElementById("signout-dialog");

async function waitingFor(user) {
  try {
    return await countFor(user);
  } catch {
    // No disk, so nothing of the user's is on it.
    return 0;
  }
}

function ask(count) {
  const text = dialog.querySelector("[data-count-text]");
  text.textContent = count === 1 ? text.dataset.one : text.dataset.many.replace("{count}", count);
  dialog.showModal();
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const count = await waitingFor(form.dataset.user);
  if (count) ask(count);
  else form.submit();
});

dialog?.querySelector("[data-stay]").addEventListener("click", () => dialog.close());

dialog?.querySelector("[data-leave]").addEventListener("click", async () => {
  await wipe(form.dataset.user);
  dispatchEvent(new Event("marksheet:wiped"));
  form.submit();
});
