"""A forecast opened to its cohort: from whom was counted, year by year, with the ratios."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from eduportal.core.numbers import grouped_text
from eduportal.planning.models import ForecastRun
from eduportal.planning.rules.forecasting import UPPER
from eduportal.planning.views.shown import range_text, year_name


@dataclass(frozen=True)
class Link:
    """One year of the cohort: its grade, students, and the ratio by which they went on."""

    year: str
    grade: int
    students: str
    ratio: str
    note: str


@dataclass(frozen=True)
class Chain:
    """The cohort of one figure, oldest first, and how the figure was found."""

    grade: int
    year: str
    number: str
    range: str
    links: list[Link]


def chain_of(figures: Mapping[str, Any], grade: int, year: int, run: ForecastRun) -> Chain | None:
    """The cohort that will be in the grade in that year; None where nothing is forecast."""
    ahead = figures["grades"].get(str(grade), {}).get("ahead", {}).get(str(year))
    if ahead is None:
        return None
    low, number, high, _marks = ahead
    links = list(_links(figures, grade, year, run.origin))[::-1]
    return Chain(grade, year_name(year), grouped_text(number), range_text(low, high), links)


def _links(figures: Mapping[str, Any], grade: int, year: int, origin: int) -> Iterator[Link]:
    """From the figure back to the year in which the cohort was counted, or enters."""
    while str(grade) in figures["grades"]:
        each = figures["grades"][str(grade)]
        ratio = figures["ratios"].get(str(grade - 1))
        if year <= origin:
            number, note = each["past"].get(str(year)), _("counted")
        else:
            number = each["ahead"].get(str(year), [None, None])[1]
            note = _entering(grade) if str(grade - 1) not in figures["grades"] else ""
        shown = "" if year <= origin or ratio is None else grouped_text(ratio, 3)
        students = "–" if number is None else grouped_text(number)
        yield Link(year_name(year), grade, students, shown, str(note))
        if year <= origin:
            return
        grade, year = grade - 1, year - 1


def _entering(grade: int) -> str:
    if grade == UPPER.first:
        return _("grade 9 of the area's communes, times the ratio")
    return _("children who may enter, times the ratio")
