/*
 * Many rows at once: [data-bulk] is the bar, its [data-bulk-count] shows how many boxes of the form are
 * ticked, and its button can be pressed while one is. [data-bulk-all] ticks the rows that are shown.
 */
for (const bar of document.querySelectorAll("[data-bulk]")) {
  const form = document.getElementById(bar.dataset.bulk);
  const boxes = [...document.querySelectorAll(`input[type="checkbox"][form="${form.id}"]`)];
  const counts = bar.querySelectorAll("[data-bulk-count]");
  const button = bar.querySelector("button[type=submit]");
  const all = document.querySelector("[data-bulk-all]");

  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    for (const count of counts) count.textContent = String(ticked);
    for (const box of boxes) box.closest("tr").classList.toggle("is-chosen", box.checked);
    button.disabled = ticked === 0;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };
  for (const box of boxes) box.addEventListener("change", show);
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  all.closest("label").hidden = false;
  show();
}
