"""Counts as the reader's language writes them, and icons."""

from decimal import Decimal

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override

from eduportal.core.numbers import grouped_text


def test_thousands_stand_apart_and_ties_are_rounded_up():
    with override("vi"):
        assert grouped_text(948210) == "948.210"
        assert grouped_text(1234.25, 1) == "1.234,3"
        assert grouped_text(Decimal("2.15"), 1) == "2,2"
    with override("en"):
        assert grouped_text(948210) == "948,210"


def rendered(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_templates_write_counts():
    with override("vi"):
        assert rendered("{{ 1486|thousands }}") == "1.486"
        assert rendered("{{ missing|thousands }}", missing=None) == "–"


def test_an_icon_is_drawn_without_a_style_and_hidden_from_screen_readers():
    drawing = rendered('{% icon "lock" %}')
    assert drawing.startswith("<svg")
    assert 'aria-hidden="true"' in drawing
    assert "style" not in drawing


def test_an_unknown_icon_is_an_error():
    with pytest.raises(TemplateSyntaxError, match="no icon called 'unicorn'"):
        rendered('{% icon "unicorn" %}')
