"""Learning results of a class, by the regulation set its sheets stand under."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import cast

from grades.models import RegulationSet, SealDecision, TermResult
from grades.selectors.class_regulations import regulation_of_class
from grades.selectors.homeroom_records import conduct_of
from grades.selectors.outcomes import Standing, standings_of
from schools.models import ClassGroup, Term

COMPUTED = [
    "regulation",
    "learning",
    "level_before_adjustment",
    "adjusted_for",
    "needs_decision",
    "decision",
    "conduct",
    "computed_at",
]


def compute_term_results(
    *,
    class_group: ClassGroup,
    term: Term,
    decisions: Mapping[int, SealDecision] = MappingProxyType({}),
    standings: Mapping[int, Standing] | None = None,
    conduct: Mapping[int, int] | None = None,
    regulation: RegulationSet | None = None,
) -> list[TermResult]:
    """Compute and store the learning result of each student the class reports; none under a
    circular that gives no level before the end of the year.

    `decisions`, by enrolment, are kept with the results, as are those stored before; none between
    readings that was about other results. The others are what the caller has at hand. Raises
    NoScheme for a class without sheets whose circular is not computed here.
    """
    regulation = regulation or regulation_of_class(class_group, term)
    if not regulation.scheme.gives_term_level:
        return []
    known = {**_known(class_group, term), **decisions}
    standings = standings_of(class_group, term, regulation) if standings is None else standings
    results = [
        _result(class_group, term, regulation, enrolment_id, standing, known.get(enrolment_id))
        for enrolment_id, standing in standings.items()
    ]
    _take_conduct(results, conduct_of(class_group, term) if conduct is None else conduct)
    TermResult.objects.bulk_create(
        results, update_conflicts=True, unique_fields=["enrolment", "term"], update_fields=COMPUTED
    )
    return results


def _take_conduct(results: Iterable[TermResult], given: Mapping[int, int]) -> None:
    """Conduct is what the homeroom teacher has given (HomeroomRecord), by enrolment."""
    for result in results:
        result.conduct = given.get(result.enrolment_id)


def _known(class_group: ClassGroup, term: Term) -> dict[int, SealDecision]:
    """The decisions kept with results that are stored already, by enrolment."""
    stored = TermResult.objects.filter(enrolment__class_group=class_group, term=term)
    found = stored.exclude(decision=None).select_related("decision")
    return {each.enrolment_id: each.decision for each in found if each.decision}


def _result(
    class_group: ClassGroup,
    term: Term,
    regulation: RegulationSet,
    enrolment_id: int,
    standing: Standing,
    decision: SealDecision | None,
) -> TermResult:
    result = TermResult(
        school_id=class_group.school_id,
        enrolment_id=enrolment_id,
        term=term,
        regulation=regulation,
    )
    if decision is not None and decision.about == standing.about:
        result.decision = decision
    result.learning = standing.level_by(result.decision)
    outcome = standing.outcome
    if outcome is not None:
        result.level_before_adjustment = outcome.before
        result.needs_decision = outcome.needs_decision
        if outcome.because_of is not None and result.learning == outcome.final:
            result.adjusted_for_id = cast(int, outcome.because_of.key)
    return result
