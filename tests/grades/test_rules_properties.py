"""What holds of every value: small spaces are tried whole, the others by chance."""

import random
from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement, product
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.levels import Award, Level, Promotion
from grades.rules.schemes import scheme_of
from grades.rules.sheets import Marks, Moment, SheetLayout, SubjectResult

pytestmark = pytest.mark.usefixtures("uncounted")
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


# One average of each band between two bars: a level depends on nothing finer.
BANDS = (34, 49, 64, 79, 100)
ONE_SUBJECT = [
    {"one_subject_reading": reading, "one_subject_may_be_commented": commented_may}
    for reading in ("remove", "replace")
    for commented_may in (True, False)
]


def students():
    """Five to eight averages from every band, and how many of two comment-only subjects failed."""
    for number, failed in product(range(5, 9), range(3)):
        for bands in combinations_with_replacement(range(len(BANDS)), number):
            yield bands, failed


def learning(scheme, bands, failed, mixed=lambda subjects: subjects):
    subjects = [SubjectResult(key, SCORED, BANDS[band]) for key, band in enumerate(bands)]
    results = (CellCode.FAILED if number < failed else CellCode.PASSED for number in range(2))
    subjects += [SubjectResult(f"c{key}", COMMENTED, result) for key, result in enumerate(results)]
    return scheme.learning(mixed(subjects), own_list=(), optional=())


@cache
def every_outcome(circular, place):
    """What each of the students gets under a circular with one reading of ONE_SUBJECT."""
    scheme = scheme_of(circular, ONE_SUBJECT[place])
    return {student: learning(scheme, *student) for student in students()}


@pytest.mark.trial("many")
@pytest.mark.parametrize("circular", CIRCULARS)
@pytest.mark.parametrize("reading", range(len(ONE_SUBJECT)))
def test_the_level_is_raised_by_one_for_one_subject_and_never_to_the_highest(circular, reading):
    least = scheme_of(circular, {}).settings()["classifiable_count"]
    raised_to = set()
    for (bands, _failed), outcome in every_outcome(circular, reading).items():
        assert (outcome is None) == (len(bands) < least)
        if outcome and outcome.because_of:
            assert outcome.final == outcome.before + 1
            raised_to.add(outcome.final)
        elif outcome:
            assert outcome.final == outcome.before
    assert raised_to == {Level.FAIR, Level.PASSED}


@pytest.mark.trial("many")
@pytest.mark.parametrize("circular", CIRCULARS)
@pytest.mark.parametrize("reading", range(len(ONE_SUBJECT)))
def test_a_better_average_or_result_never_lowers_the_level(circular, reading):
    found = every_outcome(circular, reading)
    for (bands, failed), outcome in found.items():
        better = [
            tuple(sorted((*bands[:place], band + 1, *bands[place + 1 :])))
            for place, band in enumerate(bands)
            if band + 1 < len(BANDS)
        ]
        for other in [(each, failed) for each in better] + [(bands, max(failed - 1, 0))]:
            if outcome:
                assert found[other].before >= outcome.before
                assert found[other].final >= outcome.final


@pytest.mark.trial("many")
@pytest.mark.parametrize("circular", CIRCULARS)
def test_the_order_of_subjects_never_matters(circular):
    chance = random.Random(5)
    for settings in ONE_SUBJECT:
        scheme = scheme_of(circular, settings)
        for student in chance.sample(list(students()), 600):
            shuffled = learning(
                scheme, *student, lambda subjects: chance.sample(subjects, len(subjects))
            )
            assert shuffled == learning(scheme, *student)


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
