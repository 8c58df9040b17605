/** Reading comments: A accepts, T sends back, arrows go from one to the next. */
const form = document.querySelector("form[data-reading]");
const rows = form ? [...form.querySelectorAll("li")] : [];
const answer = (row, value) => row.querySelector(`input[type=radio][value="${value}"]`);

function draw() {
  for (const row of rows) {
    row.classList.toggle("is-back", answer(row, "rejected")?.checked ?? false);
  }
}

for (const control of form?.querySelectorAll(".homeroom__js") ?? []) {
  control.hidden = false;
  control.addEventListener("click", () => {
    for (const row of rows) {
      const left = answer(row, "");
      if (left?.checked) answer(row, "accepted").checked = true;
    }
    draw();
  });
}

form?.addEventListener("input", ({ target }) => {
  const row = target.closest("li");
  if (target.name?.startsWith("t-")) answer(row, "accepted").checked = true;
  draw();
});

form?.addEventListener("keydown", (event) => {
  const row = event.target.closest("li");
  if (!row || event.target.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const said = { a: "accepted", t: "rejected" }[event.key.toLowerCase()];
  const next = rows[rows.indexOf(row) + (step ?? 1)];
  if (said) answer(row, said).checked = true;
  else if (!step) return;
  event.preventDefault();
  draw();
  if (said === "rejected") row.querySelector(".reading__why").focus();
  else next?.querySelector("input:checked")?.focus();
});

form?.classList.add("is-enhanced");
draw();
