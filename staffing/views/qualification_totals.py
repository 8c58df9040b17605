"""The standard of training of the schools in sight, added up by place, as it was counted."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from eduportal.core.charts import bar_of_shares
from eduportal.core.downloads import download
from eduportal.core.params import one_of
from eduportal.scoping.actions import Action
from eduportal.workbooks.writing import Value, write_csv, write_xlsx
from schools.models import SchoolYear
from staffing.choices import Rating, StandingLabel
from staffing.rules.qualification import Shares, added
from staffing.selectors.counted import SchoolCount, by_former_district, by_levels, by_unit
from staffing.selectors.rating import results_counted
from staffing.views.asked import FORMATS, Asked, asked_for, frame_of, list_address
from staffing.views.shares_shown import percent, shares_shown

Place = tuple[str, str]
SCHOOL = "school"
CUTS: dict[str, Callable[..., Mapping[Place, Sequence[SchoolCount]]]] = {
    "unit": by_unit,
    "district": by_former_district,
    "level": by_levels,
}
NARROWING = {"unit": "unit", "level": "stage"}


@dataclass(frozen=True)
class PlaceTotals:
    """One place: where its teachers stand, and how many have which result of the head."""

    shares: Shares
    results: Counter[int]


@require_GET
def qualification_totals(request: HttpRequest) -> HttpResponse:
    """Province, communes, schools: both shares with their denominators, and the ratings."""
    asked = asked_for(request, FORMATS)
    by = one_of(request, "by", [*CUTS, SCHOOL]) or "unit"
    places = _places(asked, by)
    if asked.export:
        return _file(asked.export, asked.year, places)
    total = added(each.shares for each in asked.counts.rows)
    context = {
        "total": shares_shown(total),
        "standings": [
            (label, total.count(value), percent(total.count(value), total.teachers))
            for value, label in StandingLabel.choices
        ],
        "places": [_place(request, by, place, found) for place, found in places.items()],
        "ratings": Rating.labels,
        "by": by,
        "may_plan": request.scope.can_somewhere(Action.CHECK_STAFF),
        "cuts": [("unit", _("Communes")), ("district", _("Former districts")),
                 ("level", _("Levels of education")), (SCHOOL, _("Schools"))],
        **frame_of(request, asked),
    }  # fmt: skip
    return render(request, "staffing/qualification_totals.html", context)


def _places(asked: Asked, by: str) -> dict[Place, PlaceTotals]:
    rows = asked.counts.rows
    results = results_counted([each.school.pk for each in rows], asked.year)
    if by == SCHOOL:
        found: Mapping[Place, Sequence[SchoolCount]] = {
            (each.school.code, each.school.name): [each] for each in rows
        }
    else:
        found = CUTS[by](rows)
    return {
        place: PlaceTotals(
            added(each.shares for each in some),
            sum((results[each.school.pk] for each in some), Counter()),
        )
        for place, some in found.items()
    }


def _place(request: HttpRequest, by: str, place: Place, totals: PlaceTotals) -> dict[str, Any]:
    """A place as the page shows it."""
    code, name = place
    counts = [totals.results[value] for value in Rating.values]
    rated = sum(counts)
    label = ", ".join(
        f"{title} {count}" for title, count in zip(Rating.labels, counts, strict=True)
    )
    opens = by == SCHOOL and request.scope.can_somewhere(Action.CHECK_STAFF)
    return {
        "name": name,
        "url": _url(request, by, code),
        "shares": shares_shown(totals.shares),
        "ratings": list(zip(Rating.labels, counts, strict=True)),
        "rated": rated,
        "ratings_url": list_address("staffing:ratings", {"school": code}) if opens else "",
        "bar": bar_of_shares([each * 100 / rated for each in counts], label) if rated else "",
    }


def _url(request: HttpRequest, by: str, code: str) -> str:
    """A commune or level opens to its schools, a school to its people where they may be seen."""
    if by == SCHOOL:
        return list_address("staffing:qualification", {"school": code})
    if not code or by not in NARROWING:
        return ""
    kept: dict[str, Any] = {NARROWING[by]: code, "by": SCHOOL}
    return list_address("staffing:qualification-totals", kept, request.GET.get("year", ""))


def _file(kind: str, year: SchoolYear, places: Mapping[Place, PlaceTotals]) -> HttpResponse:
    titles: list[Value] = [_("Place"), _("Teachers"), *map(str, StandingLabel.labels)]
    titles += [_("In the roadmap"), _("In training or finished"), *map(str, Rating.labels)]
    table: list[Sequence[Value]] = [titles]
    for (_code, name), totals in places.items():
        shares = totals.shares
        counts = [shares.count(value) for value in StandingLabel.values]
        results = [totals.results[value] for value in Rating.values]
        table.append([name, shares.teachers, *counts, shares.in_roadmap, shares.moving, *results])
    title = _("Standard of training")
    content = write_csv(table) if kind == "csv" else write_xlsx([(title, table)])
    return download(content, f"standard-{year.code}", kind)
