"""What every template may use: icons, and numbers as the reader's language writes them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from eduportal.core import charts, numbers, qr, sheets
from eduportal.core.icons import ICONS

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """One icon, invisible to screen readers: the text beside it says what it means.

    Raises TemplateSyntaxError for an unknown name.
    """
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"There is no icon called {name!r}.")
    return format_html(
        '<svg class="icon{}" viewBox="0 0 20 20" width="20" height="20" fill="none"'
        ' stroke="currentColor" stroke-width="1.5" stroke-linecap="round"'
        ' stroke-linejoin="round" aria-hidden="true" focusable="false">{}</svg>',
        f" {css}" if css else "",
        mark_safe(ICONS[name]),  # our own drawings, never input
    )


@register.simple_tag
def line_key(number: int) -> SafeString:
    """How the line of this number of a chart is drawn."""
    return charts.line_key(number)


@register.simple_tag
def sheets_of(name: str) -> tuple[str, ...]:
    """The style sheets of a set of `core.sheets`, for a link each."""
    return sheets.files_of(name)


@register.simple_tag
def qr_code(text: str) -> SafeString:
    """A picture of the text that a telephone reads."""
    return qr.picture_of(text)


@register.simple_tag
def week_steps(values: Sequence[int], label: str) -> SafeString:
    """A small chart of a count by week."""
    return charts.steps(values, label)


@register.filter
def thousands(number: int | float | Decimal | None, places: int = 0) -> str:
    """A count with its thousands apart: {{ 948210|thousands }} is "948.210". None shows a dash."""
    return "–" if number is None else numbers.grouped_text(number, places)


@register.filter
def decimal(number: Decimal) -> str:
    """An amount with the decimals it has: {{ 8.250|decimal }} is "8,25"."""
    return numbers.short_text(number)


@register.filter
def titled(rows: Iterable[Sequence[Any]], titles: Iterable[str]) -> list[tuple[Any, ...]]:
    """Each row with its title before it."""
    return [(title, *row) for title, row in zip(titles, rows, strict=True)]
