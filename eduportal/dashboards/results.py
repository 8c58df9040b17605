"""The page of results of a term: a province, a commune or a school, beside last year or all."""

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from eduportal.core.params import code_of, one_of
from eduportal.dashboards import access, result_files
from eduportal.dashboards.access import PageQuery
from eduportal.dashboards.exports import File
from eduportal.dashboards.figures.selectors import LEVEL_STAGES
from eduportal.dashboards.questions.feet import feet_of_results, pages_of_results
from eduportal.dashboards.questions.figure import Place
from eduportal.dashboards.questions.outcome_page import ResultsPage, ShownResults, Wanted
from eduportal.dashboards.questions.outcome_schools import named
from eduportal.dashboards.questions.results import level_names
from schools.choices import Stage

CELLS = [f"{status}{change}" for status in range(5) for change in range(5)]


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """Everything the user may see; who has one place goes straight there."""
    asked = _asked(request)
    place = access.only_place(asked, "results-")
    return _redirect(request, place) if place else _page(asked, Place())


@require_GET
def results_commune(request: HttpRequest, code: str) -> HttpResponse:
    """One commune or ward."""
    asked = _asked(request)
    return _page(asked, Place(access.find_commune(asked, code)))


@require_GET
def results_school(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One school."""
    asked = _asked(request)
    school = access.find_school(asked, public_id)
    return _page(asked, Place(school.unit, school))


def _asked(request: HttpRequest) -> PageQuery:
    """The parameters every dashboard has; only two levels of education end a term with levels."""
    asked = access.page_query(request)
    one_of(request, "stage", [stage.value for stage in LEVEL_STAGES])
    return asked


def _redirect(request: HttpRequest, address: str) -> HttpResponse:
    """The same choices in another place."""
    kept = request.GET.copy()
    for name in ("unit", "school"):
        kept.pop(name, None)
    return redirect(f"{address}?{kept.urlencode()}" if kept else address)


def _page(asked: PageQuery, place: Place) -> HttpResponse:
    request = asked.request
    elsewhere = _elsewhere(request, place)
    if elsewhere:
        return _redirect(request, elsewhere)
    if asked.term is None:
        return render(request, "dashboards/no_term.html", {"received": []})
    name = _("Whole province") if asked.school_ids is None else _("All your schools")
    page = ResultsPage(asked.term, place, name, asked.school_ids, asked.smallest)
    shown = page.shown(_wanted(request, page))
    if asked.export:
        return result_files.results(File(asked.export, asked.term), shown)
    return render(request, "dashboards/results.html", _context(asked, page, shown))


def _elsewhere(request: HttpRequest, place: Place) -> str:
    """Address of another commune or school that the form asks for; empty for none."""
    unit, school = code_of(request.GET, "unit"), code_of(request.GET, "school")
    if school and (place.school is None or str(place.school.public_id) != school):
        try:
            return reverse("dashboards:results-school", args=[UUID(school)])
        except ValueError as problem:
            raise BadRequest(_("“%(name)s” is not a code.") % {"name": "school"}) from problem
    if unit and (place.unit is None or place.unit.code != unit):
        return reverse("dashboards:results-commune", args=[unit])
    return ""


def _wanted(request: HttpRequest, page: ResultsPage) -> Wanted:
    stage = one_of(request, "stage", [each.value for each in LEVEL_STAGES])
    grades = {str(grade) for each in LEVEL_STAGES for grade in page.grades(each.value)}
    return Wanted(
        stage,
        one_of(request, "subject", [subject.code for subject in page.subjects.values()]),
        one_of(request, "grade", sorted(grades)),
        one_of(request, "against", ["all"]),
        one_of(request, "five", CELLS),
    )


def _context(asked: PageQuery, page: ResultsPage, shown: ShownResults) -> dict[str, object]:
    place = page.place
    return {
        "asked": asked,
        "term": page.term,
        "place": place,
        "place_name": place.name or page.whole_name,
        "is_whole": shown.own.is_whole,
        "shown": shown,
        "level_names": level_names(),
        "five_columns": shown.five.columns,
        "five_rows": shown.five.rows,
        "five_url": _five_url(asked.request),
        "funnel_rows": named(shown.funnel.rows),
        "feet": feet_of_results(asked, shown),
        "pages": pages_of_results(),
        "level_links": place.level_links(shown.stage),
        "smallest": page.smallest,
        "as_of": shown.own.year.results.as_of,
        **_choices(page, shown),
    }


def _choices(page: ResultsPage, shown: ShownResults) -> dict[str, list[tuple[str, str]]]:
    """What the form offers, as pairs of value and title."""
    place = page.place
    units = {school.unit.code: school.unit.full_name for school in page.schools if school.unit}
    in_commune = place.unit is not None and place.school is None
    schools = page.own_schools if in_commune else []
    return {
        "stages": [(stage, str(Stage(stage).label)) for stage in page.stages],
        "grades": _grades(shown),
        "subjects": [(each.subject.code, each.subject.name) for each in shown.subjects],
        "units": sorted(units.items(), key=lambda item: item[1]) if len(units) > 1 else [],
        "schools": [(str(school.public_id), school.name) for school in schools],
        "against": [] if shown.own.is_whole else [("all", page.whole_name)],
    }


def _five_url(request: HttpRequest) -> str:
    """The page as it is, up to the name of a cell."""
    kept = request.GET.copy()
    for name in ("five", "export"):
        kept.pop(name, None)
    return f"?{kept.urlencode()}{'&' if kept else ''}five="


def _grades(shown: ShownResults) -> list[tuple[str, str]]:
    """The grades to choose from, where anything may be shown by grade."""
    grades = shown.page.grades(shown.stage) if shown.own.by_grade else []
    return [(str(grade), _("Grade %(grade)s") % {"grade": grade}) for grade in grades]
