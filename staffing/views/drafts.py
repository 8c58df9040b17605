"""A draft of assignments: begun for a day, changed in the table, applied or discarded."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from eduportal.core.answers import refusal
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.reading import BadJson, json_body
from schools.models import School, SchoolYear
from staffing.forms.cells import BadEdits, edits_from_json
from staffing.models import AssignmentDraft
from staffing.selectors.drafts import (
    draft_of,
    draft_overview,
    drafted_cells,
    drafted_changes,
    with_changes,
)
from staffing.selectors.loads import loads_of
from staffing.selectors.matrix import classes_of, matrix_for
from staffing.services import (
    StaffRefused,
    apply_draft,
    change_draft,
    discard_draft,
    start_draft,
)
from staffing.views.access import chosen_school, kept_schools, read_day, year_of
from staffing.views.draft_shown import draft_shown
from staffing.views.matrix import cells_answer, touched


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Without a draft, the day of a new one; with one, what applying it would do."""
    schools = kept_schools(request)
    school, year = chosen_school(request, schools), year_of(request)
    if year is None:
        raise Http404
    problems: list[str] = []
    if request.method == "POST":
        step = STEPS.get(request.POST.get("step", ""), _start)
        try:
            address = reverse("staffing:assignments")
            return redirect(f"{address}?school={school.code}{step(request, school, year)}")
        except StaffRefused as refused:
            problems = refused.problems
        except BadRequest as problem:
            problems = [str(problem)]
    context = {"school": school, "schools": schools, "year": year, "problems": problems}
    known = draft_of(school, year)
    if known is None:
        context |= {"day": year.day_in(timezone.localdate())}
        return render(request, "staffing/draft_new.html", context)
    return render(request, "staffing/draft.html", context | _overview(request, known))


def _overview(request: HttpRequest, known: AssignmentDraft) -> dict[str, Any]:
    overview = draft_overview(known)
    shown = draft_shown(overview)
    people = {each.staff.pk for each in (*shown["over"], *shown["caps"])}
    for change in overview.changes:
        people |= {each.staff.pk for each in (*change.before, *change.after)}
    looked(request, Kind.STAFF, at_school(known.school_id, people))
    return shown | {"draft": known, "revision": overview.revision}


def _start(request: HttpRequest, school: School, year: SchoolYear) -> str:
    day = read_day(request.POST.get("on", ""), year)
    start_draft(school=school, school_year=year, on=day, by=request.user.full_name)
    return "&draft=1"


def _apply(request: HttpRequest, school: School, year: SchoolYear) -> str:
    known = _known(school, year)
    count = apply_draft(draft_id=known.pk, shown=request.POST.get("shown", ""))
    words = ngettext(
        "%(count)d change is in force from %(day)s.",
        "%(count)d changes are in force from %(day)s.",
        count,
    )
    messages.success(request, words % {"count": count, "day": f"{known.starts_on:%d/%m/%Y}"})
    return f"&on={known.starts_on:%Y-%m-%d}"


def _discard(request: HttpRequest, school: School, year: SchoolYear) -> str:
    discard_draft(draft_id=_known(school, year).pk, shown=request.POST.get("shown", ""))
    messages.success(request, _("The draft is discarded. What is in force stays."))
    return ""


# What a step does, and what the address of the table says afterwards. Raises StaffRefused.
STEPS: dict[str, Callable[[HttpRequest, School, SchoolYear], str]] = {
    "apply": _apply,
    "discard": _discard,
}


def _known(school: School, year: SchoolYear) -> AssignmentDraft:
    known = draft_of(school, year)
    if known is None:
        raise StaffRefused([_("The draft is applied or discarded already.")])
    return known


@require_POST
def draft_cells(request: HttpRequest) -> JsonResponse:
    """Save a batch of cells into the draft; one answer for each, in JSON."""
    school, year = chosen_school(request, kept_schools(request)), year_of(request)
    if year is None:
        raise Http404
    try:
        text, edits = edits_from_json(json_body(request))
        day = read_day(text, year)
        known = _known(school, year)
        by = request.user.full_name
        results = change_draft(draft_id=known.pk, on=day, edits=edits, by=by)
    except BadJson as problem:
        return refusal(problem.status, "bad_request", str(problem))
    except (BadEdits, BadRequest) as problem:
        return refusal(400, "bad_request", str(problem))
    except StaffRefused as problem:
        return refusal(409, "conflict", str(problem))
    classes = classes_of(school, year)
    drafted = drafted_cells(_known(school, year), classes)
    matrix = matrix_for(classes, day, drafted=drafted)
    loads = loads_of(school, year, day, touched(matrix, results, school))
    loads = with_changes(loads, drafted_changes(matrix, drafted, classes, day))
    return JsonResponse(cells_answer(request, school, day, results, matrix, loads))
