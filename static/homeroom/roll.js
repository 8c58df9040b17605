/** Taking the roll: a number or a name and Enter, or P and K on the row; the button counts. */
const form = document.querySelector("form[data-roll]");
const rows = [...form.querySelectorAll("[data-student]")];
const quick = form.querySelector("[data-quick]");
const said = form.querySelector("[data-quick-said]");
const button = form.querySelector("[data-take]");
const plain = (text) =>
  text.normalize("NFD").replace(/\p{Diacritic}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "d").toLowerCase();

function radio(row, value) {
  return row.querySelector(`input[type=radio][value="${value}"]`);
}

function state(row) {
  return row.querySelector("input[type=radio]:checked").value;
}

function draw() {
  for (const row of rows) row.classList.toggle("is-absent", state(row) !== "");
  const count = rows.filter((row) => state(row) !== "").length;
  button.textContent = count ? button.dataset.some.replace("{count}", count) : button.dataset.none;
}

/** Those a typed text names: by number, otherwise by words of the name from the last one. */
function named(text) {
  const words = plain(text.trim());
  if (/^\d+$/.test(words)) return rows.filter((row) => row.dataset.student === words);
  const exact = rows.filter((row) => plain(row.dataset.name).endsWith(words));
  return exact.length ? exact : rows.filter((row) => plain(row.dataset.name).includes(words));
}

function mark(row, value) {
  radio(row, value).checked = true;
  draw();
}

/** One student found becomes absent without leave; P after the name, "12 p", with leave. */
function take() {
  const [, text, letter] = /^(.*?)(?:\s+([pPkK]))?$/.exec(quick.value.trim());
  const found = text ? named(text) : [];
  if (found.length !== 1) {
    const names = found.map((row) => `${row.dataset.student} ${row.dataset.name}`).join(", ");
    const { many, nobody } = quick.dataset;
    said.textContent = (found.length ? many : nobody).replace("{names}", names).replace("{text}", text ?? "");
    quick.select();
    return;
  }
  mark(found[0], (letter ?? "K").toUpperCase());
  said.textContent = `${found[0].dataset.name}: ${state(found[0])}`;
  found[0].scrollIntoView({ block: "nearest" });
  quick.value = "";
}

quick.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing) return;
  if (!quick.value.trim()) return;
  event.preventDefault();
  take();
});

form.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-student]");
  if (!row || event.ctrlKey || event.altKey || event.metaKey) return;
  const at = rows.indexOf(row);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const letter = { p: "P", k: "K", Delete: "", Backspace: "" }[
    event.key.length === 1 ? event.key.toLowerCase() : event.key
  ];
  if (step) rows[at + step]?.querySelector("input:checked").focus();
  else if (letter !== undefined) {
    mark(row, letter);
    radio(row, letter).focus();
  } else return;
  event.preventDefault();
});

form.addEventListener("change", draw);
for (const control of form.querySelectorAll(".homeroom__js")) control.hidden = false;
if (matchMedia("(pointer: fine)").matches) quick.focus();
