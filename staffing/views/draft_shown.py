"""A draft of assignments in the words of its page."""

from typing import Any

from django.utils.translation import gettext as _

from staffing.selectors.cells import HOMEROOM
from staffing.selectors.drafts import DraftChange, DraftOverview
from staffing.views.shown import load_shown


def draft_shown(overview: DraftOverview) -> dict[str, Any]:
    """What applying it does: changes, what stays open, loads above the norm."""
    loads = [load_shown(each) for each in overview.loads if each.gives_lessons]
    homerooms = sum(each.cell.subject_code == HOMEROOM for each in overview.changes)
    day = f"{overview.draft.starts_on:%d/%m/%Y}"
    return {
        "changes": [_change_shown(each, day) for each in overview.changes],
        "lesson_count": len(overview.changes) - homerooms,
        "homeroom_count": homerooms,
        "open_titles": [each.title for each in overview.matrix.open_cells],
        "over": [each for each in loads if each.css == "is-over"],
        "caps": [each for each in loads if each.css == "is-cap"],
        "is_overtaken": any(each.is_overtaken for each in overview.changes),
    }


def _change_shown(change: DraftChange, day: str) -> dict[str, Any]:
    before, after = (
        ", ".join(each.staff.full_name for each in given) or _("nobody")
        for given in (change.before, change.after)
    )
    return {
        "title": change.cell.title,
        "before": before,
        "after": after,
        "is_overtaken": change.is_overtaken,
        "note": _sheet_note(change, day) if change.cell.plan else "",
    }


def _sheet_note(change: DraftChange, day: str) -> str:
    """What happens to the mark sheet of the term."""
    sheet = change.sheet
    if sheet is None:
        return _("There is no mark sheet of that term yet.")
    if sheet.state == "sealed":
        note = _("The sheet of %(term)s is sealed and stays as it is.")
    elif sheet.state != "open":
        note = _("The sheet of %(term)s is handed in; returned, it goes to the new teacher.")
    elif not change.after:
        note = _("Nobody can hand in the sheet of %(term)s: the class cannot be sealed.")
    elif sheet.is_begun:
        note = _(
            "The new teacher goes on with the sheet of %(term)s from %(day)s; the former one keeps "
            "reading what was entered."
        )
    else:
        note = _("No mark is entered yet on the sheet of %(term)s.")
    return note % {"term": sheet.term, "day": day}
