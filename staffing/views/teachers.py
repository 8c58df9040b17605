"""Assignments teacher by teacher."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.numbers import short_text
from eduportal.core.params import one_of
from staffing.selectors.teachers import TeacherLine, count_by_state, teacher_lines
from staffing.views.access import chosen_school, day_of, kept_schools, year_of
from staffing.views.shown import load_shown

# The ways to narrow the list (TeacherLine.state), and all of it.
NAMES = {
    "": _("All"),
    "none": _("Without lessons"),
    "under": _("Under the norm"),
    "over": _("Over the norm"),
    "cap": _("Over by more than half"),
}


@require_GET
def teachers(request: HttpRequest) -> HttpResponse:
    """What everybody gives on a day, the load against the norm; narrowed by `state`."""
    schools = kept_schools(request)
    school, year = chosen_school(request, schools), year_of(request)
    if year is None:
        raise Http404
    day = day_of(request, year)
    lines = teacher_lines(school, year, day)
    counts = count_by_state(lines)
    state = one_of(request, "state", NAMES)
    chosen = [line for line in lines if state in ("", line.state)]
    people = {person.pk for line in chosen for person in line.persons}
    looked(request, Kind.STAFF, at_school(school.pk, people))
    context = {
        "school": school,
        "schools": schools,
        "year": year,
        "day": day,
        "state": state,
        "segments": [
            (code, name, counts[code] if code else len(lines)) for code, name in NAMES.items()
        ],
        "rows": [_row(line) for line in chosen],
    }
    return render(request, "staffing/teachers.html", context)


def _row(line: TeacherLine) -> dict[str, Any]:
    lessons = [
        {
            "class_group": each.class_group,
            "subject": each.subject,
            "periods": short_text(each.weekly_periods),
            "absent": each.substitution.absent if hasattr(each, "substitution") else None,
        }
        for each in line.lessons
    ]
    return {"load": load_shown(line.load), "lessons": lessons, "homerooms": line.homerooms}
