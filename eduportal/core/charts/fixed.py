"""Charts of a fixed shape: bars with their names above, lines over the years."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from eduportal.core.charts.svg import element, joined
from eduportal.core.numbers import grouped_text

# Fill classes of the four result levels, best first, and which of them need white text.
LEVEL_FILLS = ("chart-level-1", "chart-level-2", "chart-level-3", "chart-level-4")
DARK_FILLS = frozenset({"chart-level-1", "chart-level-4"})
# A row: its name, and the bar below, so that the text stays readable on a phone.
ROW_HEIGHT, NAME_HEIGHT, BAR_HEIGHT = 50, 18, 22


@dataclass(frozen=True)
class StackedRow:
    """One bar that adds up to 100: its name and the share of each part in percent."""

    name: str
    shares: Sequence[float]
    url: str = ""


def stacked_bars(
    rows: Sequence[StackedRow],
    label: str,
    *,
    fills: Sequence[str] = LEVEL_FILLS,
    width: int = 340,
) -> SafeString:
    """Horizontal bars of 100 %, one a row, each part labelled where its text fits."""
    drawn = [_stacked_row(row, index * ROW_HEIGHT, fills, width) for index, row in enumerate(rows)]
    linked = any(row.url for row in rows)
    return _chart(width, len(rows) * ROW_HEIGHT, label, drawn, linked=linked)


def bar_of_shares(
    shares: Sequence[float], label: str, fills: Sequence[str] = LEVEL_FILLS, css: str = "bar"
) -> SafeString:
    """One bar of 100 % without text, for a line of a table that has the numbers beside it."""
    parts, left = [], 0.0
    for share, fill in zip(shares, fills, strict=True):
        parts.append(_rectangle(fill, left, 0, share, BAR_HEIGHT, element("title", label)))
        left += share
    box = {"viewBox": f"0 0 100 {BAR_HEIGHT}", "preserveAspectRatio": "none"}
    return element("svg", joined(parts), css=css, role="img", **box, aria_label=label)


def diverging_bar(short: float, spare: float, label: str) -> SafeString:
    """A bar to the left of the middle for what is short, to the right for what is too many.

    Both from 0 to 1; the numbers stand beside the bar.
    """
    left, right = min(1.0, short) * 50, min(1.0, spare) * 50
    title = element("title", label)
    parts = [
        _rectangle("gap-short", 50 - left, 4, left, BAR_HEIGHT - 8, title),
        _rectangle("gap-spare", 50.0, 4, right, BAR_HEIGHT - 8, title),
        element("rect", css="gap-middle", x=49.75, y=0, width=0.5, height=BAR_HEIGHT),
    ]
    box = {"viewBox": f"0 0 100 {BAR_HEIGHT}", "preserveAspectRatio": "none"}
    return element("svg", joined(parts), css="gap-bar", role="img", **box, aria_label=label)


def beats(seen: Sequence[bool], label: str) -> SafeString:
    """One stroke an hour, the oldest first: tall where there was contact."""
    parts = [
        _rectangle(
            "beat-seen" if is_seen else "beat-silent",
            number * 6,
            0 if is_seen else 12,
            4,
            16 if is_seen else 4,
            joined([]),
        )
        for number, is_seen in enumerate(seen)
    ]
    box = {"viewBox": f"0 0 {len(seen) * 6} 16"}
    return element("svg", joined(parts), css="beats", role="img", **box, aria_label=label)


def steps(values: Sequence[int], label: str) -> SafeString:
    """One stroke a week, the oldest first, as high as the value beside the highest of them."""
    most = max(values, default=0) or 1
    parts = [
        _rectangle("beat-seen", number * 6, 16 - 15 * value / most, 4, 1 + 15 * value / most)
        for number, value in enumerate(values)
    ]
    box = {"viewBox": f"0 0 {len(values) * 6} 17"}
    return element("svg", joined(parts), css="beats", role="img", **box, aria_label=label)


@dataclass(frozen=True)
class Series:
    """One line: its name and the percents at the marks of the axis; None where there is none."""

    name: str
    points: Sequence[float | None]


def lines(
    series: Sequence[Series],
    marks: Sequence[str],
    label: str,
    breaks: Collection[int] = (),
    *,
    width: int = 340,
    height: int = 170,
) -> SafeString:
    """Lines of percents over the same marks; no line crosses a mark of `breaks` from the left.

    Each line has its own dashes and its name beside the last point, so that grey paper tells them
    apart.
    """
    known = [point for each in series for point in each.points if point is not None]
    top = _round_up(max(known, default=0))
    left, right, bottom = 40.0, width - 24.0, height - 34.0
    step = (right - left) / max(1, len(marks) - 1)
    places = [left + at * step for at in range(len(marks))]
    drawn = [_axis(value, bottom - (bottom - 14) * value / top, left, right) for value in (0, top)]
    for at in breaks:
        middle = places[at] - step / 2
        drawn.append(element("path", css="chart-break", d=f"M{middle:.1f} 10V{bottom:.1f}"))
    for place, mark in zip(places, marks, strict=True):
        drawn.append(element("text", mark, x=place, y=bottom + 16, text_anchor="middle"))
    for number, each in enumerate(series):
        heights = [p if p is None else bottom - (bottom - 14) * p / top for p in each.points]
        drawn += _line(each, number, list(zip(places, heights, strict=True)), breaks)
    return _chart(width, height, label, drawn, linked=False)


def _round_up(value: float) -> float:
    """The top of an axis: the next 5, 10, 20, 50 or 100 percent."""
    return next((float(top) for top in (1, 2, 5, 10, 20, 50, 100) if value <= top), 100.0)


def _axis(value: float, y: float, left: float, right: float) -> SafeString:
    rule = element("path", css="chart-rule", d=f"M{left:.1f} {y:.1f}H{right:.1f}")
    text = f"{grouped_text(value, 0)}%"
    return joined([rule, element("text", text, x=left - 6, y=y + 4, text_anchor="end")])


def _line(
    series: Series,
    number: int,
    places: Sequence[tuple[float, float | None]],
    breaks: Collection[int],
) -> list[SafeString]:
    """The strokes between neighbours that are both known, a dot and a value at each."""
    parts = []
    for at in range(1, len(places)):
        (x, y), (to_x, to_y) = places[at - 1], places[at]
        if at not in breaks and y is not None and to_y is not None:
            way = f"M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}"
            parts.append(element("path", css=f"chart-line chart-line-{number + 1}", d=way))
    for (x, y), value in zip(places, series.points, strict=True):
        if y is None or value is None:
            continue
        shown = grouped_text(value, 1)
        title = element("title", f"{series.name}: {shown}%")
        css = f"chart-dot chart-dot-{number + 1}"
        parts.append(element("circle", title, css=css, cx=x, cy=y, r=3))
        above = y - 7 if number == 0 else y + 16
        parts.append(element("text", shown, css="chart-value", x=x, y=above, text_anchor="middle"))
    return parts


def line_key(number: int) -> SafeString:
    """How the line of this number is drawn, for a legend."""
    stroke = element("path", css=f"chart-line chart-line-{number}", d="M0 7H24")
    return element("svg", stroke, css="line-key", viewBox="0 0 24 14", aria_hidden="true")


def _stacked_row(row: StackedRow, top: float, fills: Sequence[str], width: int) -> SafeString:
    parts = [element("text", row.name, x=0, y=top + 12)]
    left, top = 0.0, top + NAME_HEIGHT
    for share, fill in zip(row.shares, fills, strict=True):
        extent = width * share / 100
        shown = grouped_text(share, 1)
        title = element("title", f"{row.name}: {shown}%")
        parts.append(_rectangle(fill, left, top, max(0, extent - 1.5), BAR_HEIGHT, title))
        if extent > 36:
            css = "chart-value chart-value--light" if fill in DARK_FILLS else "chart-value"
            middle = left + extent / 2
            parts.append(
                element("text", shown, css=css, x=middle, y=top + 15.5, text_anchor="middle")
            )
        left += extent
    return _linked(row.url, parts)


def _chart(
    width: float,
    height: float,
    label: str,
    drawn: Sequence[SafeString],
    *,
    linked: bool,
) -> SafeString:
    """The drawing itself. An image has no content for screen readers, so links need a group."""
    role = "group" if linked else "img"
    box = {"viewBox": f"0 0 {width} {height}", "role": role, "aria-label": label}
    return element("svg", joined(drawn), css="chart", **box)


def _linked(url: str, parts: Sequence[SafeString]) -> SafeString:
    return element("a", joined(parts), href=url) if url else joined(parts)


def _rectangle(
    css: str, x: float, y: float, width: float, height: float, title: str = ""
) -> SafeString:
    return element("rect", title, css=css, x=x, y=y, width=width, height=height, rx=2)
