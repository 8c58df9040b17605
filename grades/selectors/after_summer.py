"""What one student's summer has brought, and what follows from the year with it."""

from collections.abc import Collection
from dataclasses import replace

from eduportal.core.revisions import fingerprint
from grades.choices import Level, Matter, Promotion
from grades.models import YearDecision, YearResult
from grades.rules.cells import AssessmentForm
from grades.rules.levels import level_of
from grades.rules.sheets import SubjectResult
from grades.rules.summer import Again, SealedYear, Summer, SummerOutcome

WAITING = (Promotion.REASSESSMENT.value, Promotion.SUMMER_TRAINING.value)


def again_of(result: YearResult) -> Again:
    """In what the student may be assessed again; in nothing who does not wait for the summer."""
    if result.promotion not in WAITING:
        return Again(())
    return result.regulation.scheme.again(sealed_year(result))


def sealed_year(result: YearResult) -> SealedYear:
    """The year as it was sealed, as the rules know it."""
    rows = result.subjects_taken
    return SealedYear(
        results=tuple(
            SubjectResult(each.subject_id, AssessmentForm(each.form), each.result) for each in rows
        ),
        learning=None if result.learning is None else level_of(result.learning),
        conduct=_level(result.conduct),
        absences=result.absences,
        tests={each.subject_id: each.test for each in rows if each.test is not None},
        traits=tuple(result.traits),
    )


def _summer(result: YearResult, *, is_over: bool) -> Summer:
    """What the summer has brought, but for what a person decided.

    What was assessed again and may not be, since the year was corrected, counts for nothing.
    """
    may = again_of(result)
    rows = [each for each in result.subjects_taken if each.sheet_id]
    sat = {each.subject_id: each.again for each in rows if each.subject_id in may.subjects}
    if is_over:
        sat = {subject: again for subject, again in sat.items() if again is not None}
    tests = {each.subject_id: each.test_again for each in rows if each.subject_id in may.tests}
    given = dict(enumerate(result.traits_again))
    traits = {place: given.get(place) for place in may.traits}
    return Summer(
        sat,
        _level(result.retrained_conduct),
        is_over,
        {subject: test for subject, test in tests.items() if test is not None},
        {place: level for place, level in traits.items() if level is not None},
    )


def after_summer(
    result: YearResult, *, is_over: bool, decision: YearDecision | None = None
) -> SummerOutcome:
    """What follows from the year with the summer's results beside it.

    Once it `is_over`, a subject that was not sat keeps its first result. Nothing follows from the
    summer for who does not wait for it.
    """
    if result.promotion not in WAITING:
        return SummerOutcome(None, None)
    summer = _summer(result, is_over=is_over)
    if decision is not None:
        decided = Promotion(decision.promotion) if decision.promotion else None
        summer = replace(summer, decided=decided, level=_level(decision.level))
    return result.regulation.scheme.summer(
        sealed_year(result), summer, optional=result.optional_subjects
    )


def about_summer(result: YearResult) -> str:
    """What a decision of the summer is about, as sixteen characters."""
    things = (sealed_year(result), _summer(result, is_over=True))
    return fingerprint(things, 16)


def decisions_of_summer(results: Collection[YearResult]) -> dict[int, YearDecision]:
    """The principal's newest decision that is about what the summer says now, by result: after help
    in primary school, elsewhere between readings of Art. 9(3) of TT 22/2021.

    One query; none where there is nothing to decide.
    """
    by_stay = {
        (each.enrolment.class_group_id, each.enrolment.student_id): each
        for each in results
        if each.regulation.scheme.teachers_assess_again or after_summer(each, is_over=True).choices
    }
    if not by_stay:
        return {}
    rows = YearDecision.objects.filter(
        matter__in=(Matter.AFTER_HELP, Matter.AGAIN),
        class_group__in={group for group, _student in by_stay},
    )
    newest = {
        (row.class_group_id, row.student_id): row
        for row in rows.select_related("class_group", "actor", "principal").order_by("pk")
    }
    return {
        result.pk: row
        for key, row in newest.items()
        if (result := by_stay.get(key)) and row.about == about_summer(result)
    }


def _level(value: int | None) -> Level | None:
    return None if value is None else Level(value)
