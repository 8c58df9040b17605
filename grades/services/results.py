"""Learning results of a class, by the circular that governs it."""

from collections import defaultdict
from collections.abc import Hashable
from typing import cast

from grades.models import MarkRecord, TermResult
from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.tt22.learning import LearningOutcome, learning_outcome
from grades.rules.tt22.readings import Readings
from schools.models import ClassGroup, Term


def compute_term_results(*, class_group: ClassGroup, term: Term) -> list[TermResult]:
    """Compute and store the learning result of each student of the class.

    Conduct is given by people and left as it is. A student without every average gets no level:
    not classifiable yet is not "Chưa đạt" (TT 22/2021 Art. 9).
    """
    results = [
        _result(class_group, term, enrolment_id, outcome)
        for enrolment_id, outcome in _outcomes(class_group, term).items()
    ]
    TermResult.objects.bulk_create(
        results,
        update_conflicts=True,
        unique_fields=["enrolment", "term"],
        update_fields=[
            "regulation",
            "learning",
            "level_before_adjustment",
            "adjusted_for",
            "needs_decision",
            "computed_at",
        ],
    )
    return results


def _outcomes(class_group: ClassGroup, term: Term) -> dict[int, LearningOutcome | None]:
    """The outcome of each enrolment, keyed by subject id within."""
    rows = MarkRecord.objects.filter(sheet__class_group=class_group, sheet__term=term).values_list(
        "enrolment_id", "sheet__subject_id", "sheet__form", "average", "exempt"
    )
    scored: defaultdict[int, dict[Hashable, int | None]] = defaultdict(dict)
    commented: defaultdict[int, dict[Hashable, bool | int | None]] = defaultdict(dict)
    for enrolment_id, subject_id, form, average, exempt in rows:
        value = CellCode.EXEMPT if exempt else average
        if form == AssessmentForm.SCORED:
            scored[enrolment_id][subject_id] = value
        else:
            commented[enrolment_id][subject_id] = value
    return {
        enrolment_id: learning_outcome(scored[enrolment_id], commented[enrolment_id], Readings())
        for enrolment_id in scored.keys() | commented.keys()
    }


def _result(
    class_group: ClassGroup, term: Term, enrolment_id: int, outcome: LearningOutcome | None
) -> TermResult:
    result = TermResult(
        school_id=class_group.school_id,
        enrolment_id=enrolment_id,
        term=term,
        regulation="TT22",
    )
    if outcome is not None:
        result.learning = outcome.final
        result.level_before_adjustment = outcome.before
        result.needs_decision = outcome.readings_differ or outcome.commented_readings_differ
        if outcome.because_of is not None:
            result.adjusted_for_id = cast(int, outcome.because_of.key)
    return result
