/** What the letter keys choose: levels of conduct, and of qualities and competences. */
const LETTERS = { t: "T", k: "K", d: "Đ", đ: "Đ", c: "C" };

/**
 * The keys of the class: letters set a level, arrows and Enter go from student to student, Ctrl+D
 * writes what stands above, F3 goes to the next empty one. Tab is left to the browser.
 */
export function useKeys(table, fields, { say, save, texts }) {
  const go = (field) => {
    if (!field) return false;
    field.focus();
    return true;
  };

  const asAbove = (field) => {
    const above = fields.near(field, -1, 0);
    if (!above) return;
    fields.commit(above);
    fields.write([{ field, after: above.value }]);
    field.focus();
  };

  const nextEmpty = (field, step) => {
    fields.commit(field);
    const column = fields.column(field.name);
    const at = column.indexOf(field);
    const order = step > 0 ? column.slice(at + 1) : column.slice(0, at).reverse();
    const found = order.find((each) => each.value === "" && !each.isLocked);
    if (!go(found)) say(texts.get("none_empty"));
  };

  const withCtrl = (field, event) => ({
    d: () => asAbove(field),
    s: () => save(),
    z: () => (event.shiftKey ? fields.redo() : fields.undo()),
    y: () => fields.redo(),
  });

  const everywhere = (field, event) => ({
    ArrowDown: () => go(fields.near(field, 1, 0)),
    ArrowUp: () => go(fields.near(field, -1, 0)),
    Enter: () => go(fields.near(field, event.shiftKey ? -1 : 1, 0)),
    F3: () => nextEmpty(field, event.shiftKey ? -1 : 1),
    Escape: () => (field.text = field.value),
  });

  const choosing = (field) => ({
    ArrowLeft: () => go(fields.near(field, 0, -1)),
    ArrowRight: () => go(fields.near(field, 0, 1)),
    Delete: () => fields.write([{ field, after: "" }]),
    Backspace: () => fields.write([{ field, after: "" }]),
  });

  const letter = (field, key) => {
    const level = LETTERS[key.toLowerCase()];
    if (!level || !field.radios.some((radio) => radio.value === level)) return null;
    return () => {
      fields.write([{ field, after: level }]);
      field.focus();
    };
  };

  table.addEventListener("keydown", (event) => {
    const field = fields.of(event.target);
    // 229: the key belongs to an input method (Telex, VNI) that is still composing.
    if (!field || event.isComposing || event.keyCode === 229 || event.altKey) return;
    const hasCtrl = event.ctrlKey || event.metaKey;
    const action = hasCtrl
      ? withCtrl(field, event)[event.key.toLowerCase()]
      : everywhere(field, event)[event.key] ??
        (field.isChoice ? choosing(field)[event.key] ?? letter(field, event.key) : undefined);
    if (!action) return;
    event.preventDefault();
    action();
  });
}
