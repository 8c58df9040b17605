"""A school's summer: who waits for it, in which subjects, and what it has brought so far."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)

from eduportal.core.revisions import fingerprint
from eduportal.exchange.models import Package
from grades.choices import Level, Promotion, SheetState, YearState
from grades.models import AgainSheet, MarkSheet, YearDecision, YearResult, YearStep, YearSubject
from grades.rules.summer import Again, SummerOutcome
from grades.rules.year_end import Verdict
from grades.selectors.after_summer import WAITING, after_summer, again_of, decisions_of_summer
from grades.selectors.year_lines import returned_again
from grades.selectors.year_stays import at_year_end
from schools.models import ClassGroup, School, SchoolYear

DONE = (SheetState.APPROVED, SheetState.SEALED)


@dataclass(frozen=True)
class SummerStudent:
    """One student who waits for the summer.

    `again` is in what the student may be assessed again, `offered` the subjects of it, `sat` those
    chosen, `surplus` those on a sheet that a corrected year offers no more: their new results count
    for nothing. `outcome` is what follows if nothing more comes; nothing does for a student of a
    sealed summer who `has_left` since, or whose corrected year waits for it no longer. `decision`
    is the principal's on who has not completed a class of primary school after help either, or
    between readings of Art. 9(3) of TT 22/2021, as long as it is about what the summer says now.
    """

    result: YearResult
    again: Again
    offered: list[YearSubject]
    outcome: SummerOutcome
    decision: YearDecision | None
    has_left: bool = False

    @property
    def class_id(self) -> int:
        return self.result.enrolment.class_group_id

    @property
    def surplus(self) -> list[YearSubject]:
        offered = {each.pk for each in self.offered}
        if not self.is_waiting:
            return []
        rows = self.result.subjects.all()
        return [each for each in rows if each.sheet_id and each.pk not in offered]

    @property
    def sat(self) -> list[YearSubject]:
        return [each for each in self.offered if each.sheet_id]

    @property
    def is_waiting(self) -> bool:
        return self.result.promotion in WAITING and not self.has_left

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
    def is_helped(self) -> bool:
        """Whether the teachers of the class plan, help and assess again."""
        return self.result.regulation.scheme.teachers_assess_again

    @property
    def needs_decision(self) -> bool:
        """Whether what follows is for the principal to say."""
        return self.is_waiting and (self.decision is not None or self.outcome.promotion is None)

    @property
    def verdicts(self) -> list[Verdict]:
        """Between what the principal decides: levels, or whether the student moves up."""
        if self.outcome.choices:
            return [Verdict(level=level) for level in self.outcome.choices]
        follows = (Promotion.PROMOTED, Promotion.RETAINED)
        return [Verdict(promotion=each) for each in follows if self.is_helped]

    @property
    def waits_for_decision(self) -> bool:
        """Whether the summer cannot be sealed before the principal has said it."""
        return self.is_waiting and not self.outcome.promotion

    @property
    def waits_for_sheets(self) -> bool:
        """Whether something is still to be assessed again, or approved."""
        sheets = (each.sheet for each in self.sat)
        return any(sheet.state not in DONE for sheet in sheets if sheet)

    @property
    def revision(self) -> str:
        """What a page shows of the student, so that a form can say what it was made for."""
        rows = (*self.offered, *self.surplus)
        chosen = [(each.pk, each.sheet_id, each.again, each.test_again) for each in rows]
        decided = self.decision.pk if self.decision else None
        waited = (self.result.promotion, decided)
        trained = (self.result.retrained_conduct, self.result.trained_at, *waited)
        return fingerprint((chosen, trained))


@dataclass(frozen=True)
class SchoolSummer:
    """A school's summer after one year. `not_ended` are the classes whose year is not sealed,
    `returned` the newest version of a sealed summer, where that came back from above."""

    school: School
    year: SchoolYear
    students: list[SummerStudent]
    sheets: list[AgainSheet]
    not_ended: list[ClassGroup]
    returned: Package | None

    @property
    def is_sealed(self) -> bool:
        return _is_sealed(self.students)

    @property
    def to_seal_again(self) -> list[SummerStudent]:
        """Of a sealed summer, of whom it does not say what follows: their year was corrected."""
        if not self.is_sealed:
            return []
        return [each for each in self.students if not each.is_settled]

    @property
    def is_due(self) -> bool:
        """Whether there is something to seal: a first version, or one in place of the last."""
        if self.is_sealed:
            return bool(self.to_seal_again or self.returned)
        return bool(self.students)

    @property
    def open_sheets(self) -> list[AgainSheet]:
        return [each for each in self.sheets if each.state not in DONE]

    @property
    def undecided(self) -> list[SummerStudent]:
        """On whom the principal still has to decide."""
        return [each for each in self.students if each.waits_for_decision]

    @property
    def can_be_sealed(self) -> bool:
        waits = self.not_ended or self.open_sheets or self.undecided
        return self.is_due and not waits

    @cached_property
    def revision(self) -> str:
        """What the page of sealing shows."""
        shown = [(each.result.pk, each.revision, each.outcome) for each in self.students]
        sheets = [(each.pk, each.revision, each.state) for each in self.sheets]
        returned = self.returned.version if self.returned else 0
        return fingerprint((shown, sheets, returned))


def school_summer(school: School, year: SchoolYear) -> SchoolSummer:
    """Who waits for the summer of the school after the year, and of whom it has been sealed: about
    nine queries."""
    is_there = at_year_end(year, "enrolment__")
    results = list(_waiting(school, year, is_there))
    decisions = decisions_of_summer(results)
    students = [_student(each, decisions.get(each.pk)) for each in results]
    sheets = _sheets(school, year, at_year_end(year, "year_result__enrolment__"))
    returned = returned_again(school, year) if _is_sealed(students) else None
    return SchoolSummer(school, year, students, sheets, not_ended(school, year), returned)


def _is_sealed(students: list[SummerStudent]) -> bool:
    return any(each.result.promotion_again for each in students)


def _student(result: Any, decision: YearDecision | None) -> SummerStudent:
    """`result` says whether the student still sits in the class at the end of the year."""
    if not result.is_there:
        nothing = SummerOutcome(None, None)
        return SummerStudent(result, Again(()), [], nothing, None, has_left=True)
    again = again_of(result)
    outcome = after_summer(result, is_over=True, decision=decision)
    return SummerStudent(result, again, _offered(result, again), outcome, decision)


def _waiting(school: School, year: SchoolYear, is_there: Q) -> "QuerySet[YearResult]":
    rows = YearResult.objects.annotate(
        is_there=ExpressionWrapper(is_there, output_field=BooleanField())
    ).filter(
        Q(promotion__in=WAITING, is_there=True) | ~Q(promotion_again=""),
        school=school,
        enrolment__school_year=year,
    )
    return (
        rows.select_related(
            "enrolment__student", "enrolment__class_group__school_year", "regulation"
        )
        .prefetch_related("subjects__subject", "subjects__sheet")
        .order_by("enrolment__class_group__name", "enrolment__student__sort_key", "pk")
    )


def _sheets(school: School, year: SchoolYear, is_there: Q) -> list[AgainSheet]:
    """Those with a student who still sits in the class, with the lines of such students."""
    lines = YearSubject.objects.filter(is_there)
    rows = AgainSheet.objects.filter(
        Exists(lines.filter(sheet=OuterRef("pk"))), school=school, school_year=year
    )
    related = rows.select_related(
        "subject", "class_group", "staff__user", "moved_by", "school_year"
    )
    ordered = related.order_by("class_group__name", "subject__position", "number", "pk")
    return list(ordered.prefetch_related(Prefetch("lines", queryset=lines)))


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


def lines_of_sheet(sheet: AgainSheet) -> list[YearSubject]:
    """The students of a re-assessment sheet who have not left since, class by class: two
    queries."""
    is_there = at_year_end(sheet.school_year_id, "year_result__enrolment__")
    rows = YearSubject.objects.filter(is_there, sheet=sheet).select_related(
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
        each.pk: again_of(each).tests
        for each in results.select_related("regulation").prefetch_related("subjects")
    }
    return {row.pk for row in rows if row.subject_id in found[row.year_result_id]}
