"""The classes of a year: the list, new ones, one of them changed, last year's names again."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from eduportal.core.downloads import download
from eduportal.core.keyset import sorting_of
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of, search_text
from eduportal.scoping.actions import Action
from eduportal.workbooks.writing import Value, write_xlsx
from grades.models import Removal
from grades.selectors.register import (
    SORTS,
    WITHOUT,
    ClassFilter,
    ClassRow,
    UndoableStep,
    class_rows,
    earlier_year,
    transfers_waiting,
    undoable_steps,
)
from grades.views.keeping import kept_school
from schools.choices import Session
from schools.models import ClassGroup, School, SchoolYear
from schools.period import year_of
from students.choices import Direction
from students.models import Transfer

LINES_OF_REMOVALS = 200


@require_GET
def register_list(request: HttpRequest) -> HttpResponse:
    """The school's classes of the year, and the steps of the office that can be taken back."""
    school, schools = kept_school(request)
    year = year_of(request)
    rows = class_rows(school, year, year.day_in(timezone.localdate())) if year else []
    asked = _asked(request, rows)
    sorting = sorting_of(request, dict.fromkeys(SORTS, ()))
    found = sorted(asked.of(rows), key=SORTS[sorting.name], reverse=sorting.falls)
    leaders = [row.homeroom.pk for row in found if row.homeroom]
    looked(request, Kind.STAFF, at_school(school.pk, leaders))
    may_export = request.scope.may_export(frozenset({school.pk}))
    if one_of(request, "export", ["xlsx"]) and may_export:
        return _file(found)
    context = {
        "school": school,
        "schools": schools,
        "year": year,
        "rows": found,
        "groups": _by_grade(found) if sorting.name == "class" else [],
        "asked": asked,
        "sorting": sorting,
        "has_classes": bool(rows),
        "count": len(rows),
        "students": sum(row.students for row in rows),
        **_offered(rows),
        "may_export": may_export,
    }
    if year:
        context |= _beside(request, school, year, rows) if rows else _ways(request, school, year)
    return render(request, "register/class_list.html", context)


def _offered(rows: Iterable[ClassRow]) -> dict[str, Any]:
    """What the list can be narrowed to."""
    return {
        "sessions": Session.choices,
        "grades": sorted(
            {(str(row.group.grade_level_id), str(row.group.grade_level)) for row in rows}
        ),
        "homerooms": [(WITHOUT, _("without one"))],
    }


def _ways(request: HttpRequest, school: School, year: SchoolYear) -> dict[str, Any]:
    """How the year gets its classes."""
    earlier = earlier_year(school, year)
    count = ClassGroup.objects.filter(school=school, school_year=earlier).count() if earlier else 0
    may_import = request.scope.can(Action.IMPORT, school.pk)
    return {"earlier": earlier, "earlier_count": count, "may_import": may_import}


def _asked(request: HttpRequest, rows: Iterable[ClassRow]) -> ClassFilter:
    """What the address asks to be shown."""
    return ClassFilter(
        text=search_text(request),
        grade=one_of(request, "grade", sorted({str(row.group.grade_level_id) for row in rows})),
        session=one_of(request, "session", Session.values),
        homeroom=one_of(request, "homeroom", [WITHOUT]),
    )


def _by_grade(rows: Iterable[ClassRow]) -> list[dict[str, Any]]:
    """The rows under the heads of their grades, with how many students each has."""
    grades: dict[int, list[ClassRow]] = {}
    for row in rows:
        grades.setdefault(row.group.grade_level_id, []).append(row)
    return [
        {
            "level": rows[0].group.grade_level,
            "rows": rows,
            "students": sum(row.students for row in rows),
        }
        for rows in grades.values()
    ]


def _beside(
    request: HttpRequest, school: School, year: SchoolYear, rows: list[ClassRow]
) -> dict[str, Any]:
    """What stands beside the list: what lacks, what can be taken back."""
    steps, transfers = undoable_steps(school, year), transfers_waiting(school)
    shown = [(step.stay.student_id, school.pk) for step in steps]
    shown += [
        (way.student_key, way.school_id if _leaves(way) else way.other_school_id)
        for way in transfers
    ]
    looked(request, Kind.STUDENT, shown)
    return {
        "without_homeroom": [row.group for row in rows if row.homeroom is None],
        "without_students": [row.group for row in rows if not row.students],
        "steps": [(step, _limit(step)) for step in steps],
        "may_import": request.scope.can(Action.IMPORT, school.pk),
        "transfers": transfers,
    }


def _leaves(way: Transfer) -> bool:
    return way.direction == Direction.OUT


def _limit(step: UndoableStep) -> str:
    """Until when it can be taken back, in words."""
    if step.until is None:
        return _("can be taken back")
    return _("can be taken back until %(term)s is sealed") % {
        "term": step.until.get_number_display()
    }


def _file(rows: Iterable[ClassRow]) -> HttpResponse:
    """The list as it is narrowed and sorted."""
    titles: list[Value] = [
        _("Class"),
        _("Grade"),
        _("Homeroom teacher"),
        _("Room"),
        _("Session"),
        _("Programme"),
        _("Students"),
        _("Girls"),
    ]
    lines: list[list[Value]] = [
        [
            row.group.name,
            str(row.group.grade_level),
            row.homeroom.full_name if row.homeroom else "",
            row.group.room,
            str(row.group.get_session_display()),
            str(row.group.get_programme_display()),
            row.students,
            row.girls,
        ]
        for row in rows
    ]
    return download(write_xlsx([(_("Classes"), [titles, *lines])]), "classes")


@require_GET
def removal_list(request: HttpRequest) -> HttpResponse:
    """What was removed at the school as a mistake: what, by whom, when."""
    school, schools = kept_school(request)
    removals = Removal.objects.filter(school=school).select_related("actor").order_by("-at", "-pk")
    rows = list(removals[:LINES_OF_REMOVALS])
    for kind in (Kind.STUDENT, Kind.STAFF):
        keys = [row.key for row in rows if row.kind == kind]
        looked(request, kind, at_school(school.pk, keys))
    context = {"rows": rows, "school": school, "schools": schools}
    return render(request, "register/removal_list.html", context)
