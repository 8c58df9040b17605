"""The roll of a class in a term as a workbook, with a column for each day."""

import datetime
from collections import defaultdict
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of
from eduportal.workbooks.writing import Value, write_xlsx
from grades.selectors.attendance import half_days_of, session_now
from grades.services.homeroom_rights import may_take_away
from grades.views.access import find_homeroom
from grades.views.files import PERSON
from schools.models import ClassGroup, Term
from students.choices import HalfDay
from students.models import Enrolment
from students.selectors import absences_of, in_class_during, roll_calls_of

# Official words, which the import reads; not to be translated.
SESSIONS = {HalfDay.MORNING: "BUỔI SÁNG", HalfDay.AFTERNOON: "BUỔI CHIỀU"}
LINES_ABOVE = 2


@require_GET
def roll_file(request: HttpRequest, public_id: UUID, term: str) -> HttpResponse:
    """P and K of every half-day called in the term, of the morning or of the afternoon."""
    group, of_term = find_homeroom(request, public_id, term)
    if not may_take_away(request.scope, request.user.pk, group):
        raise PermissionDenied
    offered = half_days_of(group)
    session = HalfDay(one_of(request, "session", offered) or session_now(group))
    inside = Enrolment.objects.filter(in_class_during(of_term), class_group=group)
    stays = list(inside.select_related("student").order_by("position", "student__sort_key", "pk"))
    looked(request, Kind.STUDENT, at_school(group.school_id, [s.student_id for s in stays]))
    table = [*_above(group, of_term, session), *_lines(group, of_term, session, stays)]
    content = write_xlsx([(group.name, table)], lines_above=LINES_ABOVE)
    return download(content, f"roll-{slugify(group.name)}-{of_term.code}-{session}")


def _above(group: ClassGroup, term: Term, session: HalfDay) -> list[list[Value]]:
    title = f"THEO DÕI CHUYÊN CẦN LỚP {group.name} - {SESSIONS[session]} - HỌC KỲ {term.number}"
    return [[group.school.name], [f"{title} - NĂM HỌC {term.school_year.code}"]]


def _lines(
    group: ClassGroup, term: Term, session: HalfDay, stays: list[Enrolment]
) -> list[list[Value]]:
    """The titles, and a line for each student."""
    first, last = term.starts_on, term.ends_on
    days = {on for on, half in roll_calls_of(group.pk, first, last) if half == session}
    marks: defaultdict[int, dict[datetime.date, str]] = defaultdict(dict)
    for each in absences_of([stay.pk for stay in stays], first, last):
        if each.session == session:
            marks[each.enrolment_id][each.on] = "P" if each.excused else "K"
            days.add(each.on)
    ordered = sorted(days)
    lines: list[list[Value]] = [[*PERSON, *(f"{day:%d/%m/%Y}" for day in ordered)]]
    for number, stay in enumerate(stays, 1):
        student = stay.student
        person: list[Value] = [number, student.ministry_code, student.full_name]
        person += [student.birth_date, group.name]
        lines.append([*person, *(marks[stay.pk].get(day, "") for day in ordered)])
    return lines
