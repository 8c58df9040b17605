"""A school's summer: who waits for it, in which subjects, and what it has brought so far."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import QuerySet

from grades.choices import Level, Matter, Promotion, SheetState, YearState
from grades.models import AgainSheet, MarkSheet, YearDecision, YearResult, YearStep, YearSubject
from grades.rules.cells import AssessmentForm
from grades.rules.levels import level_of
from grades.rules.sheets import SubjectResult
from grades.rules.summer import Again, SealedYear, Summer, SummerOutcome
from schools.models import ClassGroup, School, SchoolYear
from students.selectors import own_subjects_by_class

WAITING = (Promotion.REASSESSMENT.value, Promotion.SUMMER_TRAINING.value)
DONE = (SheetState.APPROVED, SheetState.SEALED)


@dataclass(frozen=True)
class SummerStudent:
    """One student who waits for the summer.

    `again` is in what the student may be assessed again, `offered` the subjects of it, `sat` those
    chosen. `outcome` is what follows if nothing more comes. `decision` is the principal's on who
    has not completed a class of primary school after help either, as long as it is about what the
    summer says now.
    """

    result: YearResult
    again: Again
    offered: list[YearSubject]
    outcome: SummerOutcome
    decision: YearDecision | None

    @property
    def sat(self) -> list[YearSubject]:
        return [each for each in self.offered if each.sheet_id]

    @property
    def needs_training(self) -> bool:
        return self.result.conduct == Level.FAILED

    @property
    def waits_for_training(self) -> bool:
        """Whether subjects come only after the outcome of the training, by the set."""
        scheme = self.result.regulation.scheme
        is_open = self.needs_training and self.result.retrained_conduct is None
        return is_open and scheme.training_goes_first

    @property
    def is_helped(self) -> bool:
        """Whether the teachers of the class plan, help and assess again."""
        return self.result.regulation.scheme.teachers_assess_again

    @property
    def needs_decision(self) -> bool:
        """Whether what follows is for the principal to say."""
        return self.decision is not None or self.outcome.promotion is None

    @property
    def waits_for_sheets(self) -> bool:
        """Whether something is still to be assessed again, or approved."""
        sheets = (each.sheet for each in self.sat)
        return any(sheet.state not in DONE for sheet in sheets if sheet)

    @property
    def revision(self) -> str:
        """What a page shows of the student, so that a form can say what it was made for."""
        chosen = [(each.pk, each.sheet_id, each.again, each.test_again) for each in self.offered]
        decided = self.decision.pk if self.decision else None
        trained = (self.result.retrained_conduct, self.result.trained_at, decided)
        return hashlib.sha256(repr((chosen, trained)).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class SchoolSummer:
    """A school's summer after one year. `not_ended` are the classes whose year is not sealed."""

    school: School
    year: SchoolYear
    students: list[SummerStudent]
    sheets: list[AgainSheet]
    not_ended: list[ClassGroup]

    @property
    def is_sealed(self) -> bool:
        return any(each.result.promotion_again for each in self.students)

    @property
    def open_sheets(self) -> list[AgainSheet]:
        return [each for each in self.sheets if each.state not in DONE]

    @property
    def undecided(self) -> list[SummerStudent]:
        """On whom the principal still has to decide."""
        return [each for each in self.students if each.is_helped and not each.outcome.promotion]

    @property
    def can_be_sealed(self) -> bool:
        waits = self.not_ended or self.open_sheets or self.undecided or self.is_sealed
        return bool(self.students) and not waits

    @cached_property
    def revision(self) -> str:
        """What the page of sealing shows."""
        shown = [(each.result.pk, each.revision, each.outcome) for each in self.students]
        sheets = [(each.pk, each.revision, each.state) for each in self.sheets]
        return hashlib.sha256(repr((shown, sheets)).encode()).hexdigest()[:12]


def school_summer(school: School, year: SchoolYear) -> SchoolSummer:
    """Who waits for the summer of the school after the year: about nine queries."""
    results = list(_waiting(school, year))
    groups = {each.enrolment.class_group_id: each.enrolment.class_group for each in results}
    own = own_subjects_by_class(list(groups.values())) if groups else {}
    decisions = decisions_after_help(results)
    students = []
    for each in results:
        optional = own[each.enrolment.class_group_id].optional
        decision = decisions.get(each.pk)
        outcome = after_summer(each, optional, is_over=True, decision=decision)
        again = each.regulation.scheme.again(sealed_year(each))
        students.append(SummerStudent(each, again, _offered(each, again), outcome, decision))
    return SchoolSummer(school, year, students, _sheets(school, year), not_ended(school, year))


def _waiting(school: School, year: SchoolYear) -> "QuerySet[YearResult]":
    rows = YearResult.objects.filter(
        school=school, enrolment__school_year=year, promotion__in=WAITING
    )
    return (
        rows.select_related(
            "enrolment__student", "enrolment__class_group__school_year", "regulation"
        )
        .prefetch_related("subjects__subject", "subjects__sheet")
        .order_by("enrolment__class_group__name", "enrolment__student__sort_key", "pk")
    )


def _sheets(school: School, year: SchoolYear) -> list[AgainSheet]:
    rows = AgainSheet.objects.filter(school=school, school_year=year)
    related = rows.select_related(
        "subject", "class_group", "staff__user", "moved_by", "school_year"
    )
    ordered = related.order_by("class_group__name", "subject__position", "pk")
    return list(ordered.prefetch_related("lines"))


def not_ended(school: School, year: SchoolYear) -> list[ClassGroup]:
    """The classes with sheets in the year whose year is not sealed: one query."""
    ended = YearStep.objects.filter(school=school, to_state=YearState.SEALED)
    books = MarkSheet.objects.filter(school=school, term__school_year=year)
    groups = ClassGroup.objects.filter(
        school=school, school_year=year, pk__in=books.values("class_group")
    )
    return list(groups.exclude(pk__in=ended.values("class_group")).order_by("name"))


def _offered(result: YearResult, again: Again) -> list[YearSubject]:
    """The subjects in which the student may be assessed again, in the mark book's order."""
    keys = {*again.subjects, *again.tests}
    found = [each for each in result.subjects.all() if each.subject_id in keys]
    return sorted(found, key=lambda each: (each.subject.position, each.subject_id))


def sealed_year(result: YearResult) -> SealedYear:
    """The year as it was sealed, as the rules know it."""
    rows = _in_order(result)
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


def _in_order(result: YearResult) -> list[YearSubject]:
    """Always the same, because decisions are about a digest."""
    return sorted(result.subjects.all(), key=lambda each: each.subject_id)


def _summer(result: YearResult, *, is_over: bool) -> Summer:
    """What the summer has brought, but for what a person decided."""
    rows = [each for each in _in_order(result) if each.sheet_id]
    sat = {each.subject_id: each.again for each in rows}
    if is_over:
        sat = {subject: again for subject, again in sat.items() if again is not None}
    return Summer(
        sat,
        _level(result.retrained_conduct),
        is_over,
        {each.subject_id: each.test_again for each in rows if each.test_again is not None},
        {place: level for place, level in enumerate(result.traits_again) if level is not None},
    )


def after_summer(
    result: YearResult,
    optional: Collection[int],
    *,
    is_over: bool,
    decision: YearDecision | None = None,
) -> SummerOutcome:
    """What follows from the year with the summer's results beside it.

    Once it `is_over`, a subject that was not sat keeps its first result.
    """
    summer = _summer(result, is_over=is_over)
    if decision is not None:
        summer = replace(summer, decided=Promotion(decision.promotion))
    return result.regulation.scheme.summer(sealed_year(result), summer, optional=optional)


def about_help(result: YearResult) -> str:
    """What a decision after help is about, as sixteen characters."""
    things = (sealed_year(result), _summer(result, is_over=True))
    return hashlib.sha256(repr(things).encode()).hexdigest()[:16]


def decisions_after_help(results: Collection[YearResult]) -> dict[int, YearDecision]:
    """The principal's newest decision after help that is about what the summer says now, by result.

    One query; none where no teachers help in a summer.
    """
    by_stay = {
        (each.enrolment.class_group_id, each.enrolment.student_id): each
        for each in results
        if each.regulation.scheme.teachers_assess_again
    }
    if not by_stay:
        return {}
    rows = YearDecision.objects.filter(
        matter=Matter.AFTER_HELP, class_group__in={group for group, _student in by_stay}
    )
    newest = {
        (row.class_group_id, row.student_id): row
        for row in rows.select_related("actor", "principal").order_by("pk")
    }
    return {
        result.pk: row
        for key, row in newest.items()
        if (result := by_stay.get(key)) and row.about == about_help(result)
    }


def _level(value: int | None) -> Level | None:
    return None if value is None else Level(value)


def lines_of_sheet(sheet: AgainSheet) -> list[YearSubject]:
    """The students of a re-assessment sheet, class by class: one query."""
    rows = YearSubject.objects.filter(sheet=sheet).select_related(
        "year_result__enrolment__student", "year_result__enrolment__class_group", "again_by"
    )
    return list(
        rows.order_by(
            "year_result__enrolment__class_group__name",
            "year_result__enrolment__student__sort_key",
            "pk",
        )
    )


def tests_asked(sheet: AgainSheet, rows: Collection[YearSubject]) -> set[int]:
    """The lines of the sheet on which a new test is asked for, by their keys.

    A test is asked for again where the first one stood in the way: two queries, none on a sheet of
    secondary school.
    """
    if sheet.class_group_id is None:
        return set()
    results = YearResult.objects.filter(pk__in=[row.year_result_id for row in rows])
    found = {
        each.pk: each.regulation.scheme.again(sealed_year(each)).tests
        for each in results.select_related("regulation").prefetch_related("subjects")
    }
    return {row.pk for row in rows if row.subject_id in found[row.year_result_id]}
