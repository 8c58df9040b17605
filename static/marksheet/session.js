import { fetchPage, postForm } from "./transport.js";

/**
 * The token of the page and who is signed in. Marks typed by one person must never be sent in the
 * name of another, so every way back from a lost session ends with a look at who it is now.
 */
export class Session {
  #form;

  constructor(form) {
    this.#form = form;
  }

  get token() {
    return this.#form.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  /** Signing in changes the token: every form of the page needs the new one. */
  set token(token) {
    const inputs = document.querySelectorAll("[name=csrfmiddlewaretoken]");
    for (const input of inputs) input.value = token;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  }

  /**
   * Read the sheet's page again. Gives "same" (and takes its token), "other" when another user is
   * signed in now, "signed_out", or "lost" when the page cannot be had.
   */
  async renew() {
    const page = await fetchPage(this.#form.dataset.sheetUrl);
    const token = page?.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!token) return "lost";
    const form = page.querySelector("form[data-marksheet]");
    if (form && form.dataset.user !== this.#form.dataset.user) return "other";
    this.token = token;
    return form ? "same" : "signed_out";
  }

  /**
   * Sign in over the grid. Gives {who: "same" or "other"} as above, or {needsCode, message}: the
   * message is empty when the server gave none, and when it only asks for the second factor.
   */
  async signIn(fields) {
    const { status, answer } = await postForm(this.#form.dataset.signinUrl, this.token, fields);
    if (status === 200 && answer?.user !== undefined) return { who: this.#check(answer) };
    const isAsked = answer?.code === "second_factor" && answer.needs === "otp";
    const message = isAsked ? "" : answer?.message ?? "";
    return { status, needsCode: answer?.needs === "otp", message };
  }

  #check(answer) {
    if (String(answer.user) !== this.#form.dataset.user) return "other";
    this.token = answer.csrf;
    return "same";
  }
}
