"""Averages and comment-only results of one subject (22/2021/TT-BGDĐT, Điều 6, 7, 9 khoản 1).

Vectors are named by the rows of the worked examples: M a term, Y a year, N without marks.
"""

from dataclasses import replace
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.tt22.averages import (
    combined_strands,
    commented_term_result,
    commented_year_result,
    regular_count,
    rounded_quotient,
    settled_periodic,
    term_average,
    year_average,
)
from grades.rules.tt22.mark_readings import ExemptCell, Rounding, WithoutFirstTerm
from grades.rules.tt22.readings import Readings

READINGS = Readings()

SCORED, COMMENTED = AssessmentForm.SCORED, AssessmentForm.COMMENTED

TERM_AVERAGES = [
    # id, regular, midterm, final, average
    ("M1", [60, 80, 75], 70, 60, 67),
    ("M2", [80, 90], 70, 80, 79),
    ("M3", [80, 80, 80, 80], 80, 80, 80),
    ("M4-tie", [70, 80, 66], 60, 60, 65),
    ("M5-tie-at-8.0", [80, 80, 76], 80, 80, 80),
    ("M6-cluster", [80, 80, 80, 80, 100], 80, 85, 84),
    ("M7", [70, 80, 90, 80], 85, 75, 79),
    ("M8-cluster", [70, 80, 90, 80, 90], 85, 75, 81),
    ("M9-absent-is-0", [70, 80], 60, 0, 39),
    ("M10", [90, 90, 90, 90], 90, 0, 60),
    ("M11-pending", [90, 90, 90, 90], 90, None, None),
    ("M12", [50, 50], 50, 49, 50),
    ("M13", [50, 50, 50], 48, 49, 49),
    ("midterm-pending", [90, 90], None, 90, None),
    ("regular-pending", [90, None], 90, 90, None),
    ("no-regular", [], 90, 90, None),
    ("absence-not-settled", [90, 90], 90, CellCode.ABSENT, None),
    ("all-zero", [0, 0], 0, 0, 0),
    ("all-ten", [100] * 4, 100, 100, 100),
]

YEAR_AVERAGES = [
    ("Y1", 90, 75, 80),
    ("Y3", 79, 85, 83),
    ("Y4", 80, 79, 79),
    ("Y5", 79, 80, 80),
    ("Y6", 64, 65, 65),
    ("Y7", 65, 64, 64),
    ("Y8", 34, 35, 35),
    ("Y9", 89, 90, 90),
    ("Y10", 0, 75, 50),
    ("term-1-missing", None, 75, None),
    ("term-2-missing", 75, None, None),
]


@pytest.mark.parametrize(
    ("regular", "midterm", "final", "average"),
    [pytest.param(*row, id=name) for name, *row in TERM_AVERAGES],
)
def test_term_average_of_worked_example(regular, midterm, final, average):
    assert term_average(regular, midterm, final, READINGS) == average


@pytest.mark.parametrize(
    ("term1", "term2", "average"), [pytest.param(*row, id=name) for name, *row in YEAR_AVERAGES]
)
def test_year_average_of_worked_example(term1, term2, average):
    assert year_average(term1, term2, READINGS) == average


def test_year_average_of_y2_rounds_7_26_up():
    assert rounded_quotient(726, 10, Rounding.HALF_UP) == 73


def test_absent_final_of_m9_is_settled_before_it_is_averaged():
    final = settled_periodic(CellCode.ABSENT, SCORED, READINGS, make_up_over=True)
    assert term_average([70, 80], 60, final, READINGS) == 39


def test_absence_stays_pending_while_a_make_up_is_possible():
    assert settled_periodic(CellCode.ABSENT, SCORED, READINGS, make_up_over=False) is None


def test_absence_never_settles_where_the_rules_say_so():
    rules = replace(READINGS, absence_settles=False)
    assert settled_periodic(CellCode.ABSENT, SCORED, rules, make_up_over=True) is None


@pytest.mark.parametrize("cell", [None, 0, 85, CellCode.PASSED, CellCode.EXEMPT])
def test_settling_changes_absences_only(cell):
    assert settled_periodic(cell, SCORED, READINGS, make_up_over=True) == cell


def test_override_averages_the_regular_marks_there_are():
    rules = replace(READINGS, missing_regular_blocks=False)
    assert term_average([80, None], 70, 80, rules) == term_average([80], 70, 80, READINGS)
    assert term_average([None, None], 70, 80, rules) is None


@pytest.mark.parametrize("mark", [-1, 101, CellCode.FAILED, CellCode.PASSED, 8.5, True, "85"])
def test_value_that_is_no_mark_is_never_averaged(mark):
    with pytest.raises(ValueError, match="not a mark in tenths"):
        term_average([mark, 80], 80, 80, READINGS)
    with pytest.raises(ValueError, match="not a mark in tenths"):
        year_average(80, mark, READINGS)


@given(
    st.lists(st.integers(0, 100), min_size=1, max_size=6),
    st.integers(0, 100),
    st.integers(0, 100),
    st.sampled_from([(Rounding.HALF_UP, ROUND_HALF_UP), (Rounding.HALF_EVEN, ROUND_HALF_EVEN)]),
)
def test_term_average_equals_exact_decimal_arithmetic(regular, midterm, final, rounding):
    ours, theirs = rounding
    total = Decimal(sum(regular) + 2 * midterm + 3 * final) / 10
    exact = (total / (len(regular) + 5)).quantize(Decimal("0.1"), theirs)
    rules = replace(READINGS, rounding=ours)
    assert term_average(regular, midterm, final, rules) == int(exact * 10)


@pytest.mark.parametrize("divisor", [3, 6, 7, 8, 9, 10, 11])
def test_half_up_equals_decimal_for_every_possible_sum(divisor):
    for total in range(100 * divisor + 1):
        exact = (Decimal(total) / divisor).quantize(Decimal(1), ROUND_HALF_UP)
        assert rounded_quotient(total, divisor, Rounding.HALF_UP) == exact


@given(st.lists(st.integers(0, 100), min_size=1, max_size=5), st.integers(0, 100))
def test_average_lies_between_the_lowest_and_the_highest_mark(regular, periodic):
    marks = [*regular, periodic]
    assert min(marks) <= term_average(regular, periodic, periodic, READINGS) <= max(marks)


COMMENTED_TERMS = [
    # id, cells (two regular, midterm, final), whether the term is Đạt
    ("N1-term-1", [True, True, True, False], False),
    ("N1-term-2", [True, True, True, True], True),
    ("N2-term-1", [True, True, True, True], True),
    ("N2-term-2", [True, False, True, True], False),
    ("N3-term-1", [True, True, True, True], True),
    ("N3-term-2", [True, True, True, CellCode.FAILED], False),
    ("codes", [CellCode.PASSED] * 4, True),
    ("failed-code", [CellCode.PASSED] * 3 + [CellCode.FAILED], False),
    ("final-pending", [True, True, True, None], None),
    ("absence-not-settled", [True, True, True, CellCode.ABSENT], None),
]


@pytest.mark.parametrize(
    ("cells", "result"), [pytest.param(*row, id=name) for name, *row in COMMENTED_TERMS]
)
def test_commented_term_of_worked_example(cells, result):
    assert commented_term_result(cells[:2], cells[2], cells[3], READINGS, term_over=False) is result


@pytest.mark.parametrize(
    ("term2", "year"),
    [
        pytest.param(True, True, id="N1"),
        pytest.param(False, False, id="N2"),
        pytest.param(None, None, id="term-2-missing"),
        pytest.param(CellCode.PASSED, True, id="code"),
    ],
)
def test_commented_year_is_the_second_term_alone(term2, year):
    assert commented_year_result(term2) is year


def test_absent_final_of_n3_is_settled_as_failed():
    assert (
        settled_periodic(CellCode.ABSENT, COMMENTED, READINGS, make_up_over=True) is CellCode.FAILED
    )


def test_strand_failed_fails_the_assessment_of_n4():
    final = combined_strands([CellCode.PASSED, CellCode.FAILED])
    assert final is False
    assert commented_term_result([True, True], True, final, READINGS, term_over=False) is False


def test_strand_missing_leaves_the_assessment_pending():
    assert combined_strands([True, None]) is None
    assert combined_strands([]) is None


def test_commented_term_needs_its_full_number_of_assessments():
    assert commented_term_result([True], True, True, READINGS, term_over=False) is None


def test_number_is_no_result_of_a_commented_subject():
    with pytest.raises(ValueError, match="not a comment-only result: 80"):
        commented_term_result([True, 80], True, True, READINGS, term_over=False)


@pytest.mark.parametrize(
    ("periods", "count"),
    [(1, 2), (17, 2), (35, 2), (36, 3), (52, 3), (70, 3), (71, 4), (105, 4), (140, 4)],
)
def test_regular_count_follows_the_periods_of_the_year(periods, count):
    assert regular_count(periods, SCORED, READINGS) == count


def test_each_size_of_a_subject_has_its_own_count():
    counts = {"regular_below_few": 1, "regular_few": 2, "regular_medium": 3, "regular_many": 5}
    readings = replace(READINGS, few_periods=20, medium_periods=30, **counts)
    found = [regular_count(periods, SCORED, readings) for periods in (19, 20, 21, 30, 31)]
    assert found == [1, 2, 3, 3, 5]


@pytest.mark.parametrize("periods", [35, 70, 105])
def test_commented_subject_has_two_regular_results(periods):
    assert regular_count(periods, COMMENTED, READINGS) == 2


def test_study_topic_counts_as_a_regular_mark_where_it_was_given():
    assert term_average([80] * 4, 80, 85, READINGS, topics=[100]) == 84
    without = term_average([80] * 4, 80, 85, READINGS)
    assert term_average([80] * 4, 80, 85, READINGS, topics=[None]) == without
    waiting = replace(READINGS, missing_topic_blocks=True)
    assert term_average([80] * 4, 80, 85, waiting, topics=[None]) is None


EXEMPT = CellCode.EXEMPT
LEFT_OUT = replace(READINGS, exempt_cell=ExemptCell.LEAVE_OUT)


def test_exempt_cell_leaves_the_count_only_by_decision():
    assert term_average([80, EXEMPT], 70, 90, READINGS) is None
    assert term_average([80, EXEMPT], 70, 90, LEFT_OUT) == term_average([80], 70, 90, READINGS)
    # (80 + 90 + 2 · 70) / 4
    assert term_average([80, 90], 70, EXEMPT, LEFT_OUT) == 78
    assert term_average([EXEMPT, EXEMPT], 70, 90, LEFT_OUT) is None
    cells = ([True, EXEMPT], True, True)
    assert commented_term_result(*cells, READINGS, term_over=True) is False
    assert commented_term_result(*cells, LEFT_OUT, term_over=True) is True


P, F, A = True, False, CellCode.ABSENT


@pytest.mark.parametrize(
    ("regular", "midterm", "final", "running", "over", "over_but_regular"),
    [
        ([P, P], P, P, True, True, True),
        ([P, P], P, F, False, False, False),
        ([P, P], A, P, None, False, False),
        ([P, P], None, P, None, False, False),
        ([P, None], P, P, None, False, None),
        ([P, A], P, P, None, False, None),
        ([F, None], P, P, None, False, False),
        ([P, None], P, F, None, False, False),
        ([None, None], None, None, None, False, False),
    ],
)
def test_incomplete_comment_only_subject_fails_when_the_term_is_over(
    regular, midterm, final, running, over, over_but_regular
):
    cells = (regular, midterm, final)
    assert commented_term_result(*cells, READINGS, term_over=False) is running
    assert commented_term_result(*cells, READINGS, term_over=True) is over
    lenient = replace(READINGS, missing_regular_fails=False)
    assert commented_term_result(*cells, lenient, term_over=True) is over_but_regular


def test_student_without_a_first_term_has_no_year_unless_decided():
    second = replace(READINGS, without_first_term=WithoutFirstTerm.SECOND_TERM)
    assert year_average(None, 80, READINGS) is None
    assert year_average(None, 80, second) == 80
    assert year_average(80, None, second) is None


@pytest.mark.parametrize("periods", [0, -35])
def test_subject_without_periods_has_no_count(periods):
    with pytest.raises(ValueError, match="at least one period"):
        regular_count(periods, SCORED, READINGS)
