"""The pages of the figures: what each means, its value in a place, and what it is added up from."""

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from eduportal.core.params import one_of
from eduportal.dashboards import access, exports
from eduportal.dashboards.access import PageQuery
from eduportal.dashboards.figures.definitions import FIGURES, Figure
from eduportal.dashboards.figures.registry import figures_here
from eduportal.dashboards.figures.selectors import figures_in, kept_figures, term_figures
from eduportal.dashboards.questions.feet import feet_of_figure
from eduportal.dashboards.questions.figure import FigureLine, FigureReading, Place, on_days
from schools.choices import Stage
from schools.models import Term
from schools.selectors import term_before

# Days shown of those on which figures were kept; each is read like the page itself.
SHOWN_DAYS = 8


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """Every figure with its meaning."""
    asked = access.page_query(request)
    return render(request, "dashboards/figures.html", {"asked": asked, "figures": figures_here()})


@require_GET
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """One figure of everything the user may see, by commune."""
    return _page(access.page_query(request), code, Place())


@require_GET
def figure_commune(request: HttpRequest, code: str, unit: str) -> HttpResponse:
    """One figure of a commune or ward, by school."""
    asked = access.page_query(request)
    return _page(asked, code, Place(access.find_commune(asked, unit)))


@require_GET
def figure_school(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    """One figure of a school, by class."""
    asked = access.page_query(request)
    school = access.find_school(asked, public_id)
    return _page(asked, code, Place(school.unit, school))


def _page(asked: PageQuery, code: str, place: Place) -> HttpResponse:
    figure = FIGURES.get(code)
    if figure is None or not figure.is_here:
        raise Http404
    if figure.read is None:
        return _elsewhere(asked, figure, place)
    if asked.term is None:
        return render(asked.request, "dashboards/no_term.html", {"received": []})
    return _of_mark_book(asked, asked.term, figure, place)


def _of_mark_book(asked: PageQuery, term: Term, figure: Figure, place: Place) -> HttpResponse:
    stage = _stage(asked.request, figure)
    figures = term_figures(term, asked.school_ids, with_days=False)
    reading = FigureReading(figure, stage, place, figures, asked.smallest)
    whole, parts = reading.whole(), reading.parts(term)
    if asked.export:
        return exports.figure(exports.File(asked.export, term), figure, whole, parts)
    kept = kept_figures(term, figures, asked.school_ids, SHOWN_DAYS)
    days = on_days(reading, kept)
    context = {
        "asked": asked,
        "term": term,
        "figure": figure,
        "stage": stage,
        "stage_name": Stage(stage).label if stage else "",
        "stages": [(each.value, str(each.label)) for each in figure.stages],
        "place": place,
        "above": _above(asked, figure, stage, place),
        "as_of": figures.as_of,
        "whole": whole,
        "parts": parts,
        "before": _before(term, reading, asked),
        "kept": days,
        "feet": feet_of_figure(asked, reading, whole, days),
        "smallest": asked.smallest,
        "ask_query": place.ask_query(figure.code, asked.request.path),
    }
    return render(asked.request, "dashboards/figure.html", context)


def _elsewhere(asked: PageQuery, figure: Figure, place: Place) -> HttpResponse:
    """What a figure means whose lines stand on another page; it is of no place of its own."""
    if place.name or asked.export:
        raise Http404
    context = {"asked": asked, "figure": figure, "smallest": asked.smallest}
    return render(asked.request, "dashboards/figure_elsewhere.html", context)


def _above(asked: PageQuery, figure: Figure, stage: str, place: Place) -> list[tuple[str, str]]:
    """Address and name of the same figure in the places above, as far as the user sees them."""
    steps = []
    if asked.school_ids is None and (place.unit or place.school):
        steps.append((Place().url_of(figure.code, stage), str(figure.name)))
    if place.school and place.unit:
        steps.append((Place(place.unit).url_of(figure.code, stage), place.unit.full_name))
    return steps


def _stage(request: HttpRequest, figure: Figure) -> str:
    """The level of education asked for; a figure about students is never added up over two."""
    chosen = one_of(request, "stage", [stage.value for stage in figure.stages])
    return chosen or (Stage.LOWER_SECONDARY.value if figure.sensitive else "")


def _before(term: Term, reading: FigureReading, asked: PageQuery) -> tuple[Term, FigureLine] | None:
    """The same figure in the same term of the year before."""
    before = term_before(term)
    if before is None:
        return None
    figures = figures_in(before, reading.figures, asked.school_ids)
    return before, replace(reading, figures=figures).whole()
