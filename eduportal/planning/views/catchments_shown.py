"""Proposed catchments as their page shows them: by school, with what is split, far or over."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from eduportal.core.numbers import grouped_text
from eduportal.core.params import one_of
from eduportal.planning.drawing import Point, Shape, draw_map
from eduportal.planning.files import table_file
from eduportal.planning.models import SolvePart, SolveRun
from eduportal.planning.views.access import Asked
from eduportal.planning.views.hamlets import hamlet_sentence
from eduportal.planning.views.shown import year_name
from eduportal.workbooks.writing import Value

# Beyond so many points a picture says nothing.
MOST_POINTS = 150
LONGEST_SHOWN = 10
Names = Mapping[str, Any]


@dataclass
class Line:
    """A hamlet that goes to a school, or a part of it."""

    hamlet: str
    commune: str
    children: int
    km: str
    is_split: bool


@dataclass
class SchoolRow:
    """A school with its places of the entry grade and the hamlets that go there."""

    key: str
    name: str
    places: int
    children: int = 0
    lines: list[Line] = field(default_factory=list)

    @property
    def free(self) -> int:
        return self.places - self.children


def catchments_page(
    request: HttpRequest, asked: Asked, run: SolveRun, context: dict[str, Any]
) -> HttpResponse:
    """Every school with its hamlets; one school alone to print."""
    part = run.parts.get()
    figures, names = part.figures, run.told["names"]
    schools = _schools(part, run.told)
    if asked.export:
        return _file(run, schools)
    only = one_of(request, "school", [row.key for row in schools])
    without = figures["without_place"]
    context |= {
        "only": only,
        "schools": [row for row in schools if row.key == only or not only],
        "year": year_name(run.told["year"]) if run.told["year"] else "",
        "figures": figures,
        "children": sum(row.children for row in schools) + part.without_place,
        "without": [(names[key][0], names[key][4], count) for key, count in without.items()],
        "without_place": part.without_place,
        "split": [names[key][0] for key in figures["split"]],
        "mean": _km(figures["mean"]),
        "longest": list(_longest(figures, names)),
        "price": next(iter(figures["prices"]), None),
        "map": _map(figures, names),
        "told": run.told,
    }
    return render(request, "planning/catchments.html", context)


def _schools(part: SolvePart, told: Names) -> list[SchoolRow]:
    names, split = told["names"], set(part.figures["split"])
    found = {key: SchoolRow(key, names[key][0], places) for key, places in told["places"].items()}
    for hamlet, school, children, metres in part.figures["ways"]:
        row = found[school]
        row.children += children
        name, commune = names[hamlet][0], names[hamlet][4]
        row.lines.append(Line(name, commune, children, _km(metres), hamlet in split))
    return sorted(found.values(), key=lambda row: row.name)


def _longest(figures: Mapping[str, Any], names: Names) -> Iterator[tuple[str, str, int, str]]:
    """The longest ways: hamlet, school, children, kilometres."""
    ways = sorted(figures["ways"], key=lambda way: -way[3])[:LONGEST_SHOWN]
    for hamlet, school, children, metres in ways:
        yield names[hamlet][0], names[school][0], children, _km(metres)


def _map(figures: Mapping[str, Any], names: Names) -> Any:
    """Hamlets joined with their schools; none where there are too many points to see."""
    children: defaultdict[str, int] = defaultdict(int, figures["without_place"])
    for hamlet, _school, count, _metres in figures["ways"]:
        children[hamlet] += count
    schools = sorted({way[1] for way in figures["ways"]})
    keys = [*schools, *sorted(children)]
    if len(keys) > MOST_POINTS:
        return ""
    at = {key: number for number, key in enumerate(keys)}
    points = []
    for key in keys:
        name, latitude, longitude = names[key][:3]
        shape = Shape.SCHOOL if key in schools else Shape.HAMLET
        url = f"#{key}" if key in schools else "#schools"
        sentence = name if key in schools else hamlet_sentence(name, children[key])
        points.append(Point(latitude, longitude, name, children[key], url, sentence, shape))
    ways = [(at[way[0]], at[way[1]]) for way in figures["ways"]]
    return draw_map(points, _("Map of points: schools and the hamlets that go there"), ways)


def _km(metres: float) -> str:
    return grouped_text(metres / 1000, 1)


def _file(run: SolveRun, schools: list[SchoolRow]) -> HttpResponse:
    titles: list[Value] = [_("School"), _("Places"), _("Commune or ward"), _("Hamlet")]
    titles += [_("Children"), _("Kilometres"), _("Goes to several schools")]
    table: list[list[Value]] = [titles]
    for row in schools:
        for line in row.lines:
            table.append([row.name, row.places, line.commune, line.hamlet, line.children, line.km,
                          _("yes") if line.is_split else ""])  # fmt: skip
    return table_file(f"catchments-{run.pk}", _("Catchments"), table)
