/** N in the matrix reminds the teacher of the sheet the cursor is on, while the teacher has it. */
const form = document.getElementById("remind");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.key.toLowerCase() !== "n") return;
  const cell = document.activeElement?.closest(".matrix a[data-remind]");
  if (!cell) return;
  event.preventDefault();
  form.elements.sheet.value = cell.dataset.remind;
  form.requestSubmit();
});
