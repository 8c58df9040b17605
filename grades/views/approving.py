"""What a page shows to the head who decides on a sheet."""

from collections.abc import Iterable

from django.http import HttpRequest

from eduportal.core.looking import Kind, at_school, looked
from grades.choices import STEPS, SheetState, Step
from grades.selectors.queue import neighbours_of, questions_of
from grades.selectors.sheet import SheetPage
from grades.services.steps import first_and_last_return_day, usual_return_day
from schools.models import Term
from staffing.models import StaffMember
from staffing.selectors import Teachers, teachers_of_sheets


def return_days() -> dict[str, object]:
    """Until when a returned sheet may take marks: the usual day, the first and the last one."""
    first, last = first_and_last_return_day()
    return {"usual": usual_return_day(), "first": first, "last": last}


def teachers_shown(request: HttpRequest, class_ids: Iterable[int], term: Term) -> Teachers:
    """Who teaches what in the classes today, or when the term ended; the answer names them."""
    teachers = teachers_of_sheets(list(class_ids), term.today_in())
    looked_at(request, (staff for each in teachers.values() for staff in each))
    return teachers


def looked_at(request: HttpRequest, staff: Iterable[StaffMember]) -> None:
    """The answer names these staff members."""
    for each in staff:
        looked(request, Kind.STAFF, at_school(each.school_id, [each.pk]))


def decision_context(request: HttpRequest, page: SheetPage) -> dict[str, object]:
    """The teachers of the sheet, and while it waits the questions and its place in the queue."""
    sheet = page.sheet
    teachers = teachers_of_sheets([sheet.class_group_id], sheet.term.today_in())
    named = teachers.get((sheet.class_group_id, sheet.subject_id), [])
    looked_at(request, named)
    context: dict[str, object] = {
        "teachers": named,
        "return_days": return_days(),
        "may_ask": sheet.state in STEPS[Step.RETURN][0],
    }
    if sheet.state == SheetState.SUBMITTED:
        context |= {
            "questions": questions_of([sheet]).get(sheet.pk, []),
            "neighbours": neighbours_of(sheet, request.scope, request.user.pk),
            "back": "next",
        }
    return context
