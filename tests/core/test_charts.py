"""Charts are SVG a strict content policy accepts, with their values as text."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from eduportal.core import charts
from eduportal.shell.styleguide import sample_chart

LEVELS = charts.StackedRow("Trường A & B", (41.2, 38.6, 18.1, 2.1), url="/a/?b=1&c=2")


@pytest.fixture(autouse=True)
def in_vietnamese():
    with override("vi"):
        yield


def test_a_chart_is_well_formed_named_and_without_styles():
    root = ElementTree.fromstring(sample_chart())
    assert root.get("role") == "img"
    assert root.get("aria-label")
    assert all("style" not in element.attrib for element in root.iter())


def test_names_and_addresses_are_escaped():
    hostile = replace(LEVELS, name="<script>x</script>", url='/"onmouseover="x')
    root = ElementTree.fromstring(charts.stacked_bars([hostile], 'A "label"'))
    assert root.find("script") is None
    assert root.get("aria-label") == 'A "label"'
    assert root.find("a").attrib == {"href": '/"onmouseover="x'}


def test_parts_that_fit_carry_their_value_and_all_of_them_a_title():
    root = ElementTree.fromstring(charts.stacked_bars([LEVELS], "Kết quả"))
    titles = [each.text for each in root.iter("title")]
    assert titles[-1] == "Trường A & B: 2,1%"
    shown = [each.text for each in root.iter("text")]
    assert shown == ["Trường A & B", "41,2", "38,6", "18,1"]


def test_a_chart_with_links_is_a_group_so_that_they_can_be_reached():
    assert ElementTree.fromstring(charts.stacked_bars([LEVELS], "x")).get("role") == "group"


def test_shares_must_match_the_levels():
    with pytest.raises(ValueError, match="argument 2"):
        charts.stacked_bars([charts.StackedRow("A", (50, 50))], "x")
