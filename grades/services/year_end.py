"""Sealing a class's year: results are stored, and the class's year travels. Khóa sổ cả năm."""

from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.exchange.feeds import Draft
from eduportal.exchange.models import Package
from eduportal.exchange.wire.header import Event
from eduportal.scoping import Scope, reasoned
from grades.choices import YearState
from grades.models import YearResult, YearSubject
from grades.selectors.year_end import ClassYear, StudentYear
from grades.selectors.year_lines import counting_year, returned_year, year_draft
from grades.selectors.year_stored import differences_of
from grades.services.deciding import principal_who_seals
from grades.services.errors import ClassNotReady, StepNotPossible
from grades.services.sealing import REASON_LENGTH, seal_draft, signature_of
from grades.services.year_steps import require_due, require_shown, take_step
from schools.models import ClassGroup
from schools.services import lock_classes

YEAR_FIELDS = [
    "regulation",
    "learning",
    "level_before_adjustment",
    "adjusted_for",
    "conduct",
    "absences",
    "promotion",
    "award",
    "traits",
    "own_subjects",
    "optional_subjects",
    "computed_at",
]
SUBJECT_FIELDS = ["form", "term1", "term2", "result", "test", "is_taken"]


def seal_year(*, class_group: ClassGroup, revision: str, scope: Scope, user: User) -> Package:
    """Store what follows for each student and hand the class's year over, in one transaction.

    `revision` is that of the ClassYear the user looked at. Of a sealed year the package that
    counts is returned. Raises NotAllowed, ShownOtherwise, ClassNotReady with the students on whom
    a decision is needed, StepNotPossible.
    """
    principal = principal_who_seals(class_group, scope)
    with transaction.atomic():
        lock_classes([class_group.pk])
        if (sealed := counting_year(class_group)) is not None:
            return sealed
        year = require_shown(class_group, revision)
        require_due(year)
        _require_decided(year)
        take_step(year, YearState.SEALED, user, principal)
        _store(year)
        return _package(year, signature_of(user, principal))


def correct_year(
    *, class_group: ClassGroup, revision: str, basis: str, scope: Scope, user: User
) -> Package:
    """Store and seal again what the sealed terms and decisions say now, under a decision.

    `revision` is that of the ClassYear the user looked at, `basis` number and date of the decision.
    What came back from above is sealed again in the same way. Raises NotAllowed, ShownOtherwise,
    StepNotPossible, ClassNotReady where nothing differs and nothing came back.
    """
    principal = principal_who_seals(class_group, scope)
    basis = " ".join(basis.split())
    if not 1 <= len(basis) <= REASON_LENGTH:
        raise ClassNotReady(_("Name the decision: its number and date. Nothing was done."), [])
    with transaction.atomic():
        lock_classes([class_group.pk])
        year = require_shown(class_group, revision)
        if year.state != YearState.SEALED:
            raise StepNotPossible(_("The year is not sealed. Nothing was done."))
        require_due(year)
        _require_decided(year)
        if not returned_year(class_group) and not differences_of(class_group):
            raise ClassNotReady(_("Nothing differs from what was sealed. Nothing was done."), [])
        with reasoned(basis):
            _store(year)
        by = signature_of(user, principal)
        return _package(year, by, event=Event.CORRECTION, basis=basis)


def _require_decided(year: ClassYear) -> None:
    if year.undecided:
        raise ClassNotReady(
            _("There is no decision yet on these students:"),
            [each.stay.student.full_name for each in year.undecided],
        )


def _package(year: ClassYear, by: str, *, event: Event = Event.RESULT, basis: str = "") -> Package:
    draft: Draft = year_draft(year)
    draft = replace(draft, sealed_by=by, event=event, basis=basis)
    return seal_draft(year.class_group, draft)


def _store(year: ClassYear) -> None:
    """The results with their subjects; what the summer has brought stays beside them."""
    YearResult.objects.bulk_create(
        [_result(year, each) for each in year.students],
        update_conflicts=True,
        unique_fields=["enrolment"],
        update_fields=YEAR_FIELDS,
    )
    keys = dict(
        YearResult.objects.filter(
            enrolment__in=[each.stay.pk for each in year.students]
        ).values_list("enrolment_id", "pk")
    )
    rows = [row for each in year.students for row in _subjects(keys[each.stay.pk], each)]
    YearSubject.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["year_result", "subject"],
        update_fields=SUBJECT_FIELDS,
    )
    _drop_others(keys.values(), rows)


def _drop_others(results: Iterable[int], rows: Iterable[YearSubject]) -> None:
    """Subjects that were sealed of these results and are not among the rows count no more."""
    kept = {(row.year_result_id, row.subject_id) for row in rows}
    stored = YearSubject.objects.filter(year_result__in=list(results), is_taken=True)
    found = stored.values_list("pk", "year_result_id", "subject_id")
    gone = [pk for pk, *key in found if tuple(key) not in kept]
    if gone:
        stored.filter(pk__in=gone).update(is_taken=False)


def _result(year: ClassYear, student: StudentYear) -> YearResult:
    found, outcome = student.outcome, student.outcome.outcome
    raised = outcome.because_of if outcome and found.learning == outcome.final else None
    return YearResult(
        school_id=year.class_group.school_id,
        enrolment=student.stay,
        regulation=year.regulation,
        learning=found.learning,
        level_before_adjustment=outcome.before if outcome else None,
        adjusted_for_id=cast(int, raised.key) if raised else None,
        conduct=found.conduct,
        absences=found.absences,
        promotion=found.promotion or "",
        award=found.award or "",
        traits=list(student.facts.traits),
        own_subjects=sorted(student.facts.own_list) if student.facts.own_list is not None else None,
        optional_subjects=sorted(student.facts.optional),
    )


def _subjects(result_id: int, student: StudentYear) -> list[YearSubject]:
    results, tests = student.outcome.results, dict(student.facts.tests)
    return [
        YearSubject(
            school_id=student.stay.school_id,
            year_result_id=result_id,
            subject_id=pair.subject,
            form=pair.form,
            term1=pair.term1,
            term2=pair.term2,
            result=results[pair.subject].result,
            test=tests.get(pair.subject),
        )
        for pair in student.facts.terms
    ]
