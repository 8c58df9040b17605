"""The one door to a circular, and what 22/2021 says of a sheet behind it."""

import pytest

from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.levels import Award, Level, Promotion
from grades.rules.mark_text import MarkTextError
from grades.rules.schemes import (
    NoScheme,
    built_circulars,
    circular_for,
    scheme_for,
    scheme_of,
    settings_of,
)
from grades.rules.sheets import Marks, Moment, SheetLayout, SubjectResult, Taught

SCORED, COMMENTED = AssessmentForm.SCORED, AssessmentForm.COMMENTED
ABSENT, EXEMPT = CellCode.ABSENT, CellCode.EXEMPT
SCHEME = scheme_of("TT22", {})
TWO = SheetLayout(SCORED, 2)
TWO_WORDS = SheetLayout(COMMENTED, 2)
PASSED, FAILED = CellCode.PASSED, CellCode.FAILED


def layout_of(periods, form, *, has_topic=False):
    return SCHEME.layout(Taught("TOAN", 7, periods, form, has_topic))


# Grade -> the calendar year in which the first school year under the new circular begins.
TT22_SINCE = {6: 2021, 7: 2022, 8: 2023, 9: 2024, 10: 2022, 11: 2023, 12: 2024}
TT27_SINCE = {1: 2020, 2: 2021, 3: 2022, 4: 2023, 5: 2024}


def code_of(programme, grade, begins):
    return circular_for(programme, grade, f"{begins}-{begins + 1}").code


@pytest.mark.parametrize(("grade", "since"), (TT22_SINCE | TT27_SINCE).items())
def test_a_grade_changes_its_circular_with_its_year(grade, since):
    before, after = ("TT58", "TT22") if grade in TT22_SINCE else ("TT22-2016", "TT27")
    for begins in range(2010, 2030):
        expected = after if begins >= since else before
        assert code_of("gdpt-2018", grade, begins) == expected, begins


@pytest.mark.parametrize("grade", range(6, 13))
def test_continuing_education_changes_in_the_same_years_and_has_no_rules_known_before(grade):
    for begins in range(2010, 2030):
        if begins >= TT22_SINCE[grade]:
            assert code_of("gdtx", grade, begins) == "TT43"
        else:
            with pytest.raises(NoScheme, match="No circular on marks"):
                code_of("gdtx", grade, begins)


@pytest.mark.parametrize(
    ("programme", "grade"), [("gdpt-2018", 0), ("gdpt-2018", 13), ("gdtx", 5), ("x", 6)]
)
def test_no_circular_is_known_for_any_other_class(programme, grade):
    with pytest.raises(NoScheme, match="No circular on marks"):
        code_of(programme, grade, 2026)


def test_the_circulars_of_primary_and_secondary_schools_are_built():
    assert [each.code for each in built_circulars()] == ["TT22", "TT27"]


@pytest.mark.parametrize("grade", range(6, 13))
def test_secondary_grades_have_a_scheme_today(grade):
    scheme = scheme_for("gdpt-2018", grade, "2026-2027", settings={"max_absences": 40})
    assert (scheme.code, scheme.settings()["max_absences"]) == ("TT22", 40)


@pytest.mark.parametrize(
    ("programme", "grade", "year", "said"),
    [
        ("gdpt-2018", 3, "2021-2022", "22/2016/TT-BGDĐT"),
        ("gdtx", 11, "2026-2027", "43/2021/TT-BGDĐT"),
        ("gdpt-2018", 9, "2022-2023", "58/2011/TT-BGDĐT"),
        ("gdmn", 103, "2026-2027", "No circular on marks"),
        ("gdtx", 10, "2020-2021", "No circular on marks"),
    ],
)
def test_class_without_rules_here_gets_a_sentence(programme, grade, year, said):
    with pytest.raises(NoScheme, match=said):
        scheme_for(programme, grade, year, settings={})


@pytest.mark.parametrize(
    ("periods", "has_topic", "names"),
    [
        (35, False, "tx1 tx2 gk ck"),
        (52, False, "tx1 tx2 tx3 gk ck"),
        (70, True, "tx1 tx2 tx3 cdht gk ck"),
        (105, True, "tx1 tx2 tx3 tx4 cdht gk ck"),
    ],
)
def test_columns_follow_the_periods_and_the_study_topics(periods, has_topic, names):
    layout = layout_of(periods, SCORED, has_topic=has_topic)
    columns = SCHEME.columns(layout)
    assert " ".join(column.name for column in columns) == names
    line = Marks(list(range(layout.slots)), 90, 91)
    assert [column.value(line) for column in columns] == [*range(layout.slots), 90, 91]


def test_study_topics_have_no_column_where_their_mark_is_one_of_the_regular_marks():
    one_of_them = scheme_of("TT22", {"topic_is_extra": False})
    assert one_of_them.layout(Taught("TOAN", 7, 70, SCORED, True)) == SheetLayout(SCORED, 3)
    assert layout_of(70, COMMENTED, has_topic=True) == SheetLayout(COMMENTED, 2)


def test_study_topics_have_a_column_only_where_they_are_said_to_be():
    plain = layout_of(70, SCORED)
    assert plain == SheetLayout(SCORED, 3) == SheetLayout(SCORED, 3, has_topic=False)
    assert (plain.slots, SheetLayout(SCORED, 3, has_topic=True).slots) == (3, 4)


def test_exempt_is_refused_in_a_cell_unless_the_set_leaves_it_out():
    for sheet in (TWO, TWO_WORDS):
        with pytest.raises(MarkTextError) as refused:
            SCHEME.parse(sheet, "tx1", " m ")
        assert (refused.value.code, refused.value.text) == ("exempt_cell", "m")
        assert scheme_of("TT22", {"exempt_cell": "leave_out"}).parse(sheet, "tx1", "M") == EXEMPT
    assert SCHEME.parse(TWO, "tx1", "8,5") == 85


def test_line_needs_the_exact_number_of_regular_marks():
    with_topic = SheetLayout(SCORED, 2, has_topic=True)
    assert SCHEME.problem(TWO, Marks([80, 80], 80, 80)) == ""
    assert SCHEME.problem(TWO, Marks([80], 80, 80)) == "wrong_count"
    assert SCHEME.problem(TWO, Marks([80] * 3, 80, 80)) == "wrong_count"
    assert SCHEME.problem(with_topic, Marks([80] * 3, 80, 80)) == ""
    assert SCHEME.problem(TWO, Marks([80, EXEMPT], 80, 80)) == "exempt_cell"


@pytest.mark.parametrize(
    ("sheet", "line", "running", "over"),
    [
        (TWO, Marks([70, 80], 60, ABSENT), None, 39),
        (TWO, Marks([70, ABSENT], 60, 60), None, None),
        (TWO, Marks([70, 80], 60, None), None, None),
        (TWO, Marks([70, 80], 60, 60, exempt=True), None, None),
        (SheetLayout(SCORED, 2, has_topic=True), Marks([70, 80, None], 60, 60), 64, 64),
        (SheetLayout(SCORED, 2, has_topic=True), Marks([70, 80, 90], 60, 60), 68, 68),
        (TWO_WORDS, Marks([PASSED, PASSED], PASSED, ABSENT), None, FAILED),
        (TWO_WORDS, Marks([PASSED, None], PASSED, PASSED), None, FAILED),
        (TWO_WORDS, Marks([PASSED] * 2, PASSED, PASSED), PASSED, PASSED),
    ],
)
def test_end_of_the_term_settles_what_was_left_open(sheet, line, running, over):
    assert SCHEME.average(sheet, line, Moment.RUNNING) == running
    assert SCHEME.average(sheet, line, Moment.TERM_OVER) == over


def test_settled_names_the_cells_that_the_end_of_the_term_decides():
    settled = SCHEME.settled
    assert settled(TWO, Marks([70, 80], 60, ABSENT), Moment.TERM_OVER) == ("ck",)
    assert settled(TWO, Marks([70, 80], 60, ABSENT), Moment.RUNNING) == ()
    assert settled(TWO, Marks([70, None], 60, 60), Moment.TERM_OVER) == ()
    words = Marks([PASSED, None], ABSENT, PASSED)
    assert settled(TWO_WORDS, words, Moment.TERM_OVER) == ("tx2", "gk")


def test_make_up_until_the_end_of_the_year_leaves_the_first_term_open():
    scheme = scheme_of("TT22", {"make_up_within": "year"})
    for sheet, given in ((TWO, 70), (TWO_WORDS, PASSED)):
        line = Marks([given, given], given, ABSENT)
        assert scheme.average(sheet, line, Moment.TERM_OVER) is None
        assert scheme.average(sheet, line, Moment.YEAR_OVER) is not None


def test_cells_to_fill_leave_out_study_topics_and_exempt_students():
    sheet = SheetLayout(SCORED, 2, has_topic=True)
    assert SCHEME.cells_to_fill(sheet, Marks([70, None, None], None, ABSENT)) == ("tx2", "gk")
    assert SCHEME.cells_to_fill(sheet, Marks([None] * 3, None, None, exempt=True)) == ()


def test_title_and_level_honour_freely_chosen_subjects():
    compulsory = [SubjectResult(number, SCORED, 90) for number in range(5)]
    subjects = [*compulsory, SubjectResult("toán", SCORED, 80), SubjectResult("nn2", SCORED, 95)]
    counted = SCHEME.award(Level.GOOD, Level.GOOD, subjects, optional={"nn2"})
    assert counted is Award.EXCELLENT_STUDENT
    left_out = scheme_of("TT22", {"optional_subjects_count": False})
    title = left_out.award(Level.GOOD, Level.GOOD, subjects, optional={"nn2"})
    assert title is Award.GOOD_STUDENT
    outcome = left_out.learning(subjects, own_list={"nn2", "toán"}, optional={"nn2"})
    assert outcome.final is Level.GOOD


def test_columns_carry_the_weights_and_what_a_gap_does():
    sheet = SheetLayout(SCORED, 2, has_topic=True)

    def facts(scheme):
        return [(each.name, each.weight, each.blocks) for each in scheme.columns(sheet)]

    assert facts(SCHEME) == [
        ("tx1", 1, True),
        ("tx2", 1, True),
        ("cdht", 1, False),
        ("gk", 2, True),
        ("ck", 3, True),
    ]
    other = {"regular_weight": 2, "midterm_weight": 4, "final_weight": 5}
    other |= {"missing_regular_blocks": False, "missing_topic_blocks": True}
    assert facts(scheme_of("TT22", other)) == [
        ("tx1", 2, False),
        ("tx2", 2, False),
        ("cdht", 2, True),
        ("gk", 4, True),
        ("ck", 5, True),
    ]
    assert [each.label for each in SCHEME.columns(sheet)] == ["TX1", "TX2", "CĐHT", "GK", "CK"]


def test_a_year_is_computed_by_the_form_of_the_subject():
    assert SCHEME.year_result(SCORED, 60, 75) == 70
    assert SCHEME.year_result(SCORED, None, 75) is None
    assert SCHEME.year_result(COMMENTED, FAILED, PASSED) == PASSED
    assert SCHEME.year_result(COMMENTED, PASSED, FAILED) == FAILED
    assert SCHEME.year_result(COMMENTED, PASSED, None) is None


def test_promotion_waits_for_the_summer_unless_it_is_over():
    good, failed = Level.GOOD, Level.FAILED
    assert SCHEME.promotion(good, good, 45) is Promotion.PROMOTED
    assert SCHEME.promotion(good, good, 46) is Promotion.RETAINED
    assert SCHEME.promotion(failed, good, 0) is Promotion.REASSESSMENT
    assert SCHEME.promotion(good, failed, 0) is Promotion.SUMMER_TRAINING
    assert SCHEME.promotion(failed, good, 0, summer_over=True) is Promotion.RETAINED
    assert SCHEME.promotion(good, failed, 0, summer_over=True) is Promotion.RETAINED
    again = SCHEME.promotion(failed, good, 0, reassessed_learning=Level.PASSED)
    assert again is Promotion.PROMOTED
    trained = SCHEME.promotion(good, failed, 0, retrained_conduct=Level.PASSED)
    assert trained is Promotion.PROMOTED


def test_settings_of_the_scheme_are_complete():
    assert set(SCHEME.settings()) == {each.key for each in settings_of("TT22")}
