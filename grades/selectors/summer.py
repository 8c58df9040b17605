"""A school's summer: who waits for it, in which subjects, and what it has brought so far."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet

from grades.choices import Level, Promotion, SheetState, YearState
from grades.models import AgainSheet, MarkSheet, YearResult, YearStep, YearSubject
from grades.rules.cells import AssessmentForm
from grades.rules.sheets import SubjectResult
from grades.rules.year_end import Summer, SummerOutcome, summer_outcome
from schools.models import ClassGroup, School, SchoolYear

WAITING = (Promotion.REASSESSMENT.value, Promotion.SUMMER_TRAINING.value)


@dataclass(frozen=True)
class SummerStudent:
    """One student who waits for the summer.

    `offered` are the subjects that may be assessed again, `sat` those chosen. `outcome` is what
    follows if nothing more comes; nothing does for a student of a sealed summer whose corrected
    year waits for it no longer.
    """

    result: YearResult
    offered: list[YearSubject]
    outcome: SummerOutcome

    @property
    def sat(self) -> list[YearSubject]:
        return [each for each in self.offered if each.sheet_id]

    @property
    def is_waiting(self) -> bool:
        return self.result.promotion in WAITING

    @property
    def is_settled(self) -> bool:
        """Whether the sealed summer says of the student what follows now."""
        return bool(self.result.promotion_again) and not self.differs

    @property
    def differs(self) -> bool:
        """Whether what was sealed is not what follows, since the year was corrected."""
        sealed = (self.result.reassessed_learning, self.result.promotion_again)
        now = (self.outcome.learning, self.outcome.promotion or "")
        return bool(self.result.promotion_again) and sealed != now

    @property
    def needs_training(self) -> bool:
        return self.is_waiting and self.result.conduct == Level.FAILED

    @property
    def waits_for_training(self) -> bool:
        """Whether subjects come only after the outcome of the training, by the set."""
        scheme = self.result.regulation.scheme
        is_open = self.needs_training and self.result.retrained_conduct is None
        return is_open and scheme.training_goes_first

    @property
    def revision(self) -> str:
        """What a page shows of the student, so that a form can say what it was made for."""
        chosen = [(each.pk, each.sheet_id, each.again) for each in self.offered]
        trained = (self.result.retrained_conduct, self.result.trained_at, self.result.promotion)
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
    def to_seal_again(self) -> list[SummerStudent]:
        """Of a sealed summer, of whom it does not say what follows: their year was corrected."""
        if not self.is_sealed:
            return []
        return [each for each in self.students if not each.is_settled]

    @property
    def open_sheets(self) -> list[AgainSheet]:
        done = (SheetState.APPROVED, SheetState.SEALED)
        return [each for each in self.sheets if each.state not in done]

    @property
    def can_be_sealed(self) -> bool:
        waits = self.not_ended or self.open_sheets
        is_due = self.to_seal_again if self.is_sealed else self.students
        return bool(is_due) and not waits

    @cached_property
    def revision(self) -> str:
        """What the page of sealing shows."""
        shown = [(each.result.pk, each.revision, each.outcome) for each in self.students]
        sheets = [(each.pk, each.revision, each.state) for each in self.sheets]
        return hashlib.sha256(repr((shown, sheets)).encode()).hexdigest()[:12]


def school_summer(school: School, year: SchoolYear) -> SchoolSummer:
    """Who waits for the summer of the school after the year, and of whom it has been sealed: about
    seven queries."""
    students = [
        SummerStudent(each, offered_of(each), after_summer(each, is_over=True))
        for each in _waiting(school, year)
    ]
    return SchoolSummer(school, year, students, _sheets(school, year), not_ended(school, year))


def _waiting(school: School, year: SchoolYear) -> "QuerySet[YearResult]":
    rows = YearResult.objects.filter(
        Q(promotion__in=WAITING) | ~Q(promotion_again=""),
        school=school,
        enrolment__school_year=year,
    )
    return (
        rows.select_related("enrolment__student", "enrolment__class_group", "regulation")
        .prefetch_related("subjects__subject", "subjects__sheet")
        .order_by("enrolment__class_group__name", "enrolment__student__sort_key", "pk")
    )


def _sheets(school: School, year: SchoolYear) -> list[AgainSheet]:
    rows = AgainSheet.objects.filter(school=school, school_year=year)
    related = rows.select_related("subject", "staff__user", "moved_by", "school_year")
    return list(related.prefetch_related("lines").order_by("subject__position", "number", "pk"))


def not_ended(school: School, year: SchoolYear) -> list[ClassGroup]:
    """The classes with sheets in the year whose year is not sealed: one query."""
    ended = YearStep.objects.filter(school=school, to_state=YearState.SEALED)
    books = MarkSheet.objects.filter(school=school, term__school_year=year)
    groups = ClassGroup.objects.filter(
        school=school, school_year=year, pk__in=books.values("class_group")
    )
    return list(groups.exclude(pk__in=ended.values("class_group")).order_by("name"))


def offered_of(result: YearResult) -> list[YearSubject]:
    """The subjects in which the student may be assessed again, in the mark book's order."""
    if result.learning != Level.FAILED or result.promotion not in WAITING:
        return []
    keys = set(result.regulation.scheme.reassessable(_subjects(result)))
    found = [each for each in result.subjects.all() if each.subject_id in keys]
    return sorted(found, key=lambda each: (each.subject.position, each.subject_id))


def after_summer(result: YearResult, *, is_over: bool) -> SummerOutcome:
    """What follows from the year with the summer's results beside it.

    Once it `is_over`, a subject that was not sat keeps its first result. Nothing follows from the
    summer for who does not wait for it.
    """
    if result.promotion not in WAITING:
        return SummerOutcome(None, None)
    sat = {each.subject_id: each.again for each in result.subjects.all() if each.sheet_id}
    if is_over:
        sat = {subject: again for subject, again in sat.items() if again is not None}
    conduct = result.retrained_conduct
    return summer_outcome(
        result.regulation.scheme,
        _subjects(result),
        _level(result.learning),
        _level(result.conduct),
        result.absences,
        Summer(sat, _level(conduct), is_over),
        optional=result.optional_subjects,
    )


def _subjects(result: YearResult) -> list[SubjectResult]:
    return [
        SubjectResult(each.subject_id, AssessmentForm(each.form), each.result)
        for each in result.subjects.all()
    ]


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
