import { PlaceDialog } from "./place_dialog.js";
import { RosterDialog } from "./roster_dialog.js";
import { StripDialog } from "./strip_dialog.js";

/** What may be asked before a block is pasted: which rows, which students, whether at all. */
export function pasteDialogs(texts, students) {
  const dialog = (name) => document.getElementById(`${name}-dialog`);
  return {
    place: new PlaceDialog(dialog("place"), texts, students),
    roster: new RosterDialog(dialog("roster"), texts),
    strip: new StripDialog(dialog("strip"), texts),
  };
}
