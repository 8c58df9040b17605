"""What a year was derived from gives what the year says: over random years of both circulars."""

import random

from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.explaining import Derived, Explanation, Why
from grades.rules.levels import Level, YearLevel
from grades.rules.schemes import scheme_of
from grades.rules.year_end import Matter, TermPair, Verdict, YearFacts, YearOutcome
from tests.grades.test_rules_year_end import TT22, facts

TT27 = scheme_of("TT27", {})
LEVELS = (CellCode.NOT_COMPLETED, CellCode.COMPLETED, CellCode.COMPLETED_WELL)


def by_kind(found: tuple[Explanation, ...]) -> dict[Derived, Explanation]:
    return {each.derived: each for each in found}


def check(found: dict[Derived, Explanation], outcome: YearOutcome) -> None:
    """Each result, the conditions that give it, and a reason where there is none."""
    assert found[Derived.LEVEL].result == outcome.learning
    if not outcome.open:
        assert found[Derived.PROMOTION].result == outcome.promotion
        assert found[Derived.AWARD].result == outcome.award
    for each in found.values():
        assert each.clauses
        if each.derived is Derived.LEVEL and each.result is None:
            assert each.why
    reached = [step.result for step in found[Derived.AWARD].steps if step.is_reached]
    assert (reached or [None])[0] == found[Derived.AWARD].result


def test_a_year_of_secondary_school_comes_to_what_its_explanations_say() -> None:
    draw = random.Random(7)
    for _trial in range(300):
        marks = [(draw.randint(20, 100), draw.randint(20, 100)) for _subject in range(8)]
        conduct = (draw.choice([None, *Level]), draw.choice([None, *Level]))
        mine = facts(*marks, absences=draw.choice([0, 45, 46]), conduct=conduct)
        outcome = TT22.year(mine)
        found = by_kind(TT22.explain_year(mine, outcome))
        check(found, outcome)
        assert found[Derived.YEAR_CONDUCT].result == outcome.conduct
        is_met = all(each.is_met for each in found[Derived.PROMOTION].conditions)
        assert is_met == (found[Derived.PROMOTION].result == "promoted")


def primary(draw: random.Random, *, may_lack: bool) -> YearFacts:
    def one(choices: list[int]) -> int | None:
        return None if may_lack and draw.random() < 0.1 else draw.choice(choices)

    levels = [level.value for level in LEVELS]
    terms = tuple(
        TermPair(number, AssessmentForm.LEVELS, None, one(levels)) for number in range(1, 6)
    )
    tests = tuple((each + 1, one([50, 70, 90, 100])) for each in range(draw.randint(0, 3)))
    traits = tuple(one([1, 2, 3]) for _trait in range(draw.choice([0, 3])))
    own = frozenset(range(1, 6))
    return YearFacts(terms, own, frozenset(), (None, None), 0, traits=traits, tests=tests)


def test_a_year_of_primary_school_comes_to_what_its_explanations_say() -> None:
    draw = random.Random(11)
    for trial in range(500):
        mine = primary(draw, may_lack=trial % 2 == 0)
        outcome = TT27.year(mine)
        found = by_kind(TT27.explain_year(mine, outcome))
        check(found, outcome)
        steps = [step for step in found[Derived.LEVEL].steps if step.is_reached]
        if outcome.learning and outcome.learning > YearLevel.NOT_COMPLETED:
            assert steps[0].result == outcome.learning
        else:
            assert not steps


def test_a_decision_changes_what_follows_and_not_how_the_results_are_explained() -> None:
    few = facts(*[(80, 80)] * 5, decided={Matter.LEARNING: Verdict(Level.FAIR)})
    outcome = TT22.year(few)
    found = by_kind(TT22.explain_year(few, outcome))
    assert outcome.learning == Level.FAIR
    assert (found[Derived.LEVEL].result, found[Derived.LEVEL].why) == (None, Why.TOO_FEW)
    assert found[Derived.PROMOTION].result == outcome.promotion == "promoted"
