import { askDevice, canUse } from "./passkeys.js";

/** Buttons that answer the form around them with a passkey (templates/accounts/_passkey_button.html). */
for (const box of document.querySelectorAll("[data-passkey]")) {
  if (!canUse(box.dataset.host)) continue;
  const form = box.closest("form");
  const button = box.querySelector("button");
  const problem = box.querySelector("[role=alert]");
  box.hidden = false;
  for (const sorry of document.querySelectorAll("[data-no-passkey]")) sorry.hidden = true;
  // Enter in a field of a form that has no other button.
  form.addEventListener("submit", (event) => {
    if (form.querySelector("[type=submit]")) return;
    event.preventDefault();
    button.click();
  });
  button.addEventListener("click", async () => {
    button.disabled = true;
    problem.hidden = true;
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const outcome = await askDevice(box.dataset.passkey, box.dataset.optionsUrl, token);
    button.disabled = false;
    if (outcome.answer) {
      form.querySelector("[name$=passkey]").value = outcome.answer;
      // A carried field may itself be called “submit”.
      HTMLFormElement.prototype.submit.call(form);
    } else {
      problem.textContent = problem.dataset[outcome.problem];
      problem.hidden = false;
    }
  });
}
