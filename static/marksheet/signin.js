import { askDevice, canUse } from "../accounts/passkeys.js";

/**
 * The sign-in dialog over the grid, for a session that ended while marks were being typed.
 *
 * The same person goes on where they were. Another user gets his or her own page: what the first
 * person typed stays on the disk, unread, until that person comes back.
 */
export class SignIn {
  #dialog;
  #session;
  #texts;
  #on;

  /** `on` takes {resumed, other}. */
  constructor(dialog, session, texts, on) {
    this.#dialog = dialog;
    this.#session = session;
    this.#texts = texts;
    this.#on = on;
    dialog.querySelector("form").addEventListener("submit", (event) => this.#submit(event));
    dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close());
    const passkey = dialog.querySelector("[data-passkey-url]");
    passkey.hidden = !canUse(passkey.dataset.host);
    passkey.addEventListener("click", () => this.#usePasskey(passkey));
  }

  open(waiting) {
    if (this.#dialog.open) return;
    const reason = this.#texts.get("signin_reason", { count: waiting });
    this.#dialog.querySelector("[data-reason]").textContent = reason;
    this.#say("");
    this.#dialog.showModal();
    this.#field("password").focus();
  }

  #field(name) {
    return this.#dialog.querySelector(`[name=${name}]`);
  }

  #say(message) {
    const box = this.#dialog.querySelector("[data-error]");
    box.textContent = message;
    box.hidden = !message;
  }

  async #submit(event) {
    event.preventDefault();
    const button = this.#dialog.querySelector("[type=submit]");
    button.disabled = true;
    const outcome = await this.#session.signIn(new FormData(event.target));
    button.disabled = false;
    this.#receive(outcome);
  }

  async #usePasskey(button) {
    button.disabled = true;
    const url = button.dataset.passkeyUrl;
    const { answer, problem } = await askDevice("use", url, this.#session.token);
    if (answer) this.#receive(await this.#session.signIn({ passkey: answer }));
    else this.#say(this.#texts.get(problem === "lost" ? "signin_lost" : "signin_no_passkey"));
    button.disabled = false;
  }

  #receive({ who, needsCode, status, message }) {
    if (who === "other") {
      this.#on.other();
    } else if (who === "same") {
      this.#field("password").value = "";
      this.#askForCode(false);
      this.#dialog.close();
      this.#on.resumed();
    } else {
      const unsaid = needsCode ? "" : this.#texts.get(status ? "signin_failed" : "signin_lost");
      if (needsCode) this.#askForCode(true);
      this.#say(message || unsaid);
    }
  }

  #askForCode(isAsked) {
    const field = this.#field("code");
    field.closest("[data-code]").hidden = !isAsked;
    field.required = isAsked;
    field.value = "";
    if (isAsked) field.focus();
  }
}
