"""What 27/2020 says of tests, levels, the year and titles in grades 1 to 5."""

import itertools
import random

import pytest

from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.levels import Award, Completion, Promotion, TraitLevel, YearLevel
from grades.rules.mark_text import MarkTextError
from grades.rules.schemes import scheme_of
from grades.rules.settings import BadSettings
from grades.rules.sheets import Marks, Moment, Taught
from grades.rules.tt27.periodic import Time, mark_problem, number_of_tests, subjects_with_test
from grades.rules.tt27.readings import SETTINGS, Readings, from_settings
from grades.rules.tt27.traits import ALL_TRAITS, TraitGroup, traits_of
from grades.rules.tt27.year import award, completion, overall

USUAL = Readings()
WELL, DONE, NOT_DONE = CellCode.COMPLETED_WELL, CellCode.COMPLETED, CellCode.NOT_COMPLETED
GOOD, PASSED, EFFORT = TraitLevel.GOOD, TraitLevel.PASSED, TraitLevel.NEEDS_EFFORT


def test_no_result_is_given_while_anything_is_missing_even_where_it_could_only_be_not_completed():
    assert overall([NOT_DONE, None], [GOOD], [40], USUAL) is None
    assert overall([NOT_DONE], [None], [40], USUAL) is None
    assert overall([NOT_DONE], [GOOD], [None], USUAL) is None
    assert overall([WELL], [GOOD], [CellCode.ABSENT], USUAL) is None
    assert overall([], [GOOD], [90], USUAL) is overall([WELL], [], [90], USUAL) is None


def test_an_exempt_subject_is_left_out_and_a_grade_without_tests_needs_none():
    assert overall([WELL, CellCode.EXEMPT], [GOOD], [90], USUAL) is YearLevel.EXCELLENT
    assert overall([CellCode.EXEMPT], [GOOD], [], USUAL) is None
    assert overall([WELL], [GOOD], [], USUAL) is YearLevel.EXCELLENT


def test_a_better_level_or_mark_never_gives_a_worse_result_and_their_order_does_not_matter():
    draw = random.Random(27)
    for _trial in range(500):
        subjects = draw.choices([NOT_DONE, DONE, WELL], [1, 6, 20], k=9)
        traits = draw.choices([EFFORT, PASSED, GOOD], [1, 6, 20], k=13)
        tests = draw.choices(range(30, 101, 10), k=6)
        found = overall(subjects, traits, tests, USUAL)
        assert found is overall(
            *(draw.sample(each, len(each)) for each in (subjects, traits, tests)), USUAL
        )
        better = [min(WELL, subjects[0] + 1), *subjects[1:]]
        assert overall(better, traits, tests, USUAL) >= found
        assert overall(subjects, [GOOD, *traits[1:]], tests, USUAL) >= found
        assert overall(subjects, traits, [min(100, tests[0] + 10), *tests[1:]], USUAL) >= found


def test_the_bars_of_the_tests_are_settings_that_must_not_fall():
    lower = from_settings({"excellent_test": 8})
    assert overall([WELL], [GOOD], [80], lower) is YearLevel.EXCELLENT
    assert overall([WELL], [GOOD], [80], USUAL) is YearLevel.WELL
    with pytest.raises(BadSettings, match="well_test must not be less than completed_test"):
        from_settings({"well_test": 4})
    with pytest.raises(BadSettings, match="There is no setting"):
        from_settings({"speed": 1})


def test_what_the_sources_do_not_say_for_certain_is_a_setting():
    for key, subject, grade in (
        ("early_grades_tested", "toan", 1),
        ("early_language_tested", "ngoai-ngu-1", 2),
        ("science_tested", "khoa-hoc", 5),
        ("minority_language_tested", "tieng-dtts", 3),
    ):
        found = {
            value: subject in subjects_with_test(grade, Time.YEAR, from_settings({key: value}))
            for value in (True, False)
        }
        assert found == {True: True, False: False}, key
    assert {each.key: each.default for each in SETTINGS} == vars(USUAL)


def test_a_term_has_a_test_in_its_middle_only_where_it_has_one_at_its_end():
    for settings in itertools.product((True, False), repeat=2):
        readings = from_settings(
            dict(zip(("science_tested", "early_grades_tested"), settings, strict=True))
        )
        for grade in range(1, 6):
            for middle, end in ((Time.MIDDLE_1, Time.END_1), (Time.MIDDLE_2, Time.YEAR)):
                middles, ends = (
                    subjects_with_test(grade, each, readings) for each in (middle, end)
                )
                assert middles <= ends
                for subject in ends:
                    number = 1 + (subject in middles)
                    assert number_of_tests(subject, grade, readings) == number


def test_a_mark_not_entered_is_no_problem_and_one_that_is_none_comes_before_the_missing_test():
    assert mark_problem(None, 1, Time.MIDDLE_1, "dao-duc", USUAL) == ""
    assert mark_problem(10.5, 1, Time.MIDDLE_1, "dao-duc", USUAL) == "not_whole"
    assert mark_problem(0, 1, Time.MIDDLE_1, "dao-duc", USUAL) == "no_test"
    assert mark_problem(0, 5, Time.YEAR, "toan", USUAL) == ""


def test_the_scheme_has_the_same_rules_and_no_level_before_the_year_is_over():
    scheme = scheme_of("TT27", {"zero_allowed": False})
    sheet = scheme.layout(Taught("toan", 5, 175, AssessmentForm.LEVELS))
    assert [each.name for each in scheme.columns(sheet)] == ["mgk", "gk", "mck", "ck"]
    assert [each.kind for each in scheme.columns(sheet)] == ["midterm"] * 2 + ["final"] * 2
    line = Marks([DONE, WELL], 80, CellCode.ABSENT)
    assert (scheme.problem(sheet, line), scheme.average(sheet, line, Moment.RUNNING)) == ("", WELL)
    assert scheme.problem(sheet, Marks([DONE, WELL], 0, None)) == "wrong_form"
    assert scheme.problem(sheet, Marks([DONE], 80, None)) == "wrong_count"
    with pytest.raises(MarkTextError, match="not marked 0"):
        scheme.parse(sheet, "gk", "0")
    assert scheme.cells_to_fill(sheet, Marks([DONE, None], 80, None)) == ("mck", "ck")
    assert scheme.learning([], own_list=(), optional=()) is None
    assert scheme.year_result(sheet.form, DONE, WELL) == WELL
    assert scheme.overall([WELL], [GOOD], [70]) is YearLevel.WELL
    assert len(scheme.traits(5)) == 15


def test_completion_waits_for_the_second_assessment_and_the_principal():
    not_done, done = YearLevel.NOT_COMPLETED, YearLevel.COMPLETED
    assert completion(None, None, None) is completion(not_done, None, None) is None
    assert completion(not_done, not_done, None) is None
    assert completion(not_done, YearLevel.WELL, None) is Completion.COMPLETED
    # What the principal decided does not undo what the student has completed.
    assert completion(done, None, False) is Completion.COMPLETED
    assert completion(not_done, done, False) is Completion.COMPLETED


def test_whom_the_principal_moves_up_has_not_completed_primary_school():
    completes = scheme_of("TT27", {"zero_allowed": False}).completes_level
    assert completes(YearLevel.COMPLETED, Promotion.PROMOTED)
    assert not completes(YearLevel.NOT_COMPLETED, Promotion.PROMOTED)
    assert not completes(None, Promotion.PROMOTED)
    assert not completes(YearLevel.EXCELLENT, None)


def test_nobody_without_a_result_gets_a_title_and_nobody_an_exemplary_one_alone():
    for said in itertools.product((True, False), repeat=3):
        names = ("outstanding_subject", "clear_progress", "class_recognises")
        facts = dict(zip(names, said, strict=True))
        assert award(None, **facts) is award(YearLevel.COMPLETED, **facts) is None
        expected = said[2] and (said[0] or said[1])
        assert (award(YearLevel.WELL, **facts) is Award.EXEMPLARY_STUDENT) == expected


def test_qualities_and_competences_keep_their_order_and_come_with_the_grade():
    assert len({each.code for each in ALL_TRAITS}) == len(ALL_TRAITS) == 15
    counts = {grade: len(traits_of(grade, USUAL)) for grade in range(1, 6)}
    assert counts == {1: 12, 2: 12, 3: 14, 4: 15, 5: 15}
    for grade in range(1, 6):
        found = traits_of(grade, USUAL)
        assert [each for each in ALL_TRAITS if each in found] == list(found)
        assert sum(each.group is TraitGroup.QUALITY for each in found) == 5
    without = from_settings({"science_competence_from": 6})
    assert len(traits_of(5, without)) == 14
