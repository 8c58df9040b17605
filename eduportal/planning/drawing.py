"""Maps of communes, hamlets and schools as SVG, drawn on the server: no library, no foreign tiles.

A symbol lies at the middle of its commune, is filled where something is short, a ring where it is
spare, a dot where it is even; its area grows with the number. It may move a little so that none
hides another. What is clicked is the symbol's cell among its neighbours, which is never painted.
On maps of one commune a square is a school, a diamond a place for a new one, a disc a hamlet.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH, MARGIN = 620, 42
KM_A_DEGREE = 111.32
FARTHEST, ROUNDS = 16.0, 30
DOT, LARGEST, HIT = 4.5, 24.0, 26.0
NAMED, FIGURE_FITS = 10, 10.0
CORNERS = 12
SQUARE, LARGEST_HAMLET = 7.0, 13.0
# Lengths of the bar in kilometres; the longest that takes up at most this share of the width.
BARS, BAR_SHARE = (1, 2, 5, 10, 20), 0.3
# A sentence, its address, and the number: negative where something is short.
SIGNS = {True: "map-short", False: "map-spare", None: "map-even"}


class Shape(Enum):
    """What a point is: a number of rooms with its sign, or a place of a commune."""

    ROOMS = ""
    SCHOOL = "map-school"
    NEW = "map-new"
    HAMLET = "map-hamlet"


# Symbols whose area grows with the number.
SIZED = (Shape.ROOMS, Shape.HAMLET)


@dataclass(frozen=True)
class Point:
    """One place: where, what it is called, its number (negative: short), its page and sentence."""

    latitude: float
    longitude: float
    name: str
    number: int
    url: str
    sentence: str
    shape: Shape = Shape.ROOMS


@dataclass
class _Symbol:
    point: Point
    home: tuple[float, float]
    x: float
    y: float
    radius: float


def draw_map(
    points: Sequence[Point], label: str, ways: Iterable[tuple[int, int]] = ()
) -> SafeString:
    """The map with its scale; `ways` join two points by their numbers. Empty without points."""
    if not points:
        return mark_safe("")
    symbols, scale, height = _placed(points)
    _push_apart(symbols)
    lines = [_way(symbols[first], symbols[second]) for first, second in ways]
    symbols.sort(key=lambda each: -each.radius)
    drawn = [_symbol(each, symbols) for each in symbols]
    return format_html(
        '<svg class="map" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}{}{}{}</svg>',
        WIDTH, round(height), label, _joined(lines), _joined(_leads(symbols)), _joined(drawn),
        _names(symbols), _bar(scale, height),
    )  # fmt: skip


def _placed(points: Sequence[Point]) -> tuple[list[_Symbol], float, float]:
    """The symbols at home, units of the drawing in a kilometre, and the height."""
    middle = math.cos(math.radians(sum(each.latitude for each in points) / len(points)))
    east = [each.longitude * middle * KM_A_DEGREE for each in points]
    north = [each.latitude * KM_A_DEGREE for each in points]
    widest = max(max(east) - min(east), (max(north) - min(north)) / 1.3, 5.0)
    scale = (WIDTH - 2 * MARGIN) / widest
    most = max((abs(each.number) for each in points if each.shape in SIZED), default=0) or 1
    symbols = []
    for each, x, y in zip(points, east, north, strict=True):
        home = MARGIN + (x - min(east)) * scale, MARGIN + (max(north) - y) * scale
        symbols.append(_Symbol(each, home, *home, _radius(each, most)))
    return symbols, scale, (max(north) - min(north)) * scale + 2 * MARGIN + 20


def _radius(point: Point, most: int) -> float:
    if point.shape not in SIZED:
        return SQUARE
    largest = LARGEST if point.shape is Shape.ROOMS else LARGEST_HAMLET
    return max(DOT, largest * math.sqrt(abs(point.number) / most))


def _push_apart(symbols: Sequence[_Symbol]) -> None:
    """Move symbols that overlap, each at most FARTHEST from its home."""
    near = [
        (a, b)
        for at, a in enumerate(symbols)
        for b in symbols[at + 1 :]
        if math.dist(a.home, b.home) < a.radius + b.radius + 2 * FARTHEST
    ]
    for _round in range(ROUNDS):
        for a, b in near:
            gap = math.dist((a.x, a.y), (b.x, b.y))
            over = a.radius + b.radius + 1 - gap
            if over > 0:
                along = ((b.x - a.x) / gap, (b.y - a.y) / gap) if gap else (1.0, 0.0)
                _move(a, -along[0] * over / 2, -along[1] * over / 2)
                _move(b, along[0] * over / 2, along[1] * over / 2)


def _move(symbol: _Symbol, dx: float, dy: float) -> None:
    x, y = symbol.x + dx - symbol.home[0], symbol.y + dy - symbol.home[1]
    shrink = min(1.0, FARTHEST / (math.hypot(x, y) or 1.0))
    symbol.x, symbol.y = symbol.home[0] + x * shrink, symbol.home[1] + y * shrink


def _cell(symbol: _Symbol, symbols: Iterable[_Symbol]) -> list[tuple[float, float]]:
    """The part of a circle about the symbol that is nearer to it than to any other."""
    size = max(HIT, symbol.radius)
    corners = [
        (
            symbol.x + size * math.cos(math.tau * at / CORNERS),
            symbol.y + size * math.sin(math.tau * at / CORNERS),
        )
        for at in range(CORNERS)
    ]
    for other in symbols:
        if other is not symbol and math.dist((other.x, other.y), (symbol.x, symbol.y)) < 2 * size:
            corners = _nearer(corners, symbol, other)
    return corners


def _nearer(
    corners: list[tuple[float, float]], symbol: _Symbol, other: _Symbol
) -> list[tuple[float, float]]:
    """The polygon on the symbol's side of the line midway to another."""
    nx, ny = other.x - symbol.x, other.y - symbol.y
    limit = nx * (symbol.x + other.x) / 2 + ny * (symbol.y + other.y) / 2
    kept = []
    for (x, y), (u, v) in zip(corners, corners[1:] + corners[:1], strict=True):
        first, second = nx * x + ny * y - limit, nx * u + ny * v - limit
        if first <= 0:
            kept.append((x, y))
        if first * second < 0:
            part = first / (first - second)
            kept.append((x + part * (u - x), y + part * (v - y)))
    return kept


def _symbol(symbol: _Symbol, symbols: Sequence[_Symbol]) -> SafeString:
    path = "L".join(f"{x:.0f} {y:.0f}" for x, y in _cell(symbol, symbols))
    return format_html(
        '<a href="{}" data-x="{}" data-y="{}"><title>{}</title><path class="map-hit" d="M{}Z"/>'
        "{}</a>",
        symbol.point.url, _short(symbol.x), _short(symbol.y), symbol.point.sentence, path,
        _drawn(symbol),
    )  # fmt: skip


def _drawn(symbol: _Symbol) -> SafeString:
    shape, x, y, size = symbol.point.shape, symbol.x, symbol.y, symbol.radius
    if shape in SIZED:
        number = symbol.point.number
        sign = SIGNS[number < 0 if number else None]
        css = sign if shape is Shape.ROOMS else shape.value
        return format_html(
            '<circle class="{}" cx="{}" cy="{}" r="{}"/>', css, *map(_short, (x, y, size))
        )
    corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
    if shape is Shape.NEW:
        corners = [(0.0, -1.4), (1.4, 0.0), (0.0, 1.4), (-1.4, 0.0)]
    path = "L".join(f"{_short(x + a * size)} {_short(y + b * size)}" for a, b in corners)
    return format_html('<path class="{}" d="M{}Z"/>', shape.value, path)


def _way(first: _Symbol, second: _Symbol) -> SafeString:
    ends = map(_short, (first.x, first.y, second.x, second.y))
    return format_html('<path class="map-way" d="M{} {}L{} {}"/>', *ends)


def _leads(symbols: Iterable[_Symbol]) -> list[SafeString]:
    """A thin line from a symbol that was moved to its place."""
    return [
        format_html(
            '<path class="map-lead" d="M{} {}L{} {}"/>',
            *map(_short, (*each.home, each.x, each.y)),
        )
        for each in symbols
        if math.dist(each.home, (each.x, each.y)) > 4
    ]


def _names(symbols: Sequence[_Symbol]) -> SafeString:
    """Figures inside large symbols; names above the largest, where they hide no other name."""
    texts: list[SafeString] = []
    taken: list[tuple[float, float, float]] = []
    # Schools of a commune before its hamlets, large before small.
    ordered = sorted(symbols, key=lambda each: each.point.shape is Shape.HAMLET)
    for at, each in enumerate(ordered):
        number = each.point.number
        if each.radius >= FIGURE_FITS and each.point.shape is Shape.ROOMS:
            css = "map-in" if number < 0 else "map-out"
            texts.append(_text(css, each.x, each.y + 4, f"{number:+d}".replace("-", "−")))
        half, y = len(each.point.name) * 3.2, each.y - each.radius - 4
        x = min(max(each.x, half), WIDTH - half)
        if at < NAMED and all(abs(x - u) > half + w or abs(y - v) > 12 for u, v, w in taken):
            taken.append((x, y, half))
            texts.append(_text("", x, y, each.point.name))
    return format_html('<g class="map-names" aria-hidden="true">{}</g>', _joined(texts))


def _text(css: str, x: float, y: float, text: str) -> SafeString:
    return format_html(
        '<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>',
        css, _short(x), _short(y), text,
    )  # fmt: skip


def _bar(scale: float, height: float) -> SafeString:
    kilometres = max((each for each in BARS if each * scale <= BAR_SHARE * WIDTH), default=1)
    y, length = height - 12, kilometres * scale
    return format_html(
        '<g class="map-scale" aria-hidden="true"><path d="M10 {}V{}H{}V{}"/>'
        '<text x="14" y="{}">{}</text></g>',
        round(y - 5), round(y), _short(10 + length), round(y - 5), round(y - 5),
        f"{kilometres} km",
    )  # fmt: skip


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
