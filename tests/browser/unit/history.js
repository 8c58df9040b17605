import { History } from "/static/marksheet/history.js";
import { check, same } from "./checks.js";

check("steps come back in the opposite order and can be done again", () => {
  const history = new History();
  history.push("paste");
  history.push("type");
  same([history.undo(), history.undo(), history.undo()], ["type", "paste", undefined]);
  same([history.redo(), history.redo(), history.redo()], ["paste", "type", undefined]);
});

check("a new step forgets what was undone", () => {
  const history = new History();
  history.push("one");
  history.undo();
  history.push("two");
  same([history.redo(), history.undo()], [undefined, "two"]);
});

check("the oldest step is forgotten first", () => {
  const history = new History(2);
  ["one", "two", "three"].forEach((step) => history.push(step));
  same([history.undo(), history.undo(), history.undo()], ["three", "two", undefined]);
});
