"""The summer after a year: subjects assessed again, conduct training, and the seal of both.

Vietnamese: kiểm tra, đánh giá lại; rèn luyện trong kì nghỉ hè (TT 22/2021 Art. 13, 14).
"""

from collections.abc import Collection
from dataclasses import replace

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.exchange.feeds import Draft
from eduportal.exchange.models import Package
from eduportal.exchange.wire.header import Event
from eduportal.scoping import Scope, reasoned
from eduportal.scoping.actions import Action
from grades.choices import Level, SheetState
from grades.models import AgainSheet, YearResult, YearSubject
from grades.selectors.summer import SchoolSummer, SummerStudent, school_summer
from grades.selectors.year_lines import again_draft, counting_again
from grades.services.errors import (
    ClassNotReady,
    NotAllowed,
    SheetLocked,
    ShownOtherwise,
    StepNotPossible,
)
from grades.services.sealing import REASON_LENGTH, seal_school_draft, signature_of
from grades.services.telling import tell_of_again
from grades.services.year_steps import again_sealed, may_propose
from schools.models import ClassGroup, School, SchoolYear
from schools.services import lock_register
from staffing.selectors import teachers_of_sheets
from students.models import Enrolment


def choose_again(
    *,
    school: School,
    year: SchoolYear,
    result_id: int,
    subjects: Collection[int],
    revision: str,
    scope: Scope,
    user: User,
) -> None:
    """Say in which subjects a student is assessed again; a sheet for each is opened.

    `subjects` are all of them, by the keys of their YearSubject rows; `revision` is that of the
    SummerStudent shown. In primary school the homeroom teacher says it too. Raises NotAllowed,
    ShownOtherwise, StepNotPossible, SheetLocked.
    """
    with transaction.atomic():
        student = locked_student(school, year, result_id, revision)
        if not may_arrange(student, scope, user):
            raise NotAllowed(_("Your role does not include arranging re-assessments."))
        wanted = set(subjects)
        _require_offered(student, wanted)
        for row in (*student.offered, *student.surplus):
            is_over = row.sheet is not None and row.sheet.state == SheetState.SEALED
            if is_over or (row.pk in wanted) == bool(row.sheet_id):
                continue
            if row.pk in wanted:
                _enter(student, row, user)
            else:
                _take_off(row)


def may_arrange(student: SummerStudent, scope: Scope, user: User) -> bool:
    """Whether the user says in what the student is assessed again."""
    result = student.result
    if student.is_helped:
        return may_propose(result.enrolment.class_group, scope, user)
    return scope.can(Action.APPROVE_MARKS, result.school_id)


def _require_offered(student: SummerStudent, wanted: set[int]) -> None:
    offered = {row.pk for row in student.offered}
    if wanted - offered:
        raise StepNotPossible(_("This subject cannot be assessed again."))
    if wanted and student.waits_for_training:
        raise StepNotPossible(
            _("By the regulation set, the outcome of the summer training comes first.")
        )
    if wanted and wanted != offered and student.result.regulation.scheme.reassesses_all:
        raise StepNotPossible(
            _("By the regulation set, every subject that may be assessed again has to be.")
        )


def _enter(student: SummerStudent, row: YearSubject, user: User) -> None:
    """Enter the student on the subject's sheet: the school's, or that of the class."""
    stay = student.result.enrolment
    sheet, is_new = _sheet_for(row.subject_id, stay, is_of_class=student.is_helped)
    _require_untouched(row, sheet)
    row.sheet = sheet
    row.save(update_fields=["sheet"])
    AgainSheet.objects.filter(pk=sheet.pk).update(revision=F("revision") + 1)
    if is_new and student.is_helped:
        _give_to_teacher(sheet, stay.class_group, user)


def _sheet_for(subject_id: int, stay: Enrolment, *, is_of_class: bool) -> tuple[AgainSheet, bool]:
    """The sheet, and whether it is new; where the last one is sealed, that of those whose year was
    corrected since."""
    of = {
        "school_id": stay.school_id,
        "school_year_id": stay.school_year_id,
        "subject_id": subject_id,
        "class_group_id": stay.class_group_id if is_of_class else None,
    }
    last = AgainSheet.objects.filter(**of).order_by("-number").first()
    if last is not None and last.state != SheetState.SEALED:
        return last, False
    return AgainSheet.objects.create(**of, number=last.number + 1 if last else 1), True


def _give_to_teacher(sheet: AgainSheet, group: ClassGroup, user: User) -> None:
    """Who gave the subject to the class at the end of the year assesses it again."""
    teachers = teachers_of_sheets([group.pk], group.school_year.ends_on)
    found = teachers.get((group.pk, sheet.subject_id), ())
    if found:
        sheet.staff = found[0]
        sheet.save(update_fields=["staff"])
        tell_of_again(sheet, by=user.pk)


def _take_off(row: YearSubject) -> None:
    """Take the student off the sheet; a sheet without lines goes."""
    sheet = row.sheet
    if sheet is None:
        return
    _require_untouched(row, sheet)
    row.sheet = None
    row.save(update_fields=["sheet"])
    if sheet.lines.exists():
        AgainSheet.objects.filter(pk=sheet.pk).update(revision=F("revision") + 1)
    else:
        sheet.delete()


def _require_untouched(row: YearSubject, sheet: AgainSheet) -> None:
    if sheet.state != SheetState.OPEN:
        said = _("The re-assessment of %(subject)s has been handed in already.")
        raise SheetLocked(said % {"subject": row.subject.name})
    if row.again is not None or row.test_again is not None:
        said = _("%(subject)s has a new result already. Clear it on its sheet first.")
        raise StepNotPossible(said % {"subject": row.subject.name})


def record_training(
    *,
    school: School,
    year: SchoolYear,
    result_id: int,
    level: Level | None,
    parents_signed: bool,
    note: str,
    revision: str,
    scope: Scope,
    user: User,
) -> None:
    """Record how a student's summer training ended; None takes the outcome back.

    Raises NotAllowed, ShownOtherwise, StepNotPossible.
    """
    with transaction.atomic():
        student = locked_student(school, year, result_id, revision)
        result = student.result
        if not may_propose(result.enrolment.class_group, scope, user):
            raise NotAllowed(_("You do not lead this class."))
        if not student.needs_training:
            raise StepNotPossible(_("This student has no summer training."))
        if level is not None and level > Level.FAILED and not parents_signed:
            raise StepNotPossible(_("The report on the training is signed by the parents first."))
        if level is not None and not note.strip():
            raise StepNotPossible(_("Name the tasks and how they were done."))
        _write_training(result, level, parents_signed, note.strip(), user)


def _write_training(
    result: YearResult, level: Level | None, signed: bool, note: str, user: User
) -> None:
    is_there = level is not None
    result.retrained_conduct = level
    result.parents_signed = signed and is_there
    result.training_note = note if is_there else ""
    result.trained_by = user if is_there else None
    result.trained_at = timezone.now() if is_there else None
    fields = ["retrained_conduct", "parents_signed", "training_note", "trained_by", "trained_at"]
    with again_sealed(result, _("Summer training")):
        result.save(update_fields=fields)


def seal_summer(
    *,
    school: School,
    year: SchoolYear,
    revision: str,
    scope: Scope,
    user: User,
    basis: str = "",
) -> Package:
    """Evaluate promotion again, freeze the summer (revision: the SchoolSummer shown), hand it over.

    Of a sealed summer the answer is the package that counts; where a year was corrected since, or
    it came back from above, the next one, `basis` its decision. Raises as seal_year.
    """
    if not scope.can(Action.SEAL_MARKS, school.pk):
        raise NotAllowed(_("Your role does not include sealing a class."))
    with transaction.atomic():
        summer = _locked_summer(school, year)
        sealed = counting_again(school, year)
        if sealed is not None and not summer.is_due:
            return sealed
        if summer.revision != revision:
            raise ShownOtherwise(
                _("Results have changed since this page was opened. Nothing was done.")
            )
        _require_done(summer)
        by = signature_of(user, scope.acts_for(Action.SEAL_MARKS, school.pk))
        return seal_school_draft(school, replace(_stored(summer, user, basis), sealed_by=by))


def _locked_summer(school: School, year: SchoolYear) -> SchoolSummer:
    """A sheet that is going back this moment is waited for, and seen as it is then."""
    lock_register(school.pk)
    sheets = AgainSheet.objects.filter(school=school, school_year=year)
    list(sheets.select_for_update().order_by("pk"))
    return school_summer(school, year)


def _require_basis(text: str) -> str:
    basis = " ".join(text.split())
    if not 1 <= len(basis) <= REASON_LENGTH:
        raise ClassNotReady(_("Name the decision: its number and date. Nothing was done."), [])
    return basis


def _stored(summer: SchoolSummer, user: User, basis: str) -> Draft:
    """A first version, one in place of another, or one that says that nobody waited."""
    is_again = summer.is_sealed
    basis = _require_basis(basis) if is_again else ""
    _store(summer, user, basis)
    waiting = [each.result for each in summer.students if each.is_waiting]
    again = Event.CORRECTION if waiting else Event.WITHDRAWAL
    draft = again_draft(summer.school, summer.year, waiting)
    return replace(draft, event=again if is_again else Event.RESULT, basis=basis)


def _require_done(summer: SchoolSummer) -> None:
    if not summer.students:
        raise ClassNotReady(_("Nobody waits for the summer."), [])
    if summer.not_ended:
        names = [group.name for group in summer.not_ended]
        raise ClassNotReady(_("The year of these classes is not sealed yet:"), names)
    if summer.open_sheets:
        names = [f"{each.subject.name} ({each.get_state_display()})" for each in summer.open_sheets]
        raise ClassNotReady(_("These re-assessments are not approved yet:"), names)
    if summer.undecided:
        names = [each.result.enrolment.student.full_name for each in summer.undecided]
        raise ClassNotReady(_("There is no decision yet on these students:"), names)


def _store(summer: SchoolSummer, user: User, basis: str) -> None:
    for each in summer.students:
        each.result.reassessed_learning = each.outcome.learning
        each.result.promotion_again = each.outcome.promotion or ""
    results = [each.result for each in summer.students]
    with reasoned(basis):
        YearResult.objects.bulk_update(results, ["reassessed_learning", "promotion_again"])
    sheets = AgainSheet.objects.filter(pk__in=[sheet.pk for sheet in summer.sheets])
    sheets.exclude(state=SheetState.SEALED).update(
        state=SheetState.SEALED,
        revision=F("revision") + 1,
        moved_by=user,
        moved_at=timezone.now(),
    )


def locked_student(
    school: School, year: SchoolYear, result_id: int, revision: str
) -> SummerStudent:
    """The student as the page showed; raises ShownOtherwise, and StepNotPossible once the summer
    says what follows for the student."""
    lock_register(school.pk)
    summer = school_summer(school, year)
    found = next((each for each in summer.students if each.result.pk == result_id), None)
    if found is not None and found.is_settled:
        raise StepNotPossible(_("The summer is sealed: nothing of it changes any more."))
    if found is None or found.revision != revision:
        raise ShownOtherwise(
            _("Results have changed since this page was opened. Nothing was done.")
        )
    return found
