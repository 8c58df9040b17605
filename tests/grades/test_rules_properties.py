"""What holds of every value: small spaces are tried whole, the others by chance."""

from fractions import Fraction
from itertools import product
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grades.rules.cells import AssessmentForm
from grades.rules.levels import Award, Level, Promotion
from grades.rules.schemes import scheme_of
from grades.rules.sheets import Marks, Moment, SheetLayout, SubjectResult

SCORED, COMMENTED = AssessmentForm.SCORED, AssessmentForm.COMMENTED
CIRCULARS = ("TT22", "TT43")
HALF = Fraction(1, 2)
marks = st.integers(0, 100)
# How good a decision is for the student.
STANDING = {
    Promotion.RETAINED: 0,
    Promotion.SUMMER_TRAINING: 1,
    Promotion.REASSESSMENT: 1,
    Promotion.PROMOTED: 2,
}
TITLE = {None: 0, Award.GOOD_STUDENT: 1, Award.EXCELLENT_STUDENT: 2}


def half_up(exact):
    return floor(exact + HALF)


@pytest.mark.parametrize("circular", CIRCULARS)
def test_every_year_average_equals_exact_fractions(circular):
    scheme = scheme_of(circular, {})
    for term1, term2 in product(range(101), repeat=2):
        exact = Fraction(term1 + 2 * term2, 3)
        assert scheme.year_result(SCORED, term1, term2) == half_up(exact), (term1, term2)


@given(st.lists(marks, min_size=2, max_size=4), st.none() | marks, marks, marks)
def test_term_average_with_a_topic_equals_exact_fractions(regular, topic, midterm, final):
    sheet = SheetLayout(SCORED, len(regular), has_topic=True)
    line = Marks([*regular, topic], midterm, final)
    given_marks = regular if topic is None else [*regular, topic]
    exact = Fraction(sum(given_marks) + 2 * midterm + 3 * final, len(given_marks) + 5)
    assert scheme_of("TT22", {}).average(sheet, line, Moment.RUNNING) == half_up(exact)
    expected = None if topic is None else half_up(exact)
    assert scheme_of("TT43", {}).average(sheet, line, Moment.RUNNING) == expected


@given(st.lists(marks, min_size=2, max_size=4), marks, marks, st.integers(0, 5), st.data())
def test_a_better_mark_never_lowers_an_average(regular, midterm, final, place, data):
    cells = [*regular, midterm, final]
    better = list(cells)
    place %= len(cells)
    better[place] = data.draw(st.integers(cells[place], 100))
    scheme, sheet = scheme_of("TT22", {}), SheetLayout(SCORED, len(regular))

    def average(values):
        return scheme.average(sheet, Marks(values[:-2], *values[-2:]), Moment.RUNNING)

    assert average(better) >= average(cells)


@pytest.mark.parametrize("circular", CIRCULARS)
@given(st.lists(st.sampled_from([30, 34, 35, 49, 50, 64, 65, 79, 80, 100]), max_size=9), st.data())
def test_the_level_is_raised_by_one_never_to_the_highest_and_in_any_order(circular, scored, data):
    scheme = scheme_of(circular, {})
    subjects = [SubjectResult(key, SCORED, mark) for key, mark in enumerate(scored)]
    outcome = scheme.learning(subjects, own_list=(), optional=())
    mixed = data.draw(st.permutations(subjects))
    assert scheme.learning(mixed, own_list=(), optional=()) == outcome
    if outcome is None:
        assert len(scored) < scheme.settings()["classifiable_count"]
        return
    raised = outcome.final - outcome.before
    assert raised == (outcome.because_of is not None)
    assert not raised or outcome.final < Level.GOOD


@pytest.mark.parametrize("circular", CIRCULARS)
def test_better_conduct_in_a_term_never_lowers_the_year(circular):
    year_conduct = scheme_of(circular, {}).year_conduct
    for term1, term2 in product(Level, repeat=2):
        for better in Level:
            if better >= term1:
                assert year_conduct(better, term2) >= year_conduct(term1, term2)
            if better >= term2:
                assert year_conduct(term1, better) >= year_conduct(term1, term2)


@pytest.mark.parametrize("circular", CIRCULARS)
def test_a_better_year_never_leads_to_less(circular):
    scheme = scheme_of(circular, {})
    for learning, conduct, better in product(Level, repeat=3):
        now = STANDING[scheme.promotion(learning, conduct, 45)]
        assert STANDING[scheme.promotion(max(learning, better), conduct, 45)] >= now
        assert STANDING[scheme.promotion(learning, max(conduct, better), 45)] >= now
        assert STANDING[scheme.promotion(learning, conduct, 46)] == 0


@pytest.mark.parametrize("circular", CIRCULARS)
@given(st.lists(st.sampled_from([65, 80, 89, 90, 100]), min_size=5, max_size=9), st.data())
def test_a_title_follows_the_number_of_high_averages_in_any_order(circular, scored, data):
    scheme = scheme_of(circular, {})
    subjects = [SubjectResult(key, SCORED, mark) for key, mark in enumerate(scored)]
    subjects.append(SubjectResult("gdtc", COMMENTED, 201))
    mixed = data.draw(st.permutations(subjects))

    def title(given_subjects):
        return scheme.award(Level.GOOD, Level.GOOD, given_subjects, optional=())

    high = sum(mark >= 90 for mark in scored)
    is_excellent = high >= scheme.settings()["award_count"]
    assert title(mixed) == title(subjects)
    assert TITLE[title(subjects)] == 1 + is_excellent
