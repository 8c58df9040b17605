"""Figures of a forecast as pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext as _

from eduportal.core.numbers import grouped_text
from eduportal.planning.rules.figures import ASSUMED, DRAWN_OUT
from eduportal.planning.rules.need import Need
from eduportal.planning.rules.sizes import Size, Sizes
from schools.models import School

UNKNOWN = "–"
# Beside a number: entrants not born or not counted yet, range extrapolated.
SIGNS = {ASSUMED: "¹", DRAWN_OUT: "²"}
SUMMED = {each.name for each in fields(Need)}


def year_name(year: int) -> str:
    """2031 as people write the school year."""
    return f"{year}–{year + 1}"


def percent(share: float | None, places: int = 1) -> str:
    """A signed share: "+1,2%"."""
    if share is None:
        return UNKNOWN
    text = grouped_text(abs(100 * share), places)
    sign = "" if not text.strip("0,.") else "−" if share < 0 else "+"
    return f"{sign}{text}%"


def need_in(figures: Mapping[str, Any], stage: str, year: int) -> dict[str, Any] | None:
    """The numbers of a level of education in a year; None where the place has none of it."""
    found: dict[str, Any] | None = figures.get("stages", {}).get(stage, {}).get(str(year))
    return found


def sum_of(lines: Iterable[Mapping[str, Any]]) -> Need:
    total = Need()
    for line in lines:
        total += Need(**{name: line[name] for name in SUMMED})
    return total


def range_text(low: int | None, high: int | None) -> str:
    """ "398–430", or that no band is known."""
    if low is None or high is None:
        return str(_("no range known"))
    return f"{grouped_text(low)}–{grouped_text(high)}"


def errors_text(lines: Sequence[Sequence[float]]) -> str:
    """Each of the last three years, forecast one and three years before: "2026: +1,2% · −4,0%"."""
    by_year: dict[int, dict[int, float]] = {}
    for target, lead, forecast, actual in lines:
        by_year.setdefault(int(target), {})[int(lead)] = forecast / actual - 1
    if not by_year:
        return str(_("not enough years counted"))
    return "; ".join(
        f"{year_name(year)}: {percent(leads.get(1))} (1), {percent(leads.get(3))} (3)"
        for year, leads in sorted(by_year.items(), reverse=True)
    )


def last_errors(lines: Sequence[Sequence[float]], lead: int) -> str:
    """The errors of the last three years forecast so long before, the newest first; a dash where
    none is known."""
    found = [percent(forecast / came - 1) for _year, each, forecast, came in lines if each == lead]
    return "; ".join(found) or UNKNOWN


@dataclass(frozen=True)
class Cell:
    """Students of one grade in one year: counted, or forecast with its range and its marks, in
    words and as signs that the foot of the table explains."""

    year: int
    grade: str
    number: str
    range: str = ""
    marks: str = ""
    signs: str = ""
    is_ahead: bool = False
    is_past: bool = False


def cells_of(
    grade: str, figures: Mapping[str, Any], years: Iterable[int], origin: int
) -> list[Cell]:
    """One grade over years; a dash where nobody counted."""
    found = []
    for year in years:
        if ahead := figures["ahead"].get(str(year)):
            low, middle, high, marks = ahead
            words, signs = marks_text(marks), "".join(SIGNS[each] for each in marks)
            told = range_text(low, high)
            cell = Cell(year, grade, grouped_text(middle), told, words, signs, is_ahead=True)
        else:
            past = figures["past"].get(str(year))
            number = UNKNOWN if past is None else grouped_text(past)
            cell = Cell(year, grade, number, is_past=year < origin)
        found.append(cell)
    return found


def marks_text(marks: str) -> str:
    """In words what a number rests on."""
    words = []
    if ASSUMED in marks:
        words.append(_("not born or not counted yet"))
    if DRAWN_OUT in marks:
        words.append(_("range extrapolated"))
    return ", ".join(map(str, words))


def size_checks(school: School, figures: Mapping[str, Any], year: int, sizes: Sizes) -> list[str]:
    """What of the size of a school is outside the limits; its levels of education together."""
    size = sizes.for_school(school.stages, school.zone)
    lines = [by_year.get(str(year)) for by_year in figures.get("stages", {}).values()]
    if size is None or not lines or None in lines:
        return []
    return _outside(sum(line["classes"] for line in lines if line), size)


def counted_checks(school: School, classes: int, sites: int, sizes: Sizes) -> list[str]:
    """The same of a school that is not forecast, by its classes and sites of today."""
    size = sizes.for_school(school.stages, school.zone)
    if size is None:
        return []
    found = _outside(classes, size)
    if size.sites is not None and sites > size.sites:
        told = {"count": sites, "most": size.sites}
        found.append(_("more sites than %(most)s: %(count)s") % told)
    return found


def _outside(count: int, size: Size) -> list[str]:
    if count > size.most:
        return [_("more classes than %(most)s: %(count)s") % {"count": count, "most": size.most}]
    if count < size.least:
        told = {"count": count, "least": size.least}
        return [_("fewer classes than %(least)s: %(count)s") % told]
    return []
