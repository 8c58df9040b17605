"""The year of primary school as the scheme gives it: help, the title, and why (27/2020)."""

import random
from collections.abc import Iterator

from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.explaining import Asks, Explanation, Why, YearKey
from grades.rules.levels import Award, Promotion, TraitLevel, YearLevel
from grades.rules.schemes import scheme_of
from grades.rules.sheets import SubjectResult
from grades.rules.summer import Again, SealedYear, Summer
from grades.rules.year_end import Grounds, Matter, TermPair, Verdict, YearFacts

TT27 = scheme_of("TT27", {})
WELL, DONE, NOT_DONE = (
    CellCode.COMPLETED_WELL.value,
    CellCode.COMPLETED.value,
    CellCode.NOT_COMPLETED.value,
)
GOOD, PASSED, EFFORT = (
    TraitLevel.GOOD.value,
    TraitLevel.PASSED.value,
    TraitLevel.NEEDS_EFFORT.value,
)
LEVELS = AssessmentForm.LEVELS


def facts(levels: list[int | None], traits: list[int | None], tests: list[int | None]) -> YearFacts:
    """Subjects 1, 2, … of which the first ones have tests."""
    pairs = tuple(TermPair(n, LEVELS, WELL, level) for n, level in enumerate(levels, start=1))
    return YearFacts(
        pairs,
        frozenset(pair.subject for pair in pairs),
        frozenset(),
        (None, None),
        0,
        traits=tuple(traits),
        tests=tuple(enumerate(tests, start=1)),
    )


def sealed(given: YearFacts) -> SealedYear:
    outcome = TT27.year(given)
    results = tuple(outcome.results.values())
    return SealedYear(results, outcome.learning, None, 0, dict(given.tests), given.traits)


def years(count: int) -> Iterator[YearFacts]:
    """Random years with everything given."""
    draw = random.Random(27)
    for _number in range(count):
        levels = draw.choices([WELL, DONE, NOT_DONE], [6, 3, 1], k=draw.randint(1, 6))
        traits = draw.choices([GOOD, PASSED, EFFORT], [8, 3, 1], k=4)
        tests = [10 * draw.randint(3, 10) for _level in levels[: draw.randint(0, 4)]]
        yield facts([*levels], [*traits], [*tests])


def test_what_may_be_assessed_again_is_what_stands_in_the_way_and_nothing_else() -> None:
    for given in years(2000):
        year, again = sealed(given), TT27.again(sealed(given))
        if year.learning != YearLevel.NOT_COMPLETED:
            assert again == Again(())
            continue
        assert {*again.subjects, *again.tests, *again.traits} or not given.traits
        done = Summer(
            dict.fromkeys(again.subjects, DONE),  # type: ignore[arg-type]
            None,
            True,
            dict.fromkeys(again.tests, 50),
            dict.fromkeys(again.traits, PASSED),
        )
        found = TT27.summer(year, done, optional=())
        assert (found.learning, found.promotion) == (YearLevel.COMPLETED, Promotion.PROMOTED)


def test_help_that_leaves_one_thing_out_leaves_the_principal_to_decide() -> None:
    for given in years(3000):
        year, again = sealed(given), TT27.again(sealed(given))
        things = [*(("s", pk) for pk in again.subjects), *(("t", pk) for pk in again.tests)]
        things += [("q", place) for place in again.traits]
        for left_out in things:
            rest = [each for each in things if each != left_out]
            summer = Summer(
                {pk: DONE for kind, pk in rest if kind == "s"},  # type: ignore[misc]
                None,
                True,
                {pk: 50 for kind, pk in rest if kind == "t"},  # type: ignore[misc]
                {pk: PASSED for kind, pk in rest if kind == "q"},  # type: ignore[misc]
            )
            found = TT27.summer(year, summer, optional=())
            assert found.promotion is None
            assert found.learning is (YearLevel.NOT_COMPLETED if rest else None)


def test_the_principal_decides_on_who_has_not_completed_and_on_nobody_else() -> None:
    year = sealed(facts([NOT_DONE], [GOOD], []))
    nothing = TT27.summer(year, Summer(is_over=True), optional=())
    assert (nothing.learning, nothing.promotion) == (None, None)
    for word in (Promotion.PROMOTED, Promotion.RETAINED):
        assert TT27.summer(year, Summer(decided=word), optional=()).promotion is word
    passed = Summer({1: DONE}, decided=Promotion.RETAINED)
    assert TT27.summer(year, passed, optional=()).promotion is Promotion.PROMOTED


def test_what_was_missed_is_in_the_way_and_an_exempt_subject_is_not() -> None:
    results = (SubjectResult(1, LEVELS, CellCode.EXEMPT), SubjectResult(2, LEVELS, None))
    tests = {2: CellCode.ABSENT.value}
    year = SealedYear(results, YearLevel.NOT_COMPLETED, None, 0, tests, (GOOD, None))
    assert TT27.again(year) == Again((2,), (2,), (1,))


def test_the_exemplary_title_is_open_to_completed_well_alone_and_given_by_people_alone() -> None:
    for given in years(2000):
        outcome = TT27.year(given)
        is_candidate = outcome.learning == YearLevel.WELL
        assert (Matter.AWARD in outcome.matters) == is_candidate
        assert Matter.AWARD not in outcome.open
        assert outcome.award is not Award.EXEMPLARY_STUDENT
        verdict = {Matter.AWARD: Verdict(award=Award.EXEMPLARY_STUDENT)}
        decided = YearFacts(**{**vars(given), "decided": verdict})
        assert (TT27.year(decided).award is Award.EXEMPLARY_STUDENT) == is_candidate


def test_grounds_are_a_test_from_the_bar_of_the_readings_on_and_a_level_that_rose() -> None:
    given = facts([WELL, WELL, DONE], [GOOD, GOOD], [90, 80, 100])
    given = YearFacts(**{**vars(given), "traits_before": ((PASSED, GOOD), (None, GOOD))})
    assert TT27.grounds(given) == Grounds((1,), (0,))
    strict = scheme_of("TT27", {"outstanding_test": 10})
    assert strict.grounds(given) == Grounds((), (0,))


def level_explained(given: YearFacts) -> Explanation:
    return TT27.explain_year(given, TT27.year(given))[0]


def test_the_explanation_gives_the_value_and_its_first_step_that_is_reached() -> None:
    for given in years(2000):
        outcome, found = TT27.year(given), level_explained(given)
        assert found.result == outcome.learning
        reached = [step.result for step in found.steps if step.is_reached]
        if outcome.learning == YearLevel.NOT_COMPLETED:
            assert reached == [] and found.steps
        else:
            assert reached[0] == outcome.learning


def test_an_explanation_names_what_falls_short_of_each_result() -> None:
    found = level_explained(facts([WELL, DONE], [GOOD, PASSED], [90, 60]))
    best, well, done = ({each.asks: each.keys for each in step.conditions} for step in found.steps)
    traits = (YearKey(Asks.TRAITS, 1),)
    assert best == {
        Asks.LEVELS: (2,),
        Asks.TRAITS: traits,
        Asks.TESTS: (YearKey(Asks.TESTS, 2),),
    }
    assert well == {**best}
    assert done == {Asks.LEVELS: (), Asks.TRAITS: (), Asks.TESTS: ()}


def test_an_explanation_without_a_result_names_what_is_missing() -> None:
    found = level_explained(facts([WELL, None], [GOOD, None], [CellCode.ABSENT]))
    assert found.result is None
    assert found.missing == (2, YearKey(Asks.TESTS, 1), YearKey(Asks.TRAITS, 1))


def test_the_exemplary_title_explains_itself_by_the_level_and_the_word_of_people() -> None:
    given = facts([WELL, WELL], [GOOD, GOOD], [80, 80])
    verdict = {Matter.AWARD: Verdict(award=Award.EXEMPLARY_STUDENT)}
    decided = YearFacts(**{**vars(given), "decided": verdict})
    for each, title in ((given, None), (decided, Award.EXEMPLARY_STUDENT)):
        found = TT27.explain_year(each, TT27.year(each))[-1]
        assert found.result is title
        [_level, recognised] = found.steps[-1].conditions
        assert recognised.asks is Asks.RECOGNISED
        assert recognised.is_met is bool(title)


def test_what_follows_after_help_explains_itself_by_the_new_level() -> None:
    year = SealedYear((), YearLevel.NOT_COMPLETED, None, 0)
    helped = TT27.explain_summer(year, YearLevel.COMPLETED, None)
    assert helped.result is Promotion.PROMOTED
    assert [each.counts_as for each in helped.inputs] == [YearLevel.COMPLETED]
    still = TT27.explain_summer(year, YearLevel.NOT_COMPLETED, None)
    assert (still.result, still.why) == (None, Why.UNDECIDED)
    assert TT27.explain_summer(year, None, None).why is Why.UNDECIDED


def test_pages_show_a_result_as_low_by_the_regulation_set() -> None:
    strict = scheme_of("TT22", {"passed_enough": 60, "fair_enough": 65})
    scored, commented = AssessmentForm.SCORED, AssessmentForm.COMMENTED
    assert [strict.is_low(scored, mark) for mark in (59, 60)] == [True, False]
    assert [scheme_of("TT22", {}).is_low(scored, mark) for mark in (49, 50)] == [True, False]
    assert strict.is_low(commented, CellCode.FAILED) and not strict.is_low(
        commented, CellCode.PASSED
    )
    assert TT27.is_low(LEVELS, NOT_DONE) and not TT27.is_low(LEVELS, DONE)
