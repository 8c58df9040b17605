"""A student's term under two readings: what differs, and which settings make it differ."""

from dataclasses import replace

import pytest

from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.levels import Level
from grades.rules.schemes import scheme_of
from grades.rules.shadow import Entry, ReadingsCompared, StudentTerm, results_of
from grades.rules.sheets import Marks, Moment, SheetLayout

SCORED, COMMENTED = AssessmentForm.SCORED, AssessmentForm.COMMENTED
SHEET, WORDS = SheetLayout(SCORED, 3), SheetLayout(COMMENTED, 2)
SUBJECTS = ("toan", "van", "anh", "khtn", "su-dia", "tin")
PASSED, FAILED, ABSENT = CellCode.PASSED, CellCode.FAILED, CellCode.ABSENT


def entry(subject, mark, **cells):
    """One subject in which every mark is the same, but for `cells`."""
    line = replace(Marks([mark] * 3, mark, mark), **cells)
    return Entry(subject, SHEET, line, Moment.TERM_OVER)


def words(subject, result):
    line = Marks([result] * 2, result, result)
    return Entry(subject, WORDS, line, Moment.TERM_OVER)


def student(*entries, **changes):
    """A student whose own list is the six subjects of marks."""
    return replace(StudentTerm(entries, frozenset(SUBJECTS), frozenset()), **changes)


def even(mark, *others):
    """Six subjects with the same mark, or the last ones with the others."""
    marks = [mark] * (len(SUBJECTS) - len(others)) + list(others)
    return tuple(entry(name, value) for name, value in zip(SUBJECTS, marks, strict=True))


def compared(before, after, who):
    return ReadingsCompared("TT22", before, after).difference(who)


def test_equal_readings_have_no_difference_and_name_no_setting():
    readings = ReadingsCompared("TT22", {}, {"level_count": 6})
    assert readings.keys == ()
    assert readings.difference(student(*even(80))) is None


def test_a_setting_that_changes_nothing_for_a_student_is_no_difference():
    readings = ReadingsCompared("TT22", {}, {"max_absences": 40})
    assert readings.keys == ("max_absences",)
    assert readings.difference(student(*even(80))) is None


def test_a_subject_that_is_rounded_otherwise_is_named_with_both_results():
    half = entry("toan", 80, regular=[80, 80, 84])  # 644 / 8 is 80.5
    found = compared({}, {"rounding": "half_even"}, student(half, *even(80)[1:]))
    assert found.subjects == [("toan", 81, 80)]
    assert found.causes == ("rounding",)
    assert found.before.level == found.after.level == Level.GOOD


def test_a_level_that_changes_is_shown_before_and_after():
    found = compared({}, {"level_count": 5}, student(*even(85, 70)))
    assert (found.before.level, found.after.level) == (Level.FAIR, Level.GOOD)
    assert found.subjects == []
    assert found.causes == ("level_count",)


def test_of_two_settings_only_the_one_that_matters_is_a_cause():
    after = {"level_count": 5, "max_absences": 40, "award_mark": 95}
    assert compared({}, after, student(*even(85, 70))).causes == ("level_count",)


def test_settings_that_are_needed_together_are_both_causes():
    """Tốt takes a lower mark in one subject and fewer good ones: neither alone is enough."""
    found = compared({}, {"good_every": 60, "level_count": 5}, student(*even(85, 62)))
    assert found.causes == ("level_count", "good_every")


def test_settings_of_which_each_alone_is_enough_are_both_causes():
    found = compared({}, {"good_enough": 70, "level_count": 5}, student(*even(85, 70)))
    assert found.causes == ("level_count", "good_enough")


def test_a_setting_that_contradicts_the_others_is_not_tried_alone():
    """Khá cannot ask for 70 in every subject while Tốt asks for 65, nor for less of enough."""
    found = compared(
        {}, {"good_every": 75, "fair_every": 70, "fair_enough": 70}, student(*even(69))
    )
    assert (found.before.level, found.after.level) == (Level.FAIR, Level.PASSED)
    assert found.causes == ("fair_enough",)


@pytest.mark.parametrize(
    ("moment", "result"), [(Moment.RUNNING, None), (Moment.TERM_OVER, 56), (Moment.YEAR_OVER, 56)]
)
def test_an_absence_is_settled_once_the_term_is_over(moment, result):
    missing = replace(entry("toan", 90, final=ABSENT), moment=moment)
    results = results_of(scheme_of("TT22", {}), student(missing, *even(90)[1:]))
    assert results.by_subject["toan"] == result
    is_open = results.level is None and not results.needs_decision
    assert is_open is (result is None)


def test_an_exempt_subject_has_no_result_and_is_no_gap():
    exempt = entry("the-duc", None, exempt=True)
    own = frozenset((*SUBJECTS, "the-duc"))
    results = results_of(scheme_of("TT22", {}), student(*even(85), exempt, own_list=own))
    assert results.by_subject["the-duc"] is None
    assert results.level == Level.GOOD


@pytest.mark.parametrize("own_list", [None, frozenset((*SUBJECTS, "hoa"))])
def test_without_the_own_list_or_with_a_gap_in_it_there_is_no_level(own_list):
    results = results_of(scheme_of("TT22", {}), student(*even(85), own_list=own_list))
    assert (results.level, results.needs_decision) == (None, False)


def test_a_freely_chosen_subject_counts_as_the_readings_say():
    who = student(*even(85), entry("nn2", 40), optional=frozenset(["nn2"]))
    found = compared({}, {"optional_subjects_count": False}, who)
    assert (found.before.level, found.after.level) == (Level.FAIR, Level.GOOD)
    assert found.causes == ("optional_subjects_count",)


def test_a_level_that_hangs_on_an_open_reading_needs_a_decision():
    """Chưa đạt in one comment-only subject: raised only if that may be the one subject."""
    results = results_of(scheme_of("TT22", {}), student(*even(85), words("nghe-thuat", FAILED)))
    assert results.needs_decision
    assert not results_of(scheme_of("TT22", {}), student(*even(85))).needs_decision
