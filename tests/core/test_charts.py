"""Charts are SVG a strict content policy accepts, with their values as text."""

from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from eduportal.core import charts
from eduportal.shell.styleguide import sample_charts

LEVELS = charts.StackedRow("Trường A & B", (41.2, 38.6, 18.1, 2.1), url="/a/?b=1&c=2")


@pytest.fixture(autouse=True)
def in_vietnamese():
    with override("vi"):
        yield


def texts(drawing: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(drawing).iter("text")]


@pytest.mark.parametrize("name", ["levels", "shortage", "progress", "trend"])
def test_a_chart_is_well_formed_named_and_without_styles(name):
    drawing = sample_charts()[name]
    root = ElementTree.fromstring(drawing)
    assert root.get("role") == "img"
    assert root.get("aria-label")
    assert all("style" not in element.attrib for element in root.iter())


def test_names_and_addresses_are_escaped():
    hostile = charts.Bar("<script>x</script>", 3, url='/"onmouseover="x')
    root = ElementTree.fromstring(charts.horizontal_bars([hostile], 'A "label"'))
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


def test_bars_of_nothing_are_drawn_as_nothing():
    root = ElementTree.fromstring(charts.horizontal_bars([charts.Bar("A", 0)], "x"))
    assert root.find("rect").get("width") == "0"


def test_a_line_ends_where_the_values_end():
    line = charts.Series("2025–2026", [10, 20, None])
    drawing = charts.line_chart(["T1", "T2", "T3"], [line], "Tiến độ")
    assert texts(drawing)[-1] == "20%"


def test_a_line_without_values_draws_only_its_frame():
    drawing = charts.line_chart(["T1"], [charts.Series("x", [None])], "Tiến độ")
    assert ElementTree.fromstring(drawing).find("path") is None


def test_at_most_ten_names_stand_under_a_line():
    weeks = [f"T{week}" for week in range(1, 36)]
    drawing = charts.line_chart(weeks, [], "Tiến độ")
    assert 5 <= sum(text.startswith("T") for text in texts(drawing)) <= 10


def test_a_flat_sparkline_is_a_line_too():
    root = ElementTree.fromstring(charts.sparkline([7, 7, 7], "Không đổi"))
    assert root.find("path").get("d").startswith("M2.0 19.0")
