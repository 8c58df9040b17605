"""Marks and counts as the reader's language writes them."""

from decimal import Decimal

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override

from eduportal.core.numbers import CELL_CODE_TEXTS, grouped_text, mark_text
from grades.rules.cells import CellCode
from grades.rules.mark_text import format_cell


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), (0, "0,0"), (85, "8,5"), (100, "10,0"), (200, "CĐ"), (201, "Đ"), (210, "V")],
)
def test_a_cell_is_written_with_a_comma_in_vietnamese(cell, text):
    with override("vi"):
        assert mark_text(cell) == text


def test_a_cell_is_written_with_a_point_in_english():
    with override("en"):
        assert mark_text(85) == "8.5"


def test_the_codes_are_those_of_the_rules():
    assert set(CELL_CODE_TEXTS) == {code.value for code in CellCode}
    assert all(format_cell(code) == text for code, text in CELL_CODE_TEXTS.items())


def test_thousands_stand_apart_and_ties_are_rounded_up():
    with override("vi"):
        assert grouped_text(948210) == "948.210"
        assert grouped_text(1234.25, 1) == "1.234,3"
        assert grouped_text(Decimal("2.15"), 1) == "2,2"
    with override("en"):
        assert grouped_text(948210) == "948,210"


def rendered(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_templates_write_marks_and_counts():
    with override("vi"):
        assert rendered("{{ 85|mark }} {{ 1486|thousands }}") == "8,5 1.486"
        assert rendered("{{ missing|thousands }}", missing=None) == "–"


def test_an_icon_is_drawn_without_a_style_and_hidden_from_screen_readers():
    drawing = rendered('{% icon "lock" %}')
    assert drawing.startswith("<svg")
    assert 'aria-hidden="true"' in drawing
    assert "style" not in drawing


def test_an_icon_nobody_has_drawn_is_an_error():
    with pytest.raises(TemplateSyntaxError, match="no icon called 'unicorn'"):
        rendered('{% icon "unicorn" %}')
