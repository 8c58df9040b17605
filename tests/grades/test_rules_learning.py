"""Levels of learning and conduct (22/2021/TT-BGDĐT, Điều 8, Điều 9 khoản 2, 3).

Vectors are named by the rows of the worked examples: L learning, C conduct.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.levels import Level
from grades.rules.tt22.learning import SubjectRef, learning_outcome, year_conduct
from grades.rules.tt22.level_readings import OneSubjectReading
from grades.rules.tt22.readings import Readings
from tests.grades.levels import learning_level

READINGS = Readings()

GOOD, FAIR, PASSED, FAILED = Level.GOOD, Level.FAIR, Level.PASSED, Level.FAILED
ALL_PASSED = [True] * 4
REPLACING = replace(READINGS, one_subject_reading=OneSubjectReading.REPLACE)
SCORED_ONLY = replace(READINGS, one_subject_may_be_commented=False)

LEARNING = [
    # id, averages, comment-only results, level by the table, final level
    ("L1", [95] * 5 + [79] * 3, ALL_PASSED, FAIR, FAIR),
    ("L2", [80] * 6 + [65] * 2, ALL_PASSED, GOOD, GOOD),
    ("L3", [80] * 5 + [70] * 3, ALL_PASSED, FAIR, FAIR),
    ("L4", [85] * 7 + [64], ALL_PASSED, FAIR, FAIR),
    ("L5", [85] * 7 + [49], ALL_PASSED, PASSED, FAIR),
    ("L6", [85] * 7 + [34], ALL_PASSED, FAILED, PASSED),
    ("L7", [70] * 7 + [49], ALL_PASSED, PASSED, PASSED),
    ("L8", [70] * 7 + [34], ALL_PASSED, FAILED, PASSED),
    ("L9", [60] * 7 + [34], ALL_PASSED, FAILED, FAILED),
    ("L10", [85] * 6 + [49] * 2, ALL_PASSED, PASSED, PASSED),
    ("L11", [85] * 6 + [64, 49], ALL_PASSED, PASSED, PASSED),
    ("L12", [50] * 5 + [49] * 3, ALL_PASSED, FAILED, FAILED),
    ("L13", [50] * 6 + [35] * 2, ALL_PASSED, PASSED, PASSED),
    ("L14", [50] * 6 + [45, 32], ALL_PASSED, FAILED, FAILED),
    ("L15", [85] * 8, [False, True, True, True], PASSED, FAIR),
    ("L16", [85] * 8, [False, False, True, True], FAILED, FAILED),
    ("L17", [70] * 8, [False, True, True, True], PASSED, PASSED),
    ("L18", [85] * 7 + [34], [False, True, True, True], FAILED, FAILED),
    ("L19", [85] * 5 + [70] * 2 + [45], ALL_PASSED, PASSED, PASSED),
    ("L20", [70] * 5 + [60] * 2 + [34], ALL_PASSED, FAILED, FAILED),
    ("L21", [80] * 6 + [79, 65, 65], ALL_PASSED, GOOD, GOOD),
    ("L22", [80] * 6 + [65], [True] * 6, GOOD, GOOD),
]


@pytest.mark.parametrize(
    ("scored", "commented", "before", "final"),
    [pytest.param(*row, id=name) for name, *row in LEARNING],
)
def test_learning_level_of_worked_example(scored, commented, before, final):
    outcome = learning_outcome(scored, commented, READINGS)
    assert (outcome.before, outcome.final) == (before, final)
    assert learning_level(scored, commented, READINGS) is final


def test_l15_is_passed_where_commented_subjects_do_not_count():
    literal = learning_outcome([85] * 8, [False, True], READINGS)
    assert literal.commented_readings_differ
    assert literal.because_of == SubjectRef(AssessmentForm.COMMENTED, 0)
    assert learning_level([85] * 8, [False, True], SCORED_ONLY) is PASSED


@pytest.mark.parametrize(
    ("scored", "replaced"),
    [
        pytest.param([85] * 5 + [70] * 2 + [45], FAIR, id="L19"),
        pytest.param([70] * 5 + [60] * 2 + [34], PASSED, id="L20"),
    ],
)
def test_readings_of_one_subject_are_flagged_where_they_differ(scored, replaced):
    assert learning_outcome(scored, ALL_PASSED, READINGS).readings_differ
    outcome = learning_outcome(scored, ALL_PASSED, REPLACING)
    assert outcome.final is replaced
    assert outcome.readings_differ
    assert outcome.because_of == SubjectRef(AssessmentForm.SCORED, 7)


@pytest.mark.parametrize("name", ["L5", "L6", "L8", "L10", "L14"])
def test_readings_are_not_flagged_where_they_agree(name):
    scored, commented, _, final = next(row[1:] for row in LEARNING if row[0] == name)
    assert not learning_outcome(scored, commented, READINGS).readings_differ
    assert learning_level(scored, commented, REPLACING) is final


@pytest.mark.parametrize(
    ("scored", "commented"),
    [
        pytest.param([100] * 5, ALL_PASSED, id="L23"),
        pytest.param([100] * 7 + [None], ALL_PASSED, id="average-pending"),
        pytest.param([100] * 8, [True, None], id="result-pending"),
        pytest.param([100] * 5 + [CellCode.EXEMPT], ALL_PASSED, id="five-left-after-exemption"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_student_is_not_classifiable_yet(scored, commented):
    assert learning_level(scored, commented, READINGS) is None


def test_outcome_names_the_subject_that_triggered_the_adjustment():
    averages = dict.fromkeys(["văn", "anh", "sử", "lí", "hóa", "sinh", "tin"], 85) | {"toán": 49}
    outcome = learning_outcome(averages, {"thể dục": True}, READINGS)
    assert outcome.because_of == SubjectRef(AssessmentForm.SCORED, "toán")


def test_level_without_adjustment_names_no_subject():
    assert learning_outcome([85] * 8, ALL_PASSED, READINGS).because_of is None
    assert learning_outcome([60] * 7 + [34], ALL_PASSED, READINGS).because_of is None


def test_exempt_subject_is_left_out_of_every_count():
    assert learning_level([85] * 7 + [CellCode.EXEMPT], [True, CellCode.EXEMPT], READINGS) is GOOD


def test_optional_subject_counts_unless_the_rules_leave_it_out():
    averages = {str(number): 85 for number in range(8)} | {"nn2": 60}
    left_out = replace(READINGS, optional_subjects_count=False)
    assert learning_outcome(averages, {}, READINGS, optional={"nn2"}).final is FAIR
    assert learning_outcome(averages, {}, left_out, optional={"nn2"}).final is GOOD


def test_number_of_subjects_is_a_rule_not_a_constant():
    five = replace(READINGS, level_count=5)
    assert learning_level([80] * 5 + [70] * 3, [], READINGS) is FAIR
    assert learning_level([80] * 5 + [70] * 3, [], five) is GOOD
    assert learning_level([100] * 5, [], five) is None
    assert learning_level([100] * 5, [], replace(five, classifiable_count=5)) is GOOD


def test_level_waits_for_every_subject_of_the_students_own_list():
    averages = dict.fromkeys("abcdefg", 85)
    own = {*"abcdefgh"}
    assert learning_outcome(averages, {}, READINGS, own_list=own) is None
    assert learning_outcome(averages, {"h": True}, READINGS, own_list=own).final is GOOD
    assert learning_outcome(averages | {"h": CellCode.EXEMPT}, {}, READINGS, own_list=own)
    left_out = replace(READINGS, optional_subjects_count=False)
    exempt = averages | {"h": CellCode.EXEMPT}
    assert learning_outcome(exempt, {}, left_out, own_list=own, optional={"nn2"}).final is GOOD
    every_sheet = replace(READINGS, level_needs_own_list=False)
    assert learning_outcome(averages, {}, every_sheet, own_list=own).final is GOOD


def test_thresholds_are_rules_not_constants():
    lower = replace(READINGS, good_every=10, good_enough=20)
    assert learning_level([20] * 6, [], lower) is GOOD


@pytest.mark.parametrize("average", [8.5, 101, -1, CellCode.PASSED, True])
def test_value_that_is_no_average_is_never_classified(average):
    with pytest.raises(ValueError, match="not a mark in tenths"):
        learning_level([85] * 7 + [average], ALL_PASSED, READINGS)


# Most subjects are alike, so that one or two others decide.
averages = st.tuples(
    st.lists(st.sampled_from([65, 80, 90]), min_size=5, max_size=8),
    st.lists(st.integers(20, 100), min_size=1, max_size=2),
).map(lambda parts: [mark for part in parts for mark in part])
results = st.lists(st.booleans() | st.just(True), max_size=3)


@given(averages, results)
def test_readings_that_both_raise_the_level_raise_it_for_the_same_subject(scored, commented):
    outcomes = [learning_outcome(scored, commented, each) for each in (READINGS, REPLACING)]
    assert len({outcome.because_of for outcome in outcomes} - {None}) <= 1


CONDUCT = {
    # second term: year by first term Tốt, Khá, Đạt, Chưa đạt
    GOOD: [GOOD, GOOD, FAIR, FAIR],
    FAIR: [FAIR, FAIR, FAIR, PASSED],
    PASSED: [FAIR, PASSED, PASSED, PASSED],
    FAILED: [FAILED, FAILED, FAILED, FAILED],
}


@pytest.mark.parametrize("term2", CONDUCT)
def test_year_conduct_of_every_pair_of_terms(term2):
    assert [year_conduct(term1, term2) for term1 in (GOOD, FAIR, PASSED, FAILED)] == CONDUCT[term2]


@pytest.mark.parametrize(
    ("term1", "term2", "year"),
    [
        pytest.param(FAILED, GOOD, FAIR, id="C1"),
        pytest.param(GOOD, PASSED, FAIR, id="C2"),
        pytest.param(FAIR, PASSED, PASSED, id="C3"),
        pytest.param(GOOD, FAILED, FAILED, id="C4"),
    ],
)
def test_year_conduct_of_worked_example(term1, term2, year):
    assert year_conduct(term1, term2) is year


def test_levels_compare():
    assert GOOD > FAIR > PASSED > FAILED
