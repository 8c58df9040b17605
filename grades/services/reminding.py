"""Reminding teachers of the sheets they have not handed in."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.notices.kinds import NoticeKind
from eduportal.notices.selectors import last_reminders
from eduportal.notices.services import Told, tell
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import SheetState
from grades.models import MarkSheet
from grades.selectors.days import first_last_day
from grades.services.errors import NotAllowed
from grades.services.telling import named
from schools.models import Term
from staffing.models import StaffMember
from staffing.selectors import teachers_of_sheets

# A sheet that is not handed in, with one of its teachers.
LateSheet = tuple[MarkSheet, StaffMember]


@dataclass(frozen=True)
class Reminded:
    """How many teachers were reminded now, and how many had been today for every sheet."""

    now: int
    before: int


def remind(
    *,
    term: Term,
    scope: Scope,
    user_id: int,
    staff: Collection[UUID] | None = None,
    sheet: UUID | None = None,
) -> Reminded:
    """Remind the teachers of open sheets where the user decides: some, those of a sheet, or all.

    Nobody is reminded twice a day of the same sheet; who has no account cannot be reached. Raises
    NotAllowed.
    """
    if not scope.can_somewhere(Action.APPROVE_MARKS):
        raise NotAllowed(_("Your role does not include this step."))
    deciding = scope.schools_where(Action.APPROVE_MARKS)
    late = [
        (each, teacher)
        for each, teacher in _late(term, deciding, sheet)
        if teacher.user_id not in (None, user_id) and (staff is None or teacher.public_id in staff)
    ]
    due = _not_reminded_today(late)
    closes_on = first_last_day(term, deciding)
    tell([_reminder(each, teacher, closes_on) for each, teacher in due], by=user_id)
    now = {teacher.pk for _each, teacher in due}
    return Reminded(len(now), len({teacher.pk for _each, teacher in late} - now))


def _reminder(sheet: MarkSheet, teacher: StaffMember, closes_on: datetime.date) -> Told:
    return Told(
        user_id=teacher.user_id,
        school_id=sheet.school_id,
        kind=NoticeKind.REMINDER,
        # Two heads at the same moment make one notice.
        about=f"{sheet.public_id}:{timezone.localdate()}",
        key=str(sheet.public_id),
        facts=named(sheet) | {"day": closes_on.isoformat()},
    )


def _not_reminded_today(late: list[LateSheet]) -> list[LateSheet]:
    known = last_reminders([str(sheet.public_id) for sheet, _teacher in late])
    today = timezone.localdate()
    return [
        (sheet, teacher)
        for sheet, teacher in late
        if (last := known.get((teacher.user_id, str(sheet.public_id)))) is None
        or timezone.localdate(last.at) < today
    ]


def _late(term: Term, deciding: Collection[int] | None, sheet: UUID | None) -> list[LateSheet]:
    """The open sheets with each of their teachers: two queries."""
    sheets = MarkSheet.objects.filter(term=term, state=SheetState.OPEN)
    if deciding is not None:
        sheets = sheets.filter(school__in=deciding)
    if sheet is not None:
        sheets = sheets.filter(public_id=sheet)
    found = list(sheets.select_related("subject", "class_group").order_by("pk"))
    teachers = teachers_of_sheets({each.class_group_id for each in found}, term.today_in())
    return [
        (each, teacher)
        for each in found
        for teacher in teachers.get((each.class_group_id, each.subject_id), ())
    ]
