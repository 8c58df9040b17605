"""A proposal of places as its page shows it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.core.numbers import grouped_text
from eduportal.core.params import one_of
from eduportal.planning.drawing import Point, Shape, draw_map
from eduportal.planning.files import table_file
from eduportal.planning.models import SolvePart, SolveRun
from eduportal.planning.views.access import Asked
from eduportal.planning.views.hamlets import hamlet_sentence
from eduportal.workbooks.writing import Value

Figures = Mapping[str, Any]
LIMITS = {
    "closing": gettext_lazy("nothing is closed"),
    "building": gettext_lazy("no new school is built"),
    "distance": gettext_lazy("no limit of the way"),
}


@dataclass(frozen=True)
class SiteRow:
    """One site: what becomes of it, and its classes and students by period."""

    name: str
    url: str
    verdict: str
    now: int | None
    cells: list[tuple[int, int]]
    is_changed: bool


@dataclass(frozen=True)
class PlanRow:
    """Another plan, or the plan under another limit, beside the one proposed."""

    name: str
    short: int
    cost: str
    more: str
    differs: list[str]


def places_page(
    request: HttpRequest, asked: Asked, run: SolveRun, context: dict[str, Any]
) -> HttpResponse:
    """The parts of a province, or one part with its sites, other plans and prices."""
    parts = list(run.parts.select_related("unit").order_by("unit__search_key", "pk"))
    code = one_of(request, "part", [part.unit.code for part in parts if part.unit])
    part = next((each for each in parts if each.unit and each.unit.code == code), None)
    if part is None and len(parts) == 1:
        part = parts[0]
    if asked.export:
        return _file(run, parts if part is None else [part])
    context |= {
        "parts": [(each, _summary(each.figures)) for each in parts] if part is None else [],
        "periods": periods_of(run),
        "totals": _totals(parts if part is None else [part]),
        "told": run.told,
    }
    if part is not None:
        context |= _of_part(run, part)
    return render(request, "planning/places.html", context)


def periods_of(run: SolveRun) -> list[str]:
    """Names of the periods: two school years each, from the year after the one counted last."""
    first = run.told["origin"] + 1
    return [f"{first + at * 2}–{first + at * 2 + 2}" for at in range(5)]


def _of_part(run: SolveRun, part: SolvePart) -> dict[str, Any]:
    figures, names = part.figures, run.told["names"]
    return {
        "part": part,
        "gap": None if part.gap is None else grouped_text(part.gap, 2),
        "cost": grouped_text(part.cost or 0, 0),
        "rows": [_site(each, names) for each in figures["sites"]],
        "others": list(_others(part, names)),
        "prices": list(_prices(part)),
        "mean": grouped_text(figures["ways"]["mean"] / 1000, 1),
        "longest": grouped_text(figures["ways"]["longest"] / 1000, 1),
        "map": _map(figures, names),
    }


def _totals(parts: Sequence[SolvePart]) -> list[tuple[int, int, int]]:
    """By period: students, without a place before, and after."""
    figures = [part.figures for part in parts]
    if not figures:
        return []
    return [
        (sum(each["students"][at] for each in figures), sum(each["before"][at] for each in figures),
         sum(each["after"][at] for each in figures))
        for at in range(len(figures[0]["students"]))
    ]  # fmt: skip


def _summary(figures: Figures) -> dict[str, int]:
    """Sites opened, extended, closed by the end; without a place before and after, then."""
    sites = figures["sites"]
    return {
        "opened": sum(site["now"] is None for site in sites),
        "extended": sum(site["now"] is not None and site["classes"][-1] > site["now"]
                        for site in sites),
        "closed": sum(site["now"] is not None and not site["open"][-1] for site in sites),
        "before": figures["before"][-1],
        "after": figures["after"][-1],
    }  # fmt: skip


def _site(site: Figures, names: Mapping[str, Any]) -> SiteRow:
    name, _latitude, _longitude, school = names[site["key"]][:4]
    verdict = _verdict(site)
    return SiteRow(
        name,
        reverse("planning:school", args=[school]) if school else "",
        verdict or str(_("stays as it is")),
        site["now"],
        list(zip(site["classes"], site["students"], strict=True)),
        bool(verdict),
    )


def _verdict(site: Figures) -> str:
    """What becomes of the site by the end of the horizon; empty where nothing does."""
    if site["now"] is None:
        return str(_("new school with %(classes)s classes") % {"classes": site["classes"][-1]})
    if not site["open"][-1]:
        return str(_("to be closed"))
    more = site["classes"][-1] - site["now"]
    return str(_("extended by %(classes)s classes") % {"classes": more}) if more > 0 else ""


def _others(part: SolvePart, names: Mapping[str, Any]) -> Iterator[PlanRow]:
    own = {site["key"]: _verdict(site) for site in part.figures["sites"]}
    for number, other in enumerate(part.figures["others"], start=1):
        theirs = {site["key"]: _verdict(site) for site in other["sites"]}
        differs = [
            f"{names[key][0]}: {theirs.get(key) or _('not changed')}"
            for key in sorted({*own, *theirs})
            if own.get(key, "") != theirs.get(key, "")
        ]
        name = str(_("Alternative %(number)s") % {"number": number})
        yield _plan_row(part, name, other["without_place"], other["cost"], differs)


def _prices(part: SolvePart) -> Iterator[PlanRow]:
    for each in part.figures["prices"]:
        name = str(LIMITS[each["limit"]])
        yield _plan_row(part, name, each["without_place"], each["cost"], [])


def _plan_row(part: SolvePart, name: str, short: int, cost: float, differs: list[str]) -> PlanRow:
    more = cost - (part.cost or 0)
    signed = f"{'+' if more >= 0 else '−'}{grouped_text(abs(more), 0)}"
    return PlanRow(name, short, grouped_text(cost, 0), signed, differs)


def _map(figures: Figures, names: Mapping[str, Any]) -> Any:
    """Sites that stand in the last period and the points, joined by who goes where."""
    flows = figures["ways"]["flows"]
    students: dict[str, int] = {}
    for point, _site_key, count in flows:
        students[point] = students.get(point, 0) + count
    standing = [site for site in figures["sites"] if site["open"][-1]]
    keys = [site["key"] for site in standing] + sorted(students)
    at = {key: number for number, key in enumerate(keys)}
    points = [_site_point(site, names) for site in standing]
    for key in sorted(students):
        name, latitude, longitude = names[key][:3]
        told = hamlet_sentence(name, students[key])
        points.append(Point(latitude, longitude, name, students[key], "#sites", told, Shape.HAMLET))
    ways = [(at[point], at[site]) for point, site, _count in flows if site in at]
    return draw_map(points, _("Map of points: schools and hamlets in the last period"), ways)


def _site_point(site: Figures, names: Mapping[str, Any]) -> Point:
    row = _site(site, names)
    _name, latitude, longitude = names[site["key"]][:3]
    shape = Shape.NEW if site["now"] is None else Shape.SCHOOL
    sentence = f"{row.name}: {row.verdict}"
    return Point(latitude, longitude, row.name, 0, row.url or "#sites", sentence, shape)


def _file(run: SolveRun, parts: Sequence[SolvePart]) -> HttpResponse:
    titles: list[Value] = [
        _("Commune or ward"),
        _("Site"),
        _("What becomes of it"),
        _("Classes now"),
    ]
    for at in range(5):
        told = {"period": at + 1}
        titles += [_("Classes, period %(period)s") % told, _("Students, period %(period)s") % told]
    table: list[list[Value]] = [titles]
    for part in parts:
        for site in part.figures["sites"]:
            row = _site(site, run.told["names"])
            cells: list[Value] = [each for pair in row.cells for each in pair]
            unit = part.unit.full_name if part.unit else ""
            table.append([unit, row.name, row.verdict, row.now, *cells])
    return table_file(f"proposal-{run.pk}", _("Proposal"), table)
