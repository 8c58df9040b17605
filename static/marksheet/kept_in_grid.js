import { KeptCells } from "./kept_cells.js";
import { Texts } from "./texts.js";

/** The kept cells of a sheet that is being written: letting one go shows the server's text again. */
export function keptInGrid(box, { grid, editor, outbox }) {
  const cellOf = ({ record, cell }) => grid.find(record, cell);
  return new KeptCells(box, {
    texts: new Texts(document.getElementById("kept-texts")),
    outbox,
    textOf: (op) => cellOf(op)?.server ?? "",
    forget: (ops) => {
      const cells = ops.map(cellOf).filter((cell) => cell?.theirs?.isFinal);
      for (const cell of cells) editor.takeTheirs(cell);
    },
  });
}
