"""What follows from a year, and what a person decides first: rules alone."""

import itertools
import random

import pytest

from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.levels import Level, Promotion
from grades.rules.schemes import scheme_of
from grades.rules.summer import SealedYear, Summer
from grades.rules.year_end import Matter, TermPair, Verdict, YearFacts

TT22 = scheme_of("TT22", {})
GOOD = (Level.GOOD, Level.GOOD)


def facts(*pairs: tuple[int | None, int | None], absences: int = 0, **more: object) -> YearFacts:
    """Scored subjects with these averages of both terms, and two subjects that are Đạt."""
    terms = [
        TermPair(number, AssessmentForm.SCORED, *pair) for number, pair in enumerate(pairs, start=1)
    ]
    passed = CellCode.PASSED.value
    terms += [TermPair(each, AssessmentForm.COMMENTED, passed, passed) for each in (91, 92)]
    own = frozenset(each.subject for each in terms)
    given = {"conduct": GOOD, "decided": {}, **more}
    return YearFacts(tuple(terms), own, frozenset(), absences=absences, **given)  # type: ignore[arg-type]


def test_the_year_is_a_third_of_the_first_term_and_two_of_the_second() -> None:
    found = TT22.year(facts(*[(60, 75)] * 8))
    assert {each.result for each in found.results.values() if each.form == "scored"} == {70}
    assert (found.learning, found.promotion) == (Level.FAIR, Promotion.PROMOTED)


def test_a_second_term_alone_is_never_taken_in_silence() -> None:
    pairs = [(None, 80), *[(80, 80)] * 7]
    found = TT22.year(facts(*pairs))
    assert found.open == (Matter.FIRST_TERM, Matter.LEARNING)
    assert found.learning is None and found.promotion is None and found.award is None
    taken = TT22.year(facts(*pairs, decided={Matter.FIRST_TERM: Verdict(second_term=True)}))
    assert (taken.open, taken.learning) == ((), Level.GOOD)
    assert taken.award == "good_student"


def test_no_level_by_decision_leaves_open_whether_the_student_moves_up() -> None:
    few = [(80, 80)] * 5
    refused = {Matter.LEARNING: Verdict()}
    found = TT22.year(facts(*few, decided=refused))
    assert found.open == (Matter.PROMOTION,)
    moves = {**refused, Matter.PROMOTION: Verdict(promotion=Promotion.PROMOTED)}
    assert TT22.year(facts(*few, decided=moves)).promotion == Promotion.PROMOTED


@pytest.mark.parametrize(("absences", "open_matters"), [(45, ()), (46, (Matter.ABSENCES,))])
def test_the_46th_session_is_a_case(absences: int, open_matters: tuple[Matter, ...]) -> None:
    assert TT22.year(facts(*[(80, 80)] * 8, absences=absences)).open == open_matters


def test_an_exempt_subject_is_in_no_count_and_asks_nothing() -> None:
    exempt = CellCode.EXEMPT.value
    found = TT22.year(facts((exempt, exempt), *[(80, 80)] * 7))
    assert found.open == () and found.learning == Level.GOOD


def test_order_of_subjects_is_irrelevant_and_an_open_matter_settles_nothing() -> None:
    draw = random.Random(5)
    for _trial in range(300):
        marks = [(draw.randint(20, 100), draw.randint(20, 100)) for _subject in range(8)]
        conduct = (draw.choice([None, *Level]), draw.choice([None, *Level]))
        mine = facts(*marks, absences=draw.choice([0, 45, 46]), conduct=conduct)
        found = TT22.year(mine)
        mixed = YearFacts(
            tuple(draw.sample(mine.terms, len(mine.terms))),
            mine.own_list,
            mine.optional,
            mine.conduct,
            mine.absences,
        )
        again = TT22.year(mixed)
        assert (again.learning, again.promotion, again.open) == (
            found.learning,
            found.promotion,
            found.open,
        )
        assert not found.open or (found.promotion is None and found.award is None)


def test_what_is_decided_is_one_of_the_choices_for_every_matter() -> None:
    cases = [facts(*[(80, 80)] * 5), facts(*[(80, 80)] * 8, absences=60)]
    for each in itertools.chain(cases, [facts(*[(80, 80)] * 8, conduct=(None, Level.GOOD))]):
        found = TT22.year(each)
        assert found.matters and all(choice.clause for c in found.matters.values() for choice in c)


def test_the_summer_replaces_for_promotion_alone() -> None:
    year = TT22.year(facts((41, 41), (32, 32), *[(85, 85)] * 6))
    assert (year.learning, year.promotion) == (Level.FAILED, Promotion.REASSESSMENT)
    sealed = SealedYear(tuple(year.results.values()), year.learning, year.conduct, 0)
    assert set(TT22.again(sealed).subjects) == {1, 2}

    def after(sat: dict[int, int | None], *, is_over: bool = True) -> Promotion | None:
        summer = Summer(sat, None, is_over)
        return TT22.summer(sealed, summer, optional=frozenset()).promotion

    assert after({1: 50, 2: 50}) == Promotion.PROMOTED
    assert after({2: 50}) == Promotion.PROMOTED
    assert after({1: 50}) == Promotion.PROMOTED  # One subject alone then: raised (Art. 9(3)).
    assert after({}) == Promotion.RETAINED
    assert after({1: None, 2: 50}, is_over=False) == Promotion.REASSESSMENT
