"""Whether stored results of a year are those that the sealed terms and decisions give."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eduportal.exchange.selectors.proof import contents_of
from grades.choices import AmendmentStepKind
from grades.models import AmendmentStep, YearDecision, YearResult
from grades.selectors.after_summer import after_summer, decisions_of_summer
from grades.selectors.year_end import (
    StudentYear,
    class_year,
    decisions_by_student,
    sealed_results,
    student_year,
)
from grades.selectors.year_facts import sealed_facts
from grades.selectors.year_lines import counting_year
from schools.models import ClassGroup


@dataclass(frozen=True)
class StoredOtherwise:
    """One thing of one student's year: what is stored, and what follows from the records.

    `is_amended`: a sealed mark of the student was amended after the year was sealed, so that the
    head seals a correction (correct_year).
    """

    result: YearResult
    thing: str
    stored: Any
    computed: Any
    is_amended: bool = False


def differences_of(class_group: ClassGroup) -> list[StoredOtherwise]:
    """Every stored value of the class's sealed year that computing it again does not give.

    Empty for a class whose year is not sealed. A student who has left the class since, or a sheet
    that is not sealed, cannot be computed again: stored against None, until a correction has taken
    the results out of what travels.
    """
    stored = sealed_results(class_group)
    if not stored:
        return []
    year = class_year(class_group)
    computed = {each.stay.pk: each for each in year.students}
    gone = [each for each in stored if each.enrolment_id not in computed]
    still = _uids_with_results(class_group) if gone else frozenset()
    settled = {each.pk for each in gone if str(each.enrolment.student.person_uid) not in still}
    return [
        found
        for result in stored
        if result.pk not in settled
        for found in _year(result, computed.get(result.enrolment_id))
    ]


def _uids_with_results(class_group: ClassGroup) -> frozenset[str]:
    """The students with results in the version that counts of the class's year."""
    package = counting_year(class_group)
    contents = contents_of(package) if package else None
    lines = contents.lines if contents else ()
    return frozenset(line[0] for line in lines if set(line[-1]) != {None})


def spoilt_in(class_group: ClassGroup) -> list[StoredOtherwise]:
    """Every stored value of the class's sealed year that does not follow from what was sealed.

    Unlike differences_of, what the register says by now makes no difference: the year is computed
    from what its seal took from it, and with the decisions there were then.
    """
    stored = sealed_results(class_group)
    sealed = {each.enrolment_id: each for each in stored}
    until = max((each.computed_at for each in stored), default=None)
    facts = sealed_facts([each.enrolment for each in stored], sealed, until)
    decisions = decisions_by_student(class_group, until)
    of_summer, amended = decisions_of_summer(stored), _amended_since(stored)
    found: list[StoredOtherwise] = []
    for result in stored:
        rows = decisions.get(result.enrolment.student_id, {})
        scheme = result.regulation.scheme
        computed = student_year(result.enrolment, facts[result.enrolment_id], rows, scheme)
        is_amended = result.pk in amended
        found += [replace(each, is_amended=is_amended) for each in _year(result, computed)]
        found += _summer(result, of_summer.get(result.pk))
    return found


def _amended_since(stored: Sequence[YearResult]) -> set[int]:
    """The results of students of whom a mark of the year was amended after its seal: one query."""
    written = AmendmentStep.objects.filter(
        kind=AmendmentStepKind.WRITE,
        amendment__sheet__term__school_year__in={each.enrolment.school_year_id for each in stored},
        amendment__cells__record__enrolment__student__in={
            each.enrolment.student_id for each in stored
        },
    )
    students = "amendment__cells__record__enrolment__student"
    newest = dict(written.order_by("at").values_list(students, "at"))
    return {
        each.pk
        for each in stored
        if (at := newest.get(each.enrolment.student_id)) and at > each.computed_at
    }


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
    stored = {each.subject_id: each for each in result.subjects_taken}
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


def _summer(result: YearResult, decision: YearDecision | None) -> Iterator[StoredOtherwise]:
    """What the summer's results give, where the summer is sealed."""
    if not result.promotion_again:
        return
    found = after_summer(result, is_over=True, decision=decision)
    for thing, old, new in (
        ("reassessed_learning", result.reassessed_learning, found.learning),
        ("promotion_again", result.promotion_again, found.promotion or ""),
    ):
        if old != new:
            yield StoredOtherwise(result, thing, old, new)
