"""Elements of SVG, escaped, and drawings as wide as their place.

A drawing with text has no viewBox, which would scale its letters: x is a percentage of the place, y
and text are pixels, so that a label keeps its size on a phone, a desk and paper. Lines and areas
lie in a field of 1000 by 1000 stretched over the plot, with strokes that do not stretch.
"""

from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Point = tuple[float, float]


def element(tag: str, content: str = "", **attributes: object) -> SafeString:
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


def joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def percent(value: float) -> str:
    """A place from the left as an attribute."""
    return f"{value:.2f}%"


def place(value: float, low: float, high: float) -> float:
    """How far right a value lies between two others, in percent and never outside."""
    return 100 * min(1.0, max(0.0, (value - low) / (high - low)))


def fluid(height: int, parts: Iterable[SafeString], label: str = "", css: str = "") -> SafeString:
    """A drawing as wide as its place; without a label it is decoration beside real text."""
    size: dict[str, object] = {"css": f"fig {css}".strip(), "width": "100%", "height": height}
    said = {"role": "img", "aria_label": label}
    plain = {"aria_hidden": "true", "focusable": "false"}
    return element("svg", joined(parts), **size, **(said if label else plain))


def stretched(parts: Iterable[SafeString]) -> SafeString:
    """Shapes in a field of 1000 by 1000, stretched over the drawing."""
    box = {"viewBox": "0 0 1000 1000", "preserveAspectRatio": "none"}
    return element("svg", joined(parts), width="100%", height="100%", **box)


def path(points: Sequence[Point], css: str, *, closed: bool = False) -> SafeString:
    """A line through points in percent of a stretched field, or the area within."""
    way = "M" + "L".join(f"{x * 10:.1f} {y * 10:.1f}" for x, y in points) + ("Z" if closed else "")
    return element("path", css=css, d=way, vector_effect="non-scaling-stroke")


def upright(x: float, top: float, bottom: float, css: str) -> SafeString:
    """A stroke down at x percent."""
    at = percent(x)
    return element("line", css=css, x1=at, x2=at, y1=top, y2=bottom)


def across(y: float, css: str, left: float = 0, right: float = 100) -> SafeString:
    """A stroke from left to right, in percent, at y pixels."""
    return element("line", css=css, x1=percent(left), x2=percent(right), y1=y, y2=y)


def box(left: float, width: float, height: float, y: float = 0, **attributes: object) -> SafeString:
    """A rectangle from left, both in percent."""
    return element(
        "rect", "", x=percent(left), y=y, width=percent(width), height=height, **attributes
    )


def words(text: str, x: float, y: float, css: str = "", anchor: str = "middle") -> SafeString:
    more = {"css": css} if css else {}
    return element("text", text, x=percent(x), y=y, text_anchor=anchor, **more)
