"""Marks in a cell of a table: the numbers stand in cells beside them, so they say nothing aloud.

A page that draws them holds the hatches of `templates/_hatches.html` once.
"""

from collections import Counter
from collections.abc import Sequence

from django.utils.safestring import SafeString

from eduportal.core.charts.fixed import DARK_FILLS, LEVEL_FILLS
from eduportal.core.charts.svg import across, box, element, fluid, percent, place, upright, words
from eduportal.core.numbers import grouped_text

BAR, ROW, STRIP = 16, 18, 44
CSS = "fig--cell"
# A part narrower than this has no room for its number on a phone.
LEAST_LABELLED = 12.0
HATCH = "url(#hatch-light)"


def stacked(
    shares: Sequence[float | None], fills: Sequence[str] = LEVEL_FILLS, height: int = 20
) -> SafeString:
    """One bar of 100 percent; what is hidden (None) is one framed part at the end, without size
    of its own: what the shown parts leave."""
    parts, left = [], 0.0
    for share, fill in zip(shares, fills, strict=True):
        if share:
            parts += _part(left, share, fill, height)
            left += share
    if None in shares:
        parts.append(box(left, 100 - left, height, css="fig-hidden"))
    return fluid(height, parts, css=CSS)


def _part(left: float, share: float, fill: str, height: int) -> list[SafeString]:
    parts = [box(left, share, height, css=fill)]
    if fill == LEVEL_FILLS[-1]:
        parts.append(box(left, share, height, fill=HATCH))
    if left:
        parts.append(upright(left, 0, height, "fig-gap"))
    if share >= LEAST_LABELLED and height >= ROW:
        css = "fig-value fig-value--light" if fill in DARK_FILLS else "fig-value"
        parts.append(words(grouped_text(share, 1), left + share / 2, height / 2 + 4, css))
    return parts


def bar(value: float, highest: float, tick: float | None = None) -> SafeString:
    """A bar up to `highest`, and a tick for another year or place."""
    parts = [
        box(0, 100, BAR, css="fig-track", rx=2),
        box(0, place(value, 0, highest), BAR, css="fig-bar", rx=2),
    ]
    if tick is not None:
        at = place(tick, 0, highest)
        parts += [upright(at, -3, BAR + 3, css) for css in ("fig-tick-halo", "fig-tick")]
    return fluid(BAR, parts, css=CSS)


def dumbbell(
    dot: float, diamond: float, low: float, high: float, tick: float | None = None
) -> SafeString:
    """Two values of one row on a common scale, joined; a tick for another year or place."""
    middle = ROW / 2
    left, right = place(dot, low, high), place(diamond, low, high)
    parts = [across(middle, "fig-rail")]
    if tick is not None:
        parts.append(upright(place(tick, low, high), 1, ROW - 1, "fig-tick"))
    parts += [across(middle, "fig-join", left, right), _diamond(right, middle), _dot(left, middle)]
    return fluid(ROW, parts, css=CSS)


def interval(
    bounds: tuple[float, float, float, float, float], value: float, low: float, high: float
) -> SafeString:
    """Where one value lies among others: their range, their middle half, their median.

    `bounds` are the lowest, the lower quarter, the median, the upper quarter and the highest.
    """
    middle = ROW / 2
    least, quarter, median, upper, most = (place(bound, low, high) for bound in bounds)
    parts = [
        across(middle, "fig-rail"),
        across(middle, "fig-range", least, most),
        box(quarter, upper - quarter, 10, middle - 5, css="fig-middle", rx=2),
        upright(median, 1, ROW - 1, "fig-tick"),
        _dot(place(value, low, high), middle),
    ]
    return fluid(ROW, parts, css=CSS)


def strip(values: Sequence[float], own: float, low: float, high: float) -> SafeString:
    """One ring a value, without names and order, and the own one filled."""
    base = STRIP - 8
    stacks: Counter[int] = Counter()
    parts = [across(base, "fig-axis")]
    for at in sorted(place(value, low, high) for value in values):
        slot = round(at / 3)
        up = base - 7 - 8 * stacks[slot]
        parts.append(element("circle", css="fig-peer", cx=percent(at), cy=up, r=4.5))
        stacks[slot] += 1
    parts.append(_dot(place(own, low, high), base - 7))
    return fluid(STRIP, parts, css=CSS)


def _dot(x: float, y: float) -> SafeString:
    return element("circle", css="fig-dot", cx=percent(x), cy=y, r=5.5)


def _diamond(x: float, y: float) -> SafeString:
    inner = element(
        "rect", css="fig-diamond", x=-5, y=-5, width=10, height=10, transform="rotate(45)"
    )
    return element("svg", inner, x=percent(x), y=y, width=1, height=1, overflow="visible")
