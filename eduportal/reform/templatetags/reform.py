"""Words and numbers of the register of schemes, in templates."""

import datetime
from decimal import Decimal

from django import template
from django.utils.functional import Promise

from eduportal.core.numbers import grouped_text
from eduportal.reform.choices import Better, MeasureState
from eduportal.reform.rules import Overlap, Standing
from eduportal.reform.words import OVERLAPS, STANDINGS
from schools.choices import Stage

register = template.Library()


@register.simple_tag
def standing_of(standing: str) -> tuple[Promise, str]:
    """What a standing is called, and the colour of its tag."""
    return STANDINGS[Standing(standing)]


@register.simple_tag
def overlap_of(kind: str) -> tuple[Promise, str]:
    """What an overlap is called, and the colour of its tag."""
    return OVERLAPS[Overlap(kind)]


@register.filter
def plain_number(value: Decimal | str | None) -> str:
    """A value with the decimals it needs, thousands apart; a dash for none."""
    if value in (None, ""):
        return "–"
    exact = Decimal(value).normalize()
    return grouped_text(exact, max(-int(exact.as_tuple().exponent), 0))


@register.filter
def day_of(text: str | None) -> datetime.date | None:
    """A day kept as ISO text."""
    return datetime.date.fromisoformat(text) if text else None


@register.filter
def stage_name(code: str) -> Promise | str:
    """What a level of education is called; nothing for all of them."""
    return Stage(code).label if code else ""


@register.filter
def better_name(code: str) -> Promise | str:
    """At least, or at most."""
    return Better(code).label


@register.filter
def measure_state(code: str) -> Promise | str:
    """What the state of a measure is called."""
    return MeasureState(code).label
