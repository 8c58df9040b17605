"""Whether stored results of a year are those that the sealed terms and decisions give."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from grades.models import YearDecision, YearResult
from grades.selectors.summer import after_summer, decisions_after_help
from grades.selectors.year_end import StudentYear, class_year, sealed_results
from schools.models import ClassGroup
from students.selectors import own_subjects


@dataclass(frozen=True)
class StoredOtherwise:
    """One thing of one student's year: what is stored, and what follows from the records."""

    result: YearResult
    thing: str
    stored: Any
    computed: Any


def differences_of(class_group: ClassGroup) -> list[StoredOtherwise]:
    """Every stored value of the class's sealed year that computing it again does not give.

    Empty for a class whose year is not sealed. A student who has left the class since, or a sheet
    that is not sealed, cannot be computed again: stored against None.
    """
    stored = sealed_results(class_group)
    if not stored:
        return []
    year = class_year(class_group)
    computed = {each.stay.pk: each for each in year.students}
    optional = own_subjects(class_group).optional
    decisions = decisions_after_help(stored)
    return [
        found
        for result in stored
        for found in (
            *_year(result, computed.get(result.enrolment_id)),
            *_summer(result, optional, decisions.get(result.pk)),
        )
    ]


def _year(result: YearResult, computed: StudentYear | None) -> Iterator[StoredOtherwise]:
    if computed is None:
        yield StoredOtherwise(result, "student", result.enrolment_id, None)
        return
    outcome = computed.outcome
    before = outcome.outcome.before if outcome.outcome else None
    pairs: dict[str, tuple[Any, Any]] = {
        "learning": (result.learning, outcome.learning),
        "level_before_adjustment": (result.level_before_adjustment, before),
        "conduct": (result.conduct, outcome.conduct),
        "absences": (result.absences, outcome.absences),
        "promotion": (result.promotion, outcome.promotion),
        "award": (result.award, outcome.award or ""),
        "traits": (tuple(result.traits), computed.facts.traits),
    }
    stored = {each.subject_id: each for each in result.subjects.all()}
    now = {each.subject: each for each in computed.facts.terms}
    tests = dict(computed.facts.tests)
    for pk in {*stored, *now}:
        row, pair = stored.get(pk), now.get(pk)
        kept = row and (row.term1, row.term2, row.result, row.test)
        new = pair and (pair.term1, pair.term2, outcome.results[pk].result, tests.get(pk))
        pairs[f"subject {pk}"] = (kept, new)
    for thing, (old, new) in pairs.items():
        if old != new:
            yield StoredOtherwise(result, thing, old, new)


def _summer(
    result: YearResult, optional: frozenset[int], decision: YearDecision | None
) -> Iterator[StoredOtherwise]:
    """What the summer's results give, where the summer is sealed."""
    if not result.promotion_again:
        return
    found = after_summer(result, optional, is_over=True, decision=decision)
    for thing, old, new in (
        ("reassessed_learning", result.reassessed_learning, found.learning),
        ("promotion_again", result.promotion_again, found.promotion),
    ):
        if old != new:
            yield StoredOtherwise(result, thing, old, new)
