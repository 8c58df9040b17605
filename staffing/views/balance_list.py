"""The balances of the schools in sight as they were counted: school by school, and added up."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.hints import offer
from eduportal.core.params import one_of
from eduportal.scoping.actions import Action
from schools.models import Subject
from staffing.rules.balance import CLASS_TEACHERS, SHARED
from staffing.rules.counted import NONE, Posts
from staffing.rules.totals import by_subject, totals_of
from staffing.selectors.counted import (
    SchoolCount,
    by_former_district,
    by_levels,
    by_unit,
)
from staffing.views.asked import FORMATS, asked_for, frame_of
from staffing.views.balance_files import Measured, balance_file, quotas_file, totals_file
from staffing.views.balance_shown import amount, names_of, number
from staffing.views.totals_shown import place_rows, sides_shown, subject_rows

QUOTAS = "quotas"
# Schools on the page, the shortest of teachers first; a file has all.
MOST_SHOWN = 100
PLACES = {"unit": by_unit, "district": by_former_district, "level": by_levels}


@require_GET
def balance_list(request: HttpRequest) -> HttpResponse:
    """The schools in sight with the four measures side by side, or with one subject."""
    asked = asked_for(request, [*FORMATS, QUOTAS])
    if asked.export == QUOTAS:
        return quotas_file(asked.schools, asked.year)
    names = names_of(list(Subject.objects.all()))
    subject = one_of(request, "subject", [CLASS_TEACHERS, SHARED, *names])
    rows = [_measured(each, subject) for each in asked.counts.rows]
    rows.sort(key=lambda row: (-row.short, row.school.search_key))
    if asked.export:
        return balance_file(asked.export, rows, asked.year)
    context = {
        "rows": [_row(each) for each in rows[:MOST_SHOWN]],
        "count": len(rows),
        "subjects": sorted(names.items(), key=lambda each: each[1]),
        "subject": subject,
        **frame_of(request, asked),
    }
    return render(request, "staffing/balance_list.html", context)


@require_GET
def balance_totals(request: HttpRequest) -> HttpResponse:
    """The schools in sight added up: four measures, each subject, each place."""
    asked = asked_for(request, FORMATS)
    by = one_of(request, "by", list(PLACES)) or "unit"
    figures = [each.figures for each in asked.counts.rows]
    places = {
        place: [each.figures for each in rows]
        for place, rows in PLACES[by](asked.counts.rows).items()
    }
    subjects, names = by_subject(figures), names_of(list(Subject.objects.all()))
    if asked.export:
        return totals_file(asked.export, asked.year, places, subjects, names)
    context = {
        "totals": sides_shown(totals_of(figures)),
        "subjects": subject_rows(subjects, names, request.GET.dict()),
        "places": place_rows(places, by),
        "by": by,
        "cuts": [("unit", _("Communes")), ("district", _("Former districts")),
                 ("level", _("Levels of education"))],
        **frame_of(request, asked),
    }  # fmt: skip
    return render(request, "staffing/balance_totals.html", context)


@require_POST
def balance_count(request: HttpRequest) -> HttpResponse:
    """Have every balance counted again now, instead of next night."""
    if not request.scope.can(Action.ADMINISTER):
        raise Http404
    offer("staffing.count_balances")
    messages.success(request, _("The balances are being counted; look again in a minute."))
    return redirect("staffing:balance-totals")


def _measured(row: SchoolCount, subject: str) -> Measured:
    """The school with all its subjects, or with one of them alone."""
    figures = row.figures
    if not subject:
        needed = sum((each.needed for each in figures.subjects.values()), NONE)
        return Measured(row.school, figures, figures.short, figures.surplus, needed)
    posts = figures.subjects.get(subject, Posts())
    short, spare = max(NONE, -posts.gap), max(NONE, posts.gap)
    return Measured(row.school, figures, short, spare, posts.needed)


def _row(row: Measured) -> dict[str, Any]:
    # A bar is full where every post the subjects need is open. Without a subject, as in preschools,
    # nothing is measured.
    has_subject = bool(row.needed or row.spare)
    return {
        "school": row.school,
        "norm": amount(row.figures.norm_gap),
        "quota": amount(row.figures.quota_gap),
        "short": amount(-row.short if has_subject else None, row.needed),
        "spare": amount(row.spare if has_subject else None, row.needed),
        "unfilled": number(row.figures.unfilled, 0),
    }
