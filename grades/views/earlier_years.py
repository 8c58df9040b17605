"""The page of a class's years before the portal."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of
from eduportal.scoping.actions import Action
from eduportal.workbooks.writing import Value, write_xlsx
from grades.selectors.earlier_years import EarlierOf, earlier_in_class, subjects_stated
from grades.views.access import find_led_class


@require_GET
def earlier_years(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What files state of the class's students; as a file that is read back equal."""
    group = find_led_class(request, public_id)
    rows = earlier_in_class(group)
    looked(request, Kind.STUDENT, at_school(group.school_id, [row.student.pk for row in rows]))
    may_export = request.scope.may_export(frozenset({group.school_id}))
    if one_of(request, "export", ["xlsx"]):
        if not may_export:
            raise PermissionDenied
        return _file(rows)
    context = {
        "group": group,
        "rows": rows,
        "is_any_known": any(row.years for row in rows),
        "may_export": may_export,
        "may_bring": request.scope.can(Action.IMPORT, group.school_id),
    }
    return render(request, "grades/earlier_years.html", context)


def _file(rows: Sequence[EarlierOf]) -> HttpResponse:
    subjects = subjects_stated(rows)
    titles: list[Value] = [
        _("Full name"),
        _("Date of birth"),
        _("Ministry code"),
        _("School year"),
        _("Part of the year"),
        _("School"),
        _("Class"),
        *(subject.name for subject in subjects),
        _("Average of all subjects"),
        _("Learning result"),
        _("Conduct"),
        _("Sessions missed"),
        _("Title"),
        _("What followed"),
    ]
    lines = _lines(rows, [subject.pk for subject in subjects])
    return download(write_xlsx([(_("Years before the portal")[:31], [titles, *lines])]), "years")


def _lines(rows: Sequence[EarlierOf], subjects: Sequence[int]) -> Iterator[list[Value]]:
    """A line a year or term."""
    for row in rows:
        who: list[Value] = [
            row.student.full_name,
            row.student.birth_date,
            row.student.ministry_code or "",
        ]
        for each in row.years:
            marks = {mark.subject_id: mark.result for mark in each.marks.all()}
            yield [
                *who,
                each.school_year_name,
                str(each.get_part_display()),
                each.school_name,
                each.class_name,
                *(marks.get(pk, "") for pk in subjects),
                each.average,
                each.learning,
                each.conduct,
                each.absences,
                each.award,
                each.outcome,
            ]
