"""Charts drawn on the server as SVG.

No script, no style attributes (the Content-Security-Policy forbids both), values printed as text,
colours from classes of static/ui/components/charts.css, so that print and contrast themes work.
Each chart says in its label what it shows; the page puts a table with the same values beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from eduportal.core.numbers import grouped_text

# Fill classes of the four result levels, best first, and which of them need white text.
LEVEL_FILLS = ("chart-level-1", "chart-level-2", "chart-level-3", "chart-level-4")
DARK_FILLS = frozenset({"chart-level-1", "chart-level-4"})
ROW_HEIGHT = 34


@dataclass(frozen=True)
class StackedRow:
    """One bar that adds up to 100: its name and the share of each part in percent."""

    name: str
    shares: Sequence[float]
    url: str = ""


@dataclass(frozen=True)
class Bar:
    """One horizontal bar."""

    name: str
    value: float
    url: str = ""
    fill: str = "chart-level-1"


@dataclass(frozen=True)
class Series:
    """One line; None where there is no value yet. The first series of a chart is the main one."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Frame:
    """The plotting area of a line chart, in the SVG's own units."""

    width: int = 470
    height: int = 190
    left: int = 34
    right: int = 18
    top: int = 22
    bottom: int = 24
    highest: float = 100
    steps: int = 1

    def x(self, position: int) -> float:
        return self.left + (self.width - self.left - self.right) * position / max(self.steps, 1)

    def y(self, value: float) -> float:
        return self.top + (self.height - self.top - self.bottom) * (1 - value / self.highest)


def stacked_bars(
    rows: Sequence[StackedRow],
    label: str,
    *,
    fills: Sequence[str] = LEVEL_FILLS,
    name_width: int = 96,
    width: int = 460,
) -> SafeString:
    """Horizontal bars of 100 %, one a row, each part labelled where its text fits."""
    drawn = [
        _stacked_row(row, index * ROW_HEIGHT + 4, fills, name_width, width)
        for index, row in enumerate(rows)
    ]
    linked = any(row.url for row in rows)
    return _chart(width, len(rows) * ROW_HEIGHT, label, drawn, linked=linked)


def horizontal_bars(
    bars: Sequence[Bar],
    label: str,
    *,
    places: int = 0,
    unit: str = "",
    target: float | None = None,
    name_width: int = 150,
    width: int = 520,
) -> SafeString:
    """One bar a row with its value behind it; `target` draws a dashed line across all rows."""
    room = width - name_width - 60
    largest = max([bar.value for bar in bars] + [target or 0, 0]) or 1
    drawn = [
        _bar_row(bar, index * 30 + 5, name_width, room * bar.value / largest, places, unit)
        for index, bar in enumerate(bars)
    ]
    height = len(bars) * 30 + 4
    if target is not None:
        at = name_width + room * target / largest
        drawn.append(_element("line", css="chart-target", x1=at, y1=0, x2=at, y2=height))
    return _chart(width, height, label, drawn, linked=any(bar.url for bar in bars))


def line_chart(
    ticks: Sequence[str],
    series: Sequence[Series],
    label: str,
    *,
    highest: float = 100,
    unit: str = "%",
    places: int = 0,
) -> SafeString:
    """Lines over `ticks`: the first solid over a tinted area, the others dashed."""
    frame = Frame(highest=highest, steps=len(ticks) - 1)
    drawn = _scale(frame, unit) + _tick_names(frame, ticks)
    for order, line in enumerate(series):
        drawn += _line(frame, line, places, unit, is_main=order == 0)
    return _chart(frame.width, frame.height, label, drawn)


def sparkline(
    values: Sequence[float], label: str, *, width: int = 84, height: int = 22
) -> SafeString:
    """A line the size of a word, ending in a dot; needs at least one value."""
    low, high = min(values), max(values)
    spread = (high - low) or 1
    step = (width - 8) / max(len(values) - 1, 1)
    points = [
        (2 + step * index, height - 3 - (height - 7) * (value - low) / spread)
        for index, value in enumerate(values)
    ]
    drawn = [_element("path", css="chart-line", d=_path(points)), _dot(points[-1], 3)]
    return _chart(width, height, label, drawn, css="sparkline", sized=True)


def _stacked_row(
    row: StackedRow, top: float, fills: Sequence[str], name_width: int, width: int
) -> SafeString:
    parts = [_element("text", row.name, x=0, y=top + 15)]
    left, full = float(name_width), width - name_width - 4
    for share, fill in zip(row.shares, fills, strict=True):
        extent = full * share / 100
        shown = grouped_text(share, 1)
        title = _element("title", f"{row.name}: {shown}%")
        parts.append(_rectangle(fill, left, top, max(0, extent - 1.5), 22, title))
        if extent > 36:
            css = "chart-value chart-value--light" if fill in DARK_FILLS else "chart-value"
            middle = left + extent / 2
            parts.append(
                _element("text", shown, css=css, x=middle, y=top + 15.5, text_anchor="middle")
            )
        left += extent
    return _linked(row.url, parts)


def _bar_row(
    bar: Bar, top: float, name_width: int, extent: float, places: int, unit: str
) -> SafeString:
    value = f"{grouped_text(bar.value, places)}{unit}"
    parts = [
        _element("text", bar.name, x=0, y=top + 14),
        _rectangle(bar.fill, name_width, top, extent, 19),
        _element("text", value, css="chart-value", x=name_width + extent + 6, y=top + 14),
    ]
    return _linked(bar.url, parts)


def _scale(frame: Frame, unit: str) -> list[SafeString]:
    """Five grid lines with their values; only the highest carries the unit."""
    drawn = []
    for quarter in range(5):
        value = frame.highest * quarter / 4
        at = frame.y(value)
        css = "chart-axis chart-axis--base" if quarter == 0 else "chart-axis"
        left, right = frame.left, frame.width - frame.right
        text = grouped_text(value) + (unit if quarter == 4 else "")
        drawn.append(_element("line", css=css, x1=left, x2=right, y1=at, y2=at))
        drawn.append(_element("text", text, x=left - 6, y=at + 4, text_anchor="end"))
    return drawn


def _tick_names(frame: Frame, ticks: Sequence[str]) -> list[SafeString]:
    """At most ten names under the axis; more would run into each other."""
    every = -(-len(ticks) // 10)
    return [
        _element("text", name, x=frame.x(index), y=frame.height - 6, text_anchor="middle")
        for index, name in enumerate(ticks)
        if index % every == 0
    ]


def _line(
    frame: Frame, series: Series, places: int, unit: str, *, is_main: bool
) -> list[SafeString]:
    known = [(index, value) for index, value in enumerate(series.values) if value is not None]
    if not known:
        return []
    points = [(frame.x(index), frame.y(value)) for index, value in known]
    last_x, last_y = points[-1]
    css = "chart-line" if is_main else "chart-line chart-line--other"
    drawn = [_element("path", css=css, d=_path(points))]
    if is_main:
        base = frame.y(0)
        area = [(points[0][0], base), *points, (last_x, base)]
        drawn.insert(0, _element("path", css="chart-area", d=_path(area) + "Z"))
        drawn.append(_dot(points[-1], 4.5))
    text = f"{grouped_text(known[-1][1], places)}{unit}"
    place = {"x": last_x, "y": last_y - 10, "text_anchor": "middle"}
    drawn.append(_element("text", text, css="chart-value", **place))
    return drawn


def _chart(
    width: float,
    height: float,
    label: str,
    drawn: Sequence[SafeString],
    *,
    css: str = "chart",
    sized: bool = False,
    linked: bool = False,
) -> SafeString:
    """The drawing itself. An image has no content for screen readers, so links need a group."""
    size = {"width": width, "height": height} if sized else {}
    role = "group" if linked else "img"
    box = {"viewBox": f"0 0 {width} {height}", "role": role, "aria-label": label}
    return _element("svg", _joined(drawn), css=css, **box, **size)


def _linked(url: str, parts: Sequence[SafeString]) -> SafeString:
    return _element("a", _joined(parts), href=url) if url else _joined(parts)


def _rectangle(
    css: str, x: float, y: float, width: float, height: float, title: str = ""
) -> SafeString:
    return _element("rect", title, css=css, x=x, y=y, width=width, height=height, rx=2)


def _dot(centre: tuple[float, float], radius: float) -> SafeString:
    return _element("circle", css="chart-dot", cx=centre[0], cy=centre[1], r=radius)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _element(tag: str, content: str = "", **attributes: object) -> SafeString:
    """One SVG element; every attribute and any text that is not safe already is escaped."""
    named = [
        ("class" if name == "css" else name.replace("_", "-"), _plain(value))
        for name, value in attributes.items()
    ]
    return format_html(
        "<{0}{1}>{2}</{0}>", mark_safe(tag), format_html_join("", ' {}="{}"', named), content
    )


def _plain(value: object) -> object:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else value


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
