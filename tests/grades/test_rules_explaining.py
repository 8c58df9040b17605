"""An explanation shows what the value was derived from, and comes to the same value."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.explaining import Asks, Part, Why
from grades.rules.levels import Award, Level, Promotion
from grades.rules.schemes import scheme_of
from grades.rules.sheets import Marks, Moment, SheetLayout, SubjectResult
from grades.rules.tt22.averages import rounded_quotient
from grades.rules.tt22.mark_readings import Rounding

SCORED, COMMENTED = AssessmentForm.SCORED, AssessmentForm.COMMENTED
PASSED, FAILED, ABSENT, EXEMPT = (
    CellCode.PASSED,
    CellCode.FAILED,
    CellCode.ABSENT,
    CellCode.EXEMPT,
)
SCHEME = scheme_of("TT22", {})
FOUR = SheetLayout(SCORED, 4)
TWO_WORDS = SheetLayout(COMMENTED, 2)
cells = st.none() | st.integers(0, 100) | st.sampled_from([ABSENT, EXEMPT])
words = st.sampled_from([None, PASSED, FAILED, ABSENT])


def parts(explanation):
    return {each.key: each.part for each in explanation.inputs}


def subjects(*averages, **commented):
    scored = [SubjectResult(f"s{key}", SCORED, mark) for key, mark in enumerate(averages)]
    return scored + [SubjectResult(key, COMMENTED, value) for key, value in commented.items()]


def learning(found, own_list=(), **settings):
    scheme = scheme_of("TT22", settings)
    return scheme.explaining.learning(found, own_list=own_list, optional=())


def test_the_average_of_the_sketch_is_its_inputs_their_sum_and_one_rounding():
    found = SCHEME.explaining.term(FOUR, Marks([70, 80, 90, 80], 85, 75), Moment.RUNNING)
    assert [(each.key, each.weight, each.product) for each in found.inputs] == [
        ("tx1", 1, 70), ("tx2", 1, 80), ("tx3", 1, 90), ("tx4", 1, 80),
        ("gk", 2, 170), ("ck", 3, 225),
    ]  # fmt: skip
    assert (found.division.total, found.division.weights) == (715, 9)
    assert found.division.exact == Fraction(715, 90)
    assert (found.result, found.why, found.missing) == (79, None, ())
    assert found.clauses == {"formula": "Đ9 k1 đb", "count": "Đ6 k2"}


def test_each_circular_cites_its_own_places():
    line = Marks([70, 80, 90, 80], 85, 75)
    for circular, clause in (("TT22", "Đ9 k1 đb"), ("TT43", "Đ9 k1 đa")):
        found = scheme_of(circular, {}).explaining.term(FOUR, line, Moment.RUNNING)
        assert found.clauses["formula"] == clause
    year = {c: scheme_of(c, {}).explaining.promotion(Level.GOOD, Level.GOOD, 0).clauses
            for c in ("TT22", "TT43")}  # fmt: skip
    assert year == {"TT22": {"conditions": "Đ12 k1"}, "TT43": {"conditions": "Đ11"}}


def test_a_missing_average_names_its_cells():
    found = SCHEME.explaining.term(FOUR, Marks([70, None, 90, 80], ABSENT, 75), Moment.RUNNING)
    assert (found.result, found.why, found.division) == (None, Why.WAITING, None)
    assert found.missing == ("tx2", "gk")


def test_an_absence_that_became_zero_says_so():
    found = SCHEME.explaining.term(FOUR, Marks([70, 80, 90, 80], ABSENT, 75), Moment.TERM_OVER)
    [gk] = [each for each in found.inputs if each.key == "gk"]
    assert (gk.value, gk.counts_as, gk.part) == (ABSENT, 0, Part.SETTLED)
    assert found.clauses["settled"] == "Đ7 k5"


def test_what_does_not_count_is_said_of_each_cell():
    sheet = SheetLayout(SCORED, 2, has_topic=True)
    line = Marks([70, 80, None], 60, 60, studies_topics=False)
    assert parts(SCHEME.explaining.term(sheet, line, Moment.RUNNING))["cdht"] is Part.LEFT_OUT
    studied = Marks([70, 80, None], 60, 60)
    assert parts(SCHEME.explaining.term(sheet, studied, Moment.RUNNING))["cdht"] is Part.OPEN
    leaves_out = scheme_of("TT22", {"exempt_cell": "leave_out"})
    found = leaves_out.explaining.term(sheet, Marks([70, EXEMPT, 80], 60, 60), Moment.RUNNING)
    assert parts(found)["tx2"] is Part.LEFT_OUT
    assert found.clauses["exempt_cell"] == "Đ11"
    exempt = SCHEME.explaining.term(sheet, Marks([None] * 3, None, None, True), Moment.RUNNING)
    assert exempt.why is Why.EXEMPT


@given(st.lists(cells, min_size=4, max_size=4), cells, cells, st.sampled_from(list(Moment)))
def test_the_sum_of_an_average_is_the_average(regular, midterm, final, moment):
    line = Marks(regular, midterm, final)
    for circular, settings in (
        ("TT22", {}),
        ("TT43", {"rounding": "half_even"}),
        ("TT22", {"exempt_cell": "leave_out", "missing_regular_blocks": False}),
    ):
        scheme = scheme_of(circular, settings)
        found = scheme.explaining.term(FOUR, line, moment)
        assert found.result == scheme.average(FOUR, line, moment)
        assert (found.result is None) == (found.why is not None)
        if found.result is None:
            assert found.missing or found.why is Why.NO_REGULAR
        else:
            summed = found.division
            rounding = Rounding(summed.rounding)
            assert rounded_quotient(summed.total, summed.weights, rounding) == found.result


@given(st.lists(words, min_size=2, max_size=2), words, words, st.sampled_from(list(Moment)))
def test_a_result_in_words_says_what_decided_it(regular, midterm, final, moment):
    line = Marks(regular, midterm, final)
    found = SCHEME.explaining.term(TWO_WORDS, line, moment)
    counted = [each.counts_as for each in found.inputs]
    expected = {
        Why.ALL_PASSED: (PASSED, all(each == PASSED for each in counted)),
        Why.ONE_FAILED: (FAILED, FAILED in counted),
        Why.NOT_FULL: (FAILED, bool(found.missing)),
        Why.WAITING: (None, bool(found.missing)),
    }
    assert (found.result, True) == expected[found.why]


def test_a_year_shows_both_terms_or_the_second_alone():
    found = SCHEME.explaining.year(SCORED, 60, 75)
    assert [(each.key, each.product) for each in found.inputs] == [(1, 60), (2, 150)]
    assert (found.division.exact, found.result) == (Fraction(7), 70)
    waiting = SCHEME.explaining.year(SCORED, None, 75)
    assert (waiting.result, waiting.missing) == (None, (1,))
    alone = scheme_of("TT22", {"without_first_term": "second_term"}).explaining
    found = alone.year(SCORED, None, 75)
    assert (found.result, found.why, found.division) == (75, Why.NO_FIRST_TERM, None)
    words_alone = SCHEME.explaining.year(COMMENTED, FAILED, PASSED)
    assert (words_alone.result, words_alone.why) == (PASSED, Why.SECOND_TERM)
    assert parts(words_alone) == {1: Part.NOT_COUNTED, 2: Part.COUNTED}


def test_a_level_is_read_from_the_table_and_raised_for_one_subject():
    found = learning(subjects(90, 90, 90, 90, 90, 90, 34, gdtc=PASSED))
    assert [(step.result, step.is_reached) for step in found.steps] == [
        (Level.GOOD, False), (Level.FAIR, False), (Level.PASSED, False)
    ]  # fmt: skip
    every, enough, commented = found.steps[0].conditions
    assert (every.asks, every.is_met, every.bar, every.keys) == (Asks.EVERY, False, 65, ("s6",))
    assert (enough.is_met, enough.found, enough.needed, enough.bar) == (True, 6, 6, 80)
    assert (commented.is_met, commented.found, commented.needed) == (True, 0, 0)
    change = found.adjustment
    assert (change.before, change.after, change.because_of) == (Level.FAILED, Level.PASSED, "s6")
    assert (change.without, change.reading) == (Level.GOOD, "remove")
    assert found.clauses == {"table": "Đ9 k2", "adjustment": "Đ9 k3"}


@given(
    st.lists(st.sampled_from([34, 35, 49, 50, 64, 65, 79, 80]), min_size=6, max_size=8),
    st.lists(st.booleans(), max_size=3),
)
def test_the_first_step_that_is_reached_is_the_level_before_adjustment(scored, commented):
    named = {f"c{n}": PASSED if each else FAILED for n, each in enumerate(commented)}
    for circular in ("TT22", "TT43"):
        scheme = scheme_of(circular, {})
        given_subjects = subjects(*scored, **named)
        found = scheme.explaining.learning(given_subjects, own_list=(), optional=())
        outcome = scheme.learning(given_subjects, own_list=(), optional=())
        reached = [step.result for step in found.steps if step.is_reached]
        assert (reached or [Level.FAILED])[0] == outcome.before == found.adjustment.before
        assert found.result == outcome.final == found.adjustment.after
        is_raised = outcome.because_of is not None
        assert (found.adjustment.because_of is not None) == is_raised
        assert not is_raised or found.adjustment.without - outcome.before >= 2


def test_no_level_says_which_subjects_are_missing_or_how_few_there_are():
    waiting = learning(subjects(80, 80, 80, 80, 80, None), own_list={"s5", "s6"})
    assert (waiting.why, waiting.missing) == (Why.WAITING, ("s5", "s6"))
    few = learning(subjects(80, 80, 80, 80, 80, EXEMPT))
    [condition] = few.conditions
    assert (few.why, condition.asks, condition.found, condition.needed) == (
        Why.TOO_FEW, Asks.SUBJECTS, 5, 6
    )  # fmt: skip
    assert learning(subjects(*[80] * 6), own_list=None).why is Why.CHOICE_OPEN
    left_out = scheme_of("TT22", {"optional_subjects_count": False}).explaining
    found = left_out.learning(subjects(*[80] * 7), own_list={"s6"}, optional={"s6"})
    assert (found.result, parts(found)["s6"]) == (Level.GOOD, Part.LEFT_OUT)


def test_conduct_of_the_year_shows_both_terms():
    found = SCHEME.explaining.year_conduct(Level.GOOD, Level.PASSED)
    assert [each.value for each in found.inputs] == [Level.GOOD, Level.PASSED]
    assert (found.result, found.clauses) == (Level.FAIR, {"table": "Đ8 k2 đb"})


def test_every_promotion_agrees_with_its_three_conditions():
    for learned, conduct, absences in product(Level, Level, (0, 45, 46)):
        found = SCHEME.explaining.promotion(learned, conduct, absences, summer_over=True)
        is_promoted = all(each.is_met for each in found.conditions)
        assert is_promoted == (found.result is Promotion.PROMOTED)
        assert [each.asks for each in found.conditions] == [
            Asks.CONDUCT, Asks.LEARNING, Asks.ABSENCES
        ]  # fmt: skip


def test_a_promotion_shows_what_the_summer_replaced():
    found = SCHEME.explaining.promotion(
        Level.FAILED, Level.GOOD, 10, reassessed_learning=Level.PASSED
    )
    again = {each.key: (each.value, each.counts_as, each.part) for each in found.inputs}
    assert again["learning"] == (Level.FAILED, Level.PASSED, Part.SETTLED)
    assert found.clauses["again"] == "Đ14"
    waits = SCHEME.explaining.promotion(Level.GOOD, Level.FAILED, 10)
    assert (waits.result, waits.clauses["training"]) == (Promotion.SUMMER_TRAINING, "Đ13")


@pytest.mark.parametrize(("high", "title"), [(6, Award.EXCELLENT_STUDENT), (5, Award.GOOD_STUDENT)])
def test_a_title_counts_the_subjects_that_reach_its_mark(high, title):
    found = SCHEME.explaining.award(
        Level.GOOD, Level.GOOD, subjects(*[90] * high, 89, gdtc=PASSED), optional=()
    )
    reached = [step.result for step in found.steps if step.is_reached]
    assert found.result is title is reached[0]
    assert found.steps[0].conditions[-1].found == high
    none = SCHEME.explaining.award(Level.FAIR, Level.GOOD, subjects(*[90] * 6), optional=())
    assert none.result is None and not any(step.is_reached for step in none.steps)
