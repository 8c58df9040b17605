"""Learning results of a class, by the regulation set its sheets stand under."""

from typing import cast

from grades.models import RegulationSet, TermResult
from grades.rules.schemes import LearningOutcome
from grades.selectors.class_regulations import regulation_of_class
from grades.selectors.outcomes import standings_of
from schools.models import ClassGroup, Term


def compute_term_results(*, class_group: ClassGroup, term: Term) -> list[TermResult]:
    """Compute and store the learning result of each student the class reports.

    Conduct is given by people and left as it is. Raises NoScheme for a class without sheets whose
    circular the portal does not compute.
    """
    regulation = regulation_of_class(class_group, term)
    results = [
        _result(class_group, term, regulation, enrolment_id, standing.outcome)
        for enrolment_id, standing in standings_of(class_group, term, regulation).items()
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
