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


def test_lines_tell_apart_break_and_leave_out_what_is_not_known():
    series = [
        charts.Series("30/9", (40.0, 60.5, None, 80.0)),
        charts.Series("31/12", (50.0, 70.0, 75.0, 90.0)),
    ]
    drawn = charts.lines(series, ["2023", "2024", "2025", "2026"], "Đang học", {2})
    root = ElementTree.fromstring(drawn)
    strokes = [each.get("class") for each in root.iter("path")]
    # The first line has one pair of neighbours, the second three, of which one crosses the break.
    assert strokes.count("chart-line chart-line-1") == 1
    assert strokes.count("chart-line chart-line-2") == 2
    assert strokes.count("chart-break") == 1 and len(list(root.iter("circle"))) == 7
    assert {"2023", "60,5", "0%", "100%"} <= {each.text for each in root.iter("text")}
    assert root.get("aria-label") == "Đang học"
    ElementTree.fromstring(charts.lines([], [], "không có gì"))
    assert "chart-line-2" in charts.line_key(2)


def test_shares_must_match_the_levels():
    with pytest.raises(ValueError, match="argument 2"):
        charts.stacked_bars([charts.StackedRow("A", (50, 50))], "x")
