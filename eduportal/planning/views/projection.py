"""The students of a place over the years, as a chart and as its table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eduportal.planning.fan import Year, draw_fan
from eduportal.planning.rules.accuracy import STAGES
from eduportal.planning.views.access import Asked
from eduportal.planning.views.shown import range_text, year_name

COUNTED_YEARS = 7


@dataclass(frozen=True)
class Projection:
    """The chart; its years with the words of each range, the newest last; places of today, None
    where a school has not entered its rooms."""

    chart: SafeString
    rows: list[tuple[Year, str]]
    places: int | None
    unknown: int


def projection_of(asked: Asked, figures: Mapping[str, Any], place: str) -> Projection | None:
    """Counted years, then those of the forecast; None where the level is not forecast there."""
    lines = figures.get("stages", {}).get(asked.stage, {})
    if asked.run is None or str(asked.run.origin) not in lines:
        return None
    origin = asked.run.origin
    years = [_counted(figures, asked.stage, year) for year in _past(origin)]
    years += [_stated(lines[str(year)], year, origin) for year in asked.years if str(year) in lines]
    known = [year for year in years if year.students is not None]
    now = lines[str(origin)]
    label = _("%(place)s, %(stage)s: students counted, forecast with its range, and places") % {
        "place": place,
        "stage": asked.stage.label,
    }
    rows = [(year, range_text(year.low, year.high) if year.is_ahead else "") for year in known]
    return Projection(draw_fan(known, label), rows, _places(now), now["unknown"])


def _past(origin: int) -> range:
    return range(origin - COUNTED_YEARS + 1, origin)


def _counted(figures: Mapping[str, Any], stage: str, year: int) -> Year:
    """All grades of a year before; not known where one of them is not."""
    first, last = STAGES[stage]
    grades = [figures["grades"].get(str(grade), {}) for grade in range(first, last + 1)]
    found = [each["past"].get(str(year)) for each in grades if each]
    known = [number for number in found if number is not None]
    return Year(year_name(year), sum(known) if known and len(known) == len(found) else None)


def _stated(line: Mapping[str, Any], year: int, origin: int) -> Year:
    low, high = line.get("low"), line.get("high")
    return Year(year_name(year), line["students"], year > origin, low, high, _places(line))


def _places(line: Mapping[str, Any]) -> int | None:
    """What the rooms of today seat; None where those of a school are not known."""
    if line["unknown"]:
        return None
    places: int = line["students"] - line["short_seats"] + line["spare_seats"]
    return places
