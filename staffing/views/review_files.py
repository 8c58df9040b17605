"""The review of teachers as a file: where each school stands, and every line that differs."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from eduportal.core.downloads import download
from eduportal.workbooks.writing import Value, write_xlsx
from schools.models import School
from staffing.models import Declaration, StaffingReview
from staffing.selectors.declaring import line_names

Rows = Sequence[tuple[School, Declaration | None]]


def declarations_file(review: StaffingReview, rows: Rows) -> HttpResponse:
    """Two sheets: a line a school, and a line for each number a school declares otherwise."""
    sheets = [(_("Schools"), _schools(rows)), (_("Differences"), _differences(rows))]
    return download(write_xlsx(sheets), f"review-{review.school_year.code}")


def _schools(rows: Rows) -> list[Sequence[Value]]:
    titles: list[Value] = [_("School code"), _("School"), _("Commune or ward"), _("State")]
    titles += [_("Lines that differ"), _("Number of the decision"), _("Day of the decision")]
    table: list[Sequence[Value]] = [titles]
    for school, each in rows:
        unit = school.unit.full_name if school.unit else ""
        state = each.get_state_display() if each else _("nothing declared")
        differing = sum(line.differs for line in each.read_lines) if each else None
        decided: list[Value] = [each.decision, each.decided_on] if each else ["", None]
        table.append([school.code, school.name, unit, str(state), differing, *decided])
    return table


def _differences(rows: Rows) -> list[Sequence[Value]]:
    titles: list[Value] = [_("School code"), _("School"), _("Line"), _("As counted")]
    titles += [_("As declared"), _("Why"), _("Accepted"), _("Answer")]
    lines = [
        (school, line) for school, each in rows if each for line in each.read_lines if line.differs
    ]
    names = line_names([line for _school, line in lines])
    words = {True: _("yes"), False: _("no"), None: ""}
    table: list[Sequence[Value]] = [titles]
    for school, line in lines:
        numbers: list[Value] = [line.counted, line.declared]
        answered = [line.reason, words[line.is_accepted], line.answer]
        table.append([school.code, school.name, names[line.code], *numbers, *answered])
    return table
