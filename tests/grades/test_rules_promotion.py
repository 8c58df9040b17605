"""Promotion, summer measures and titles (22/2021/TT-BGDĐT, Điều 12 to 15).

Vectors are named by the rows of the worked examples: R promotion, W titles, L and C their inputs.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grades.rules.cells import AssessmentForm
from grades.rules.levels import Award, Level, Promotion
from grades.rules.tt22.learning import SubjectRef, year_conduct
from grades.rules.tt22.promotion import (
    award,
    countable_absences,
    promotion,
    reassessable_subjects,
    reassessed_outcome,
    summer_steps,
)
from grades.rules.tt22.readings import Readings
from tests.grades.levels import learning_level

READINGS = Readings()

GOOD, FAIR, PASSED, FAILED = Level.GOOD, Level.FAIR, Level.PASSED, Level.FAILED
ALL_PASSED = [True] * 4
L12 = [50] * 5 + [49] * 3
L14 = [50] * 6 + [45, 32]


def scored_subject(position):
    return SubjectRef(AssessmentForm.SCORED, position)


def test_r1_and_r2_turn_on_one_tenth_in_the_repeated_subject():
    assert (
        promotion(learning_level(L14, ALL_PASSED, READINGS), FAIR, 10, READINGS)
        is Promotion.REASSESSMENT
    )
    for mark, expected in [(35, Promotion.PROMOTED), (34, Promotion.RETAINED)]:
        again = reassessed_outcome(L14, ALL_PASSED, {scored_subject(7): mark}, READINGS)
        assert promotion(FAILED, FAIR, 10, READINGS, reassessed_learning=again.final) is expected


def test_r3_promotes_on_the_subjects_sat():
    again = reassessed_outcome(L12, ALL_PASSED, {scored_subject(5): 50}, READINGS)
    assert again.final is PASSED
    assert (
        promotion(FAILED, PASSED, 0, READINGS, reassessed_learning=again.final)
        is Promotion.PROMOTED
    )


def test_r3_waits_where_every_eligible_subject_must_be_sat():
    rules = replace(READINGS, reassess_all=True)
    assert reassessed_outcome(L12, ALL_PASSED, {scored_subject(5): 50}, rules) is None
    all_sat = {scored_subject(position): 50 for position in (5, 6, 7)}
    assert reassessed_outcome(L12, ALL_PASSED, all_sat, rules).final is PASSED


@pytest.mark.parametrize(
    ("learning", "conduct", "absences", "expected"),
    [
        pytest.param(PASSED, PASSED, 46, Promotion.RETAINED, id="R4"),
        pytest.param(GOOD, GOOD, 45, Promotion.PROMOTED, id="R5"),
        pytest.param(PASSED, FAILED, 0, Promotion.SUMMER_TRAINING, id="R6-before-summer"),
        pytest.param(PASSED, PASSED, 45, Promotion.PROMOTED, id="barely"),
        pytest.param(FAILED, PASSED, 0, Promotion.REASSESSMENT, id="learning-failed"),
        pytest.param(FAILED, FAILED, 0, Promotion.SUMMER_TRAINING, id="both-failed"),
        pytest.param(None, PASSED, 0, None, id="learning-pending"),
        pytest.param(PASSED, None, 0, None, id="conduct-pending"),
        pytest.param(None, None, 46, Promotion.RETAINED, id="absent-whatever-else"),
    ],
)
def test_promotion_at_the_end_of_the_year(learning, conduct, absences, expected):
    assert promotion(learning, conduct, absences, READINGS) is expected


def test_r6_promotes_after_summer_training():
    assert promotion(PASSED, FAILED, 0, READINGS, retrained_conduct=PASSED) is Promotion.PROMOTED
    assert promotion(PASSED, FAILED, 0, READINGS, retrained_conduct=FAILED) is Promotion.RETAINED


def test_r7_is_promoted_without_any_repeated_subject():
    commented = [False, True, True, True]
    literal = learning_level([80] * 8, commented, READINGS)
    excluded = learning_level(
        [80] * 8, commented, replace(READINGS, one_subject_may_be_commented=False)
    )
    assert (literal, excluded) == (FAIR, PASSED)
    for learning in (literal, excluded):
        assert promotion(learning, FAIR, 0, READINGS) is Promotion.PROMOTED
        assert summer_steps(learning, FAIR, 0, READINGS) == []


def test_c4_leads_to_summer_training():
    conduct = year_conduct(GOOD, FAILED)
    assert promotion(GOOD, conduct, 0, READINGS) is Promotion.SUMMER_TRAINING


def test_l6_is_promoted_with_a_subject_below_3_5():
    learning = learning_level([85] * 7 + [34], ALL_PASSED, READINGS)
    assert promotion(learning, PASSED, 0, READINGS) is Promotion.PROMOTED


def test_both_failed_are_promoted_only_when_both_are_cured():
    def after(conduct, learning):
        return promotion(
            FAILED, FAILED, 0, READINGS, retrained_conduct=conduct, reassessed_learning=learning
        )

    assert after(None, PASSED) is Promotion.SUMMER_TRAINING
    assert after(PASSED, None) is Promotion.REASSESSMENT
    assert after(PASSED, PASSED) is Promotion.PROMOTED
    assert after(PASSED, FAILED) is Promotion.RETAINED
    assert after(FAILED, PASSED) is Promotion.RETAINED


def test_results_that_never_came_retain_when_summer_is_over():
    assert promotion(PASSED, FAILED, 0, READINGS, summer_over=True) is Promotion.RETAINED
    assert promotion(FAILED, PASSED, 0, READINGS, summer_over=True) is Promotion.RETAINED
    assert promotion(PASSED, PASSED, 0, READINGS, summer_over=True) is Promotion.PROMOTED


def test_summer_result_replaces_only_a_failed_level():
    assert promotion(GOOD, GOOD, 0, READINGS, retrained_conduct=FAILED) is Promotion.PROMOTED
    assert promotion(GOOD, GOOD, 0, READINGS, reassessed_learning=FAILED) is Promotion.PROMOTED


def test_summer_steps_are_both_arranged_unless_read_as_one_after_the_other():
    waiting = replace(READINGS, reassessment_waits_for_training=True)
    both = [Promotion.SUMMER_TRAINING, Promotion.REASSESSMENT]
    assert summer_steps(FAILED, FAILED, 0, READINGS) == both
    assert summer_steps(FAILED, FAILED, 0, waiting) == both[:1]
    assert summer_steps(FAILED, PASSED, 0, waiting) == both[1:]
    assert summer_steps(FAILED, FAILED, 45, READINGS) == both
    assert summer_steps(FAILED, FAILED, 46, READINGS) == []


def test_the_numbers_of_the_levels_are_stored_and_never_change():
    assert {level.name: level.value for level in Level} == {
        "FAILED": 1,
        "PASSED": 2,
        "FAIR": 3,
        "GOOD": 4,
    }


def test_subjects_below_5_and_failed_commented_ones_may_be_repeated():
    scored = {"toán": 49, "văn": 50, "anh": None}
    assert reassessable_subjects(scored, {"thể dục": False, "nghệ thuật": True}, READINGS) == [
        SubjectRef(AssessmentForm.SCORED, "toán"),
        SubjectRef(AssessmentForm.COMMENTED, "thể dục"),
    ]


def test_repeated_commented_subject_counts_and_the_original_stays():
    commented = [False, False, True, True]
    repeated = {SubjectRef(AssessmentForm.COMMENTED, 1): True}
    assert reassessed_outcome([60] * 8, commented, repeated, READINGS).final is PASSED
    assert commented == [False, False, True, True]


def test_subject_that_is_not_eligible_cannot_be_repeated():
    with pytest.raises(ValueError, match="not to be assessed again"):
        reassessed_outcome(L14, ALL_PASSED, {scored_subject(0): 60}, READINGS)


@pytest.mark.parametrize(
    ("again", "replaced", "kept"),
    [(30, FAILED, PASSED), (40, PASSED, PASSED), (45, PASSED, PASSED), (None, None, None)],
)
def test_a_lower_mark_replaces_the_first_unless_read_otherwise(again, replaced, kept):
    """The first mark is 4.0, and 3.5 the bar of Đạt."""
    scored = [60] * 7 + [40]
    keeping = replace(READINGS, lower_reassessment_replaces=False)
    sat = {scored_subject(7): again}
    for readings, level in ((READINGS, replaced), (keeping, kept)):
        outcome = reassessed_outcome(scored, ALL_PASSED, sat, readings)
        assert (outcome and outcome.before) is level, readings.lower_reassessment_replaces


def test_a_repeated_result_in_words_always_replaces_the_first():
    keeping = replace(READINGS, lower_reassessment_replaces=False)
    commented = [False, False, True, True]
    for result, level in ((True, PASSED), (False, FAILED)):
        sat = {SubjectRef(AssessmentForm.COMMENTED, 1): result}
        outcome = reassessed_outcome([60] * 8, commented, sat, keeping)
        assert outcome.before is level


def test_adjustment_after_repeating_is_a_reading():
    scored = [70] * 6 + [49, 30]
    repeated = {scored_subject(6): 70}
    plain = replace(READINGS, adjust_after_reassessment=False)
    assert reassessed_outcome(scored, ALL_PASSED, repeated, READINGS).final is PASSED
    assert reassessed_outcome(scored, ALL_PASSED, repeated, plain).final is FAILED


def test_day_counts_once_however_many_sessions_it_had():
    every = replace(READINGS, max_absences_a_day=None)
    assert countable_absences([1, 2, 0, 2], READINGS) == 3
    assert countable_absences([1, 2, 0, 2], every) == 5


@pytest.mark.parametrize(
    ("learning", "conduct", "scored", "title"),
    [
        pytest.param(GOOD, GOOD, [90] * 6 + [80] * 2, Award.EXCELLENT_STUDENT, id="W1"),
        pytest.param(GOOD, GOOD, [90] * 5 + [80] * 3, Award.GOOD_STUDENT, id="W2"),
        pytest.param(GOOD, FAIR, [90] * 8, None, id="W3"),
        pytest.param(
            learning_level([85] * 7 + [49], [], READINGS), GOOD, [85] * 7 + [49], None, id="W4"
        ),
        pytest.param(None, GOOD, [90] * 8, None, id="pending"),
        pytest.param(GOOD, GOOD, [90] * 5 + [89] * 3, Award.GOOD_STUDENT, id="one-tenth-short"),
    ],
)
def test_title_of_worked_example(learning, conduct, scored, title):
    assert award(learning, conduct, scored, READINGS) is title


levels = st.sampled_from(Level)


@given(levels, levels, st.integers(46, 300), levels, levels)
def test_no_summer_measure_cures_absence(learning, conduct, absences, again, retrained):
    decision = promotion(
        learning,
        conduct,
        absences,
        READINGS,
        reassessed_learning=again,
        retrained_conduct=retrained,
    )
    assert decision is Promotion.RETAINED


@given(st.lists(st.integers(20, 100), min_size=6, max_size=10), st.lists(st.booleans(), max_size=5))
def test_failed_year_always_has_a_subject_to_repeat(scored, commented):
    if learning_level(scored, commented, READINGS) is FAILED:
        assert reassessable_subjects(scored, commented, READINGS)
