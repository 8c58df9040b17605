"""Charts are SVG a strict content policy accepts, with their values as text."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from eduportal.core import charts
from eduportal.core.charts.five import Cuts, five_by_five
from eduportal.shell.styleguide import sample_chart, sample_marks, sample_plots

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


def test_fluid_charts_scale_no_letters_and_bear_no_styles():
    drawings = [drawing for _name, drawing, _said in sample_marks()]
    drawings += [drawing for _name, drawing in sample_plots()]
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)
        assert all("style" not in element.attrib for element in root.iter())
        for scaled in root.iter("svg"):
            assert scaled.get("viewBox") is None or not list(scaled.iter("text"))


def test_a_hidden_part_has_no_share_and_no_value_of_its_own():
    bar = charts.stacked((None, 39.8, 33.6, None))
    assert bar.count("fig-hidden") == 1 and "39,8" in bar
    assert 'x="73.40%"' in bar and 'width="26.60%"' in bar
    columns = charts.histogram(["0", "1", "2"], (None, 60, 40), (None, 50, 50), "Phổ điểm")
    assert columns.count("fig-hidden") == 1
    # The outline begins where it is known: behind the first third.
    assert "M333.3" in columns


def test_marks_stand_where_their_numbers_are():
    both = charts.dumbbell(70, 60, 50, 90, tick=80)
    assert 'cx="50.00%"' in both and 'x="25.00%"' in both and 'x1="75.00%"' in both
    assert 'cx="0.00%"' in charts.interval((6, 6, 7, 8, 8), 4, 5, 9)  # never outside its rail
    assert charts.strip((50, 50, 60), 55, 50, 60).count("fig-peer") == 3
    assert "fig-tick" not in charts.bar(10, 20)


def test_a_funnel_narrows_with_size():
    small, large = charts.limits(50, 25), charts.limits(50, 2500)
    assert small == (20, 30) and large == (2, 3)
    assert charts.limits(100, 10) == (0, 0)


def test_a_value_at_a_cut_belongs_to_the_class_above():
    cuts = Cuts((46, 57, 66, 75))
    assert [cuts.class_of(value) for value in (0, 45.9, 46, 66, 75, 100)] == [0, 0, 1, 3, 4, 4]
    assert (cuts.bounds(0), cuts.bounds(2)) == ((None, 46), (57, 66))
    rows = five_by_five([(4, 4), (0, 0), (0, 0), (2, 2)])
    assert rows[0][4].count == 1 and rows[4][0].count == 2 and rows[2][2].count == 1
    assert (rows[0][4].graded, rows[4][0].graded) == (5, 1)
