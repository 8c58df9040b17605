import { postForm } from "../marksheet/transport.js";
import { element } from "../marksheet/dom.js";

/**
 * The comment bank beside a table of students: sentences by band, written with the keys 1 to 9.
 * `button` opens it and `form`, which holds the table, folds while it is open.
 *
 * `source` gives the students: rows() as [{key, name, band, text}], active() the key of the student
 * one is at, write([{key, text}]), nextEmpty(), focus(key), isTyping(). Bands are 4 to 1.
 */

export class Bank {
  #panel;
  #button;
  #form;
  #source;
  #texts;
  #phrases;
  #url;
  #token;
  #bands;
  #band;

  constructor(panel, { button, form, source, texts, bank, token }) {
    this.#panel = panel;
    this.#button = button;
    this.#form = form;
    this.#bands = [4, 3, 2, 1].filter((band) => panel.dataset[`band${band}`]);
    this.#band = this.#bands[0];
    this.#source = source;
    this.#texts = texts;
    this.#phrases = bank.phrases;
    this.#url = bank.url;
    this.#token = token;
    this.#listen();
  }

  get isOpen() {
    return !this.#panel.hidden;
  }

  toggle(isOpen = !this.isOpen) {
    this.#panel.hidden = !isOpen;
    this.#form.classList.toggle("is-commenting", isOpen);
    this.#button.setAttribute("aria-pressed", String(isOpen));
    if (isOpen) this.follow();
  }

  /** Show the band of the student one has come to. */
  follow() {
    if (!this.isOpen) return;
    const row = this.#row(this.#source.active());
    if (row?.band) this.#band = row.band;
    this.draw();
  }

  /** A key while one is at a comment; true where the bank has used it. */
  key(event) {
    if (!this.isOpen || event.ctrlKey || event.altKey || event.metaKey) return false;
    if (event.isComposing || event.keyCode === 229) return false;
    if (event.key === "Enter" && !event.shiftKey) {
      this.#next();
      return true;
    }
    if (!/^[0-9]$/.test(event.key) || this.#source.isTyping()) return false;
    if (event.key === "0") this.#find("new").focus();
    else this.#write(this.#list[Number(event.key) - 1]?.text);
    return true;
  }

  get #list() {
    return this.#phrases[this.#band] ?? [];
  }

  #find(name) {
    return this.#panel.querySelector(`[data-${name}]`);
  }

  #row(key) {
    return this.#source.rows().find((row) => row.key === key);
  }

  #next() {
    if (!this.#source.nextEmpty()) this.#say(this.#texts.get("bank_done"));
    this.follow();
  }

  #write(text) {
    const key = this.#source.active();
    if (!text || key === undefined) return;
    this.#source.write([{ key, text }]);
    this.#source.focus(key);
    this.draw();
  }

  #listen() {
    this.#find("close").addEventListener("click", () => this.toggle(false));
    this.#find("next").addEventListener("click", () => this.#next());
    this.#find("use").addEventListener("click", () => this.#write(this.#list[0]?.text));
    this.#find("rest").addEventListener("click", () => this.#preview());
    this.#find("back").addEventListener("click", () => this.#showList(true));
    this.#find("write").addEventListener("click", () => this.#writeRest());
    this.#find("sentence").addEventListener("change", () => this.#drawRest());
    this.#find("new").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      this.#keep(event.target.value);
    });
  }

  /** The new sentence goes into the bank and, where the student has none, into the comment. */
  async #keep(text) {
    const key = this.#source.active();
    if (!(await this.#post({ band: this.#band, text }))) return;
    this.#find("new").value = "";
    if (key !== undefined && !this.#row(key)?.text) this.#source.write([{ key, text: text.trim() }]);
    if (key !== undefined) this.#source.focus(key);
    this.draw();
  }

  async #post(fields) {
    const { status, answer } = await postForm(this.#url, this.#token(), fields);
    if (status === 200) this.#phrases = answer.phrases;
    else this.#say(answer?.message ?? this.#texts.get("bank_failed"));
    return status === 200;
  }

  #say(text) {
    this.#find("said").textContent = text;
  }

  draw() {
    const rows = this.#source.rows();
    const row = this.#row(this.#source.active());
    this.#find("who").textContent = row ? row.name : "";
    this.#find("bands").replaceChildren(...this.#bands.map((band) => this.#bandButton(band, rows)));
    this.#find("phrases").replaceChildren(
      ...this.#list.map((phrase, at) => this.#phraseItem(phrase, at, rows)),
    );
    const empty = this.#empty(rows);
    this.#find("rest").textContent = this.#texts.get("bank_rest", { count: empty.length });
    this.#find("rest").disabled = !empty.length || !this.#list.length;
    this.#find("use").disabled = !row || !this.#list.length;
  }

  /** Those of the band who have no comment yet. */
  #empty(rows) {
    return rows.filter((row) => row.band === this.#band && !row.text);
  }

  #bandButton(band, rows) {
    const label = this.#panel.dataset[`band${band}`];
    const count = rows.filter((row) => row.band === band).length;
    const button = element("button", { type: "button", "aria-pressed": String(band === this.#band) });
    button.append(label, " ", element("b", {}, String(count)));
    button.addEventListener("click", () => {
      this.#band = band;
      this.draw();
    });
    return button;
  }

  #phraseItem({ id, text }, at, rows) {
    const count = rows.filter((row) => row.text === text).length;
    const use = element("button", { type: "button", class: "link-button" }, text);
    use.addEventListener("click", () => this.#write(text));
    const item = element("li", {}, element("kbd", {}, String(at + 1)), use);
    const used = count ? this.#texts.get("bank_used", { count }) : "";
    item.append(element("small", {}, used));
    if (id) {
      const label = this.#texts.get("bank_remove");
      const gone = element("button", { type: "button", class: "phrases__gone", "aria-label": label, title: label }, "×");
      gone.addEventListener("click", async () => (await this.#post({ remove: id })) && this.draw());
      item.append(gone);
    }
    return item;
  }

  // --- the rest of the band, looked at before it is written ---

  #showList(isList) {
    this.#find("list").hidden = !isList;
    this.#find("preview").hidden = isList;
    if (isList) this.draw();
  }

  #preview() {
    const options = this.#list.map(({ text }) => element("option", { value: text }, text));
    this.#find("sentence").replaceChildren(...options);
    this.#showList(false);
    this.#drawRest();
  }

  #drawRest() {
    const rows = this.#source.rows();
    const empty = this.#empty(rows);
    const text = this.#find("sentence").value;
    const boxes = empty.map((row) =>
      element("label", {}, element("input", { type: "checkbox", checked: true, value: String(row.key) }), row.name),
    );
    this.#find("names").replaceChildren(...boxes);
    const same = rows.filter((row) => row.text === text).length + empty.length;
    const words = { count: same, total: rows.length };
    this.#find("same").textContent = this.#texts.get("bank_same", words);
    this.#find("write").textContent = this.#texts.get("bank_write", { count: empty.length });
  }

  #writeRest() {
    const text = this.#find("sentence").value;
    const chosen = new Set(
      [...this.#find("names").querySelectorAll("input:checked")].map((box) => box.value),
    );
    const rows = this.#empty(this.#source.rows()).filter((row) => chosen.has(String(row.key)));
    this.#source.write(rows.map(({ key }) => ({ key, text })));
    this.#showList(true);
  }
}
