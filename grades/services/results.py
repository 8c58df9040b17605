"""Learning results of a class, by the regulation set its sheets stand under."""

from collections import defaultdict
from collections.abc import Iterable
from typing import cast

from grades.models import MarkRecord, RegulationSet, TermResult
from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.schemes import LearningOutcome
from grades.rules.sheets import SubjectResult
from grades.selectors.class_regulations import regulation_of_class
from schools.models import ClassGroup, Term
from students.selectors import OwnSubjects, own_subjects


def compute_term_results(*, class_group: ClassGroup, term: Term) -> list[TermResult]:
    """Compute and store the learning result of each student of the class.

    Conduct is given by people and left as it is. A student without every result of his or her own
    subjects gets no level: not classifiable yet is not "Chưa đạt" (TT 22/2021 Art. 9). Raises
    NoScheme for a class without sheets whose circular the portal does not compute.
    """
    regulation = regulation_of_class(class_group, term)
    results = [
        _result(class_group, term, regulation, enrolment_id, outcome)
        for enrolment_id, outcome in _outcomes(class_group, term, regulation).items()
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


def _outcomes(
    class_group: ClassGroup, term: Term, regulation: RegulationSet
) -> dict[int, LearningOutcome | None]:
    """The outcome of each enrolment, keyed by subject id within."""
    own = own_subjects(class_group)
    rows = MarkRecord.objects.filter(sheet__class_group=class_group, sheet__term=term).values_list(
        "enrolment_id", "sheet__subject_id", "sheet__form", "average", "exempt"
    )
    subjects: defaultdict[int, list[SubjectResult]] = defaultdict(list)
    taught = set()
    for enrolment_id, subject_id, form, average, exempt in rows:
        taught.add(subject_id)
        if own.takes(enrolment_id, subject_id):
            value = CellCode.EXEMPT if exempt else average
            subjects[enrolment_id].append(SubjectResult(subject_id, AssessmentForm(form), value))
    return {
        enrolment_id: outcome_of(regulation, own, enrolment_id, taught, results)
        for enrolment_id, results in subjects.items()
    }


def outcome_of(
    regulation: RegulationSet,
    own: OwnSubjects,
    enrolment_id: int,
    taught: set[int],
    results: Iterable[SubjectResult],
) -> LearningOutcome | None:
    """One student's level from the results of a term or year; None if not classifiable.

    `taught` are the subjects of the class, which say what a student takes whose choice is not
    recorded.
    """
    own_list = own.own_list(enrolment_id, taught)
    return regulation.scheme.learning(results, own_list=own_list, optional=own.optional)


def _result(
    class_group: ClassGroup,
    term: Term,
    regulation: RegulationSet,
    enrolment_id: int,
    outcome: LearningOutcome | None,
) -> TermResult:
    result = TermResult(
        school_id=class_group.school_id,
        enrolment_id=enrolment_id,
        term=term,
        regulation=regulation,
    )
    if outcome is not None:
        result.learning = outcome.final
        result.level_before_adjustment = outcome.before
        result.needs_decision = outcome.needs_decision
        if outcome.because_of is not None:
            result.adjusted_for_id = cast(int, outcome.because_of.key)
    return result
