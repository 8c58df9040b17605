"""Mistakes seen in public implementations of the circular, each shown not to be made here."""

import subprocess
import sys

import pytest

from grades.rules.cells import AssessmentForm
from grades.rules.levels import Level, Promotion
from grades.rules.mark_text import MarkTextError, parse_cell
from grades.rules.tt22.averages import (
    commented_term_result,
    regular_count,
    term_average,
    year_average,
)
from grades.rules.tt22.promotion import promotion
from grades.rules.tt22.readings import Readings
from schools.reference import rows
from tests.grades.levels import learning_level

READINGS = Readings()


def test_term_average_is_not_the_mean_of_regular_marks_over_six():
    wrong = (85 + 2 * 70 + 3 * 80) / 6
    assert round(wrong) == 78
    assert term_average([80, 90], 70, 80, READINGS) == 79


def test_ties_are_not_rounded_to_even():
    exact = (70 + 80 + 66 + 2 * 60 + 3 * 60) / 8
    assert round(exact) == 64
    assert term_average([70, 80, 66], 60, 60, READINGS) == 65


def test_every_tie_a_float_gets_wrong_is_rounded_up():
    wrong = [total for total in range(801) if round(total / 8 / 10, 1) * 10 != _half_up(total, 8)]
    assert len(wrong) == 50
    for total in wrong:
        periodic = min(100, total // 5)
        regular = [(total - 5 * periodic + more) // 3 for more in range(3)]
        assert term_average(regular, periodic, periodic, READINGS) == _half_up(total, 8)


def _half_up(dividend, divisor):
    return (2 * dividend + divisor) // (2 * divisor)


def test_year_average_is_not_the_plain_mean_of_terms():
    assert year_average(79, 85, READINGS) == 83


def test_national_defence_education_carries_marks():
    [form] = {each["form"] for each in rows("curriculum_2018") if each["subject"] == "gdqpan"}
    with pytest.raises(MarkTextError) as refused:
        parse_cell("Đ", AssessmentForm(form))
    assert refused.value.code == "result_in_scored_subject"


def test_periods_of_a_cluster_do_not_change_the_tier():
    history, cluster = 52, 35
    assert regular_count(history, AssessmentForm.SCORED, READINGS) == 3
    assert regular_count(history + cluster, AssessmentForm.SCORED, READINGS) == 4


def test_absences_bar_promotion_and_leave_learning_alone():
    learning = learning_level([85] * 8, [True] * 4, READINGS)
    assert learning is Level.GOOD
    assert promotion(learning, Level.GOOD, 46, READINGS) is Promotion.RETAINED


def test_one_weak_subject_is_adjusted():
    assert learning_level([85] * 7 + [49], [True] * 4, READINGS) is Level.FAIR


@pytest.mark.parametrize("regular", [[90, None, None, None], [None, 90, 90, 90]])
def test_slot_left_empty_is_not_skipped(regular):
    assert term_average(regular, 90, 90, READINGS) is None


def test_missing_mark_is_not_zero():
    assert term_average([90, 90], 90, None, READINGS) is None
    assert term_average([90, 90], 90, 0, READINGS) == 51


def test_level_counts_subjects_and_is_no_band_of_one_average():
    scored = [95] * 5 + [79] * 3
    assert sum(scored) / len(scored) > 80
    assert learning_level(scored, [True] * 4, READINGS) is Level.FAIR


def test_commented_subject_is_no_majority_vote():
    assert commented_term_result([True, True], True, False, READINGS, term_over=False) is False


def test_rules_load_without_django():
    script = (
        "import sys, grades.rules.schemes, staffing.rules.norms;sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
