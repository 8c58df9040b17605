"""The projection of a place as a chart: what was counted, the forecast with its range, the places.

Fluid SVG without a viewBox around text: x is a share of the width, y and text are CSS pixels, so
that text keeps its size on a phone and on paper. Strokes lie in a stretched field of their own. The
page puts the same values in a table beside it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from eduportal.core.numbers import grouped_text

# Pixels from the top to the highest line and to the lowest; where the plot begins and ends, in %.
HEIGHT, TOP, BOTTOM = 240, 22, 206
LEFT, RIGHT = 13.0, 97.0
RULES, MARKS = 4, 6


@dataclass(frozen=True)
class Year:
    """One school year: its name, what was counted or forecast, the range, the places (if known)."""

    name: str
    students: int | None
    is_ahead: bool = False
    low: int | None = None
    high: int | None = None
    places: int | None = None


def draw_fan(years: Sequence[Year], label: str) -> SafeString:
    """The chart; empty where fewer than two years are known."""
    known = [number for each in years for number in _numbers(each)]
    if sum(each.students is not None for each in years) < 2:
        return mark_safe("")
    field = _Field(len(years), *_scale(min(known), max(known)))
    shapes = [_fan(field, years), *_strokes(field, years)]
    return format_html(
        '<svg class="fan" width="100%" height="{}" role="img" aria-label="{}">{}{}{}{}</svg>',
        HEIGHT, label, _rules(field), _stretched(shapes), _marks(field, years),
        _values(field, years),
    )  # fmt: skip


def _numbers(year: Year) -> list[int]:
    every = (year.students, year.low, year.high, year.places)
    return [number for number in every if number is not None]


def _scale(least: int, most: int) -> tuple[float, float, float]:
    """The lowest rule, the highest, and their distance: 1, 2 or 5 times a power of ten."""
    rough = max(1.0, (most - least) / RULES)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough)
    low = math.floor(least / step) * step
    return low, max(low + step, math.ceil(most / step) * step), step


@dataclass(frozen=True)
class _Field:
    """Where a year and a number lie; x in percent of the width, y in pixels."""

    count: int
    low: float
    high: float
    step: float

    def x(self, at: int) -> float:
        return LEFT + (RIGHT - LEFT) * at / max(1, self.count - 1)

    def y(self, number: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (number - self.low) / (self.high - self.low)

    def way(self, points: Iterable[tuple[int, float]]) -> str:
        """A path of the stretched field, which is a thousand by the height."""
        return "M" + "L".join(f"{10 * self.x(at):.1f} {self.y(n):.1f}" for at, n in points)


def _stretched(shapes: Iterable[str]) -> SafeString:
    return format_html(
        '<svg viewBox="0 0 1000 {}" preserveAspectRatio="none" width="100%" height="100%">{}</svg>',
        HEIGHT, _joined(shapes),
    )  # fmt: skip


def _fan(field: _Field, years: Sequence[Year]) -> SafeString:
    """The range of every year ahead, opening at the year counted last."""
    now = max((at for at, each in enumerate(years) if _is_counted(each)), default=0)
    ends = [(at, each.low, each.high) for at, each in enumerate(years) if at > now]
    begun = years[now].students
    low = [(at, float(one)) for at, one, _high in ends if one is not None]
    high = [(at, float(one)) for at, _low, one in ends if one is not None]
    if begun is None or not low:
        return mark_safe("")
    way = field.way([(now, float(begun)), *high, *reversed(low)])
    return format_html('<path class="fan-range" d="{}Z"/>', way)


def _is_counted(year: Year) -> bool:
    return year.students is not None and not year.is_ahead


def _strokes(field: _Field, years: Sequence[Year]) -> list[SafeString]:
    """Between neighbours that are both known: counted whole, forecast dashed, places dotted."""
    found = []
    for at in range(1, len(years)):
        before, after = years[at - 1], years[at]
        css = "fan-ahead" if after.is_ahead else "fan-counted"
        pairs = [(css, before.students, after.students)]
        pairs.append(("fan-places", before.places, after.places))
        for kind, one, other in pairs:
            if one is not None and other is not None:
                way = field.way([(at - 1, one), (at, other)])
                found.append(_stroke(kind, way))
    return found


def _stroke(css: str, way: str) -> SafeString:
    return format_html('<path class="{}" d="{}" vector-effect="non-scaling-stroke"/>', css, way)


def _rules(field: _Field) -> SafeString:
    """Lines across with their numbers at the left."""
    drawn = []
    number = field.low
    while number <= field.high:
        y = f"{field.y(number):.1f}"
        drawn.append(
            format_html(
                '<line class="fan-rule" x1="{}%" x2="{}%" y1="{}" y2="{}"/>', LEFT, RIGHT, y, y
            )
        )
        drawn.append(_text(grouped_text(number), LEFT - 1.5, field.y(number) + 4, "end"))
        number += field.step
    return _joined(drawn)


def _marks(field: _Field, years: Sequence[Year]) -> SafeString:
    """As many years as there is room for, in short ("26–27"), counted back from the last."""
    apart = math.ceil(len(years) / MARKS)
    return _joined(
        _text(_short(each.name), field.x(at), BOTTOM + 20, "middle")
        for at, each in enumerate(years)
        if (len(years) - 1 - at) % apart == 0
    )


def _short(name: str) -> str:
    return "–".join(part[-2:] for part in name.split("–"))


def _values(field: _Field, years: Sequence[Year]) -> SafeString:
    """A dot at the year counted last; its number, the last forecast and the places in words."""
    drawn = []
    counted = [at for at, each in enumerate(years) if _is_counted(each)]
    for at in counted[-1:]:
        y = field.y(years[at].students or 0)
        drawn.append(
            format_html('<circle class="fan-dot" cx="{}%" cy="{}" r="4"/>', f"{field.x(at):.1f}",
                        f"{y:.1f}")
        )  # fmt: skip
        drawn.append(_value(field, at, years[at].students or 0))
    last = len(years) - 1
    if years[last].is_ahead and years[last].students is not None:
        drawn.append(_value(field, last, years[last].students or 0))
    return _joined(drawn)


def _value(field: _Field, at: int, number: int) -> SafeString:
    anchor = "end" if at == field.count - 1 else "middle"
    return _text(grouped_text(number), field.x(at), field.y(number) - 9, anchor, "fan-value")


def _text(words: str, x: float, y: float, anchor: str, css: str = "") -> SafeString:
    return format_html(
        '<text x="{}%" y="{}" text-anchor="{}" class="{}">{}</text>',
        f"{x:.1f}", f"{y:.1f}", anchor, css, words,
    )  # fmt: skip


def _joined(parts: Iterable[str]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
