"""Plots with axes, as wide as their place. Each says in its label what it shows; the page puts a
table with the same values below."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from django.utils.safestring import SafeString

from eduportal.core.charts.cells import HATCH
from eduportal.core.charts.svg import (
    Point,
    across,
    box,
    element,
    fluid,
    joined,
    path,
    percent,
    place,
    stretched,
    words,
)
from eduportal.core.numbers import grouped_text

HEIGHT, GUTTER = 170, 44
# Names below a plot that fit side by side on a phone.
MOST_NAMES = 12


@dataclass(frozen=True)
class Size:
    """One place of a funnel: how many stand behind it, its percent, whether it is outside."""

    count: int
    percent: float
    is_outside: bool


def histogram(
    names: Sequence[str],
    values: Sequence[float | None],
    other: Sequence[float | None],
    label: str,
    marked: Collection[int] = (),
) -> SafeString:
    """Columns of percents, with the outline of another year or place; None is hidden, and framed.

    The columns at `marked` are hatched.
    """
    high = _top([*values, *other])
    wide = 100 / len(names)
    parts = []
    for at, value in enumerate(values):
        parts += _column(at * wide + wide * 0.12, wide * 0.76, value, high, at in marked)
    outline = [path(run, css) for run in _runs(other, high) for css in OUTLINES]
    ticks = [(wide * (at + 0.5), name) for at, name in enumerate(names)]
    return _plot([*parts, stretched(outline)], label, (0, high), ticks)


OUTLINES = ("fig-line-halo", "fig-line fig-line--other")


def _column(
    left: float, width: float, value: float | None, high: float, is_marked: bool
) -> list[SafeString]:
    if value is None:
        return [box(left, width, HEIGHT * 0.5, HEIGHT * 0.5, css="fig-hidden")]
    height = HEIGHT * value / high
    top = HEIGHT - height
    css = "fig-bar fig-bar--marked" if is_marked else "fig-bar"
    parts = [box(left, width, height, top, css=css)]
    if is_marked:
        parts.append(box(left, width, height, top, fill=HATCH))
    return parts


def _runs(values: Sequence[float | None], high: float) -> list[list[Point]]:
    """The outline in pieces: it stops where a value is hidden."""
    runs: list[list[Point]] = [[]]
    wide = 100 / len(values) if values else 0
    for at, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        y = 100 - 100 * value / high
        runs[-1] += [(wide * at, y), (wide * (at + 1), y)]
    return [run for run in runs if run]


def _top(values: Sequence[float | None]) -> float:
    """The top of an axis: the next ten above every value."""
    return max(10.0, 10.0 * ceil(max((value or 0 for value in values), default=0) / 10))


def limits(mean: float, count: int) -> tuple[float, float]:
    """Two and three standard errors of a share of `count`, in percentage points."""
    error = 100 * sqrt(mean / 100 * (1 - mean / 100) / count)
    return 2 * error, 3 * error


def funnel(sizes: Sequence[Size], mean: float, label: str, mean_name: str) -> SafeString:
    """Percents by size, with the limits within which a share of that size varies by chance."""
    largest = max(size.count for size in sizes)
    most, away = _round(largest), limits(mean, largest)[1]
    shares = [mean - away, mean + away, *(size.percent for size in sizes)]
    high = min(100.0, _top(shares))
    low = max(0.0, 10.0 * (min([high - 10, *shares]) // 10))
    counts = [max(1.0, most * (step / 40) ** 2) for step in range(1, 41)]

    def at(count: float, share: float) -> Point:
        return place(count, 0, most), 100 - place(share, low, high)

    bands = []
    for times, css in ((1, "fig-funnel-3"), (0, "fig-funnel-2")):
        errors = [(count, limits(mean, ceil(count))[times]) for count in counts]
        edge = [at(count, mean + error) for count, error in errors]
        edge += [at(count, mean - error) for count, error in reversed(errors)]
        bands.append(path(edge, css, closed=True))
    bands.append(path([at(0, mean), at(most, mean)], "fig-mean"))
    dots = [_school(size, *at(size.count, size.percent)) for size in sizes]
    middle = HEIGHT * at(0, mean)[1] / 100
    named = words(mean_name, 100, middle - 6, "fig-value", "end")
    steps = [most * step / 3 for step in range(4)]
    ticks = [(place(step, 0, most), grouped_text(step)) for step in steps]
    return _plot([stretched(bands), *dots, named], label, (low, high), ticks)


def _school(size: Size, x: float, y: float) -> SafeString:
    css, radius = ("fig-school fig-school--out", 4.5) if size.is_outside else ("fig-school", 3.5)
    return element("circle", css=css, cx=percent(x), cy=percent(y), r=radius)


def _round(count: int) -> int:
    """The end of an axis that three equal steps lead to."""
    step = 30 if count <= 900 else 300
    return step * ceil(count / step)


def _plot(
    parts: Sequence[SafeString],
    label: str,
    scale: tuple[float, float],
    ticks: Sequence[tuple[float, str]],
) -> SafeString:
    """The frame: percents in a gutter of fixed width, the plot beside it, names below it."""
    low, high = scale
    lines, gutter = [], []
    for step in range(5):
        y = HEIGHT * step / 4
        value = high - (high - low) * step / 4
        sign = "%" if step == 0 else ""
        lines.append(across(y, "fig-axis" if step == 4 else "fig-grid"))
        text = grouped_text(value, 0 if value == round(value) else 1) + sign
        gutter.append(element("text", text, x=GUTTER - 6, y=y + 4, text_anchor="end"))
    field = {"width": "100%", "height": HEIGHT, "overflow": "visible"}
    inner = element("svg", joined([*lines, *parts]), **field)
    every = ceil(len(ticks) / MOST_NAMES)
    names = [words(name, x, HEIGHT + 17, "", _anchor(x)) for x, name in ticks[::every]]
    axis = element("svg", joined(gutter), css="fig plot__axis", width=GUTTER, height=HEIGHT + 4,
                   aria_hidden="true")  # fmt: skip
    area = element("div", fluid(HEIGHT + 24, [inner, *names], label), css="plot__area")
    return element("div", joined([axis, area]), css="plot")


def _anchor(x: float) -> str:
    if x < 1:
        return "start"
    return "end" if x > 99 else "middle"
