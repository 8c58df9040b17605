"""The head's queue: sheets that wait for approval, with what to know before; and who is late."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from eduportal.notices.selectors import Reminder, last_reminders
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import SheetState
from grades.models import MarkSheet
from grades.selectors.deputies import left_to_others
from grades.selectors.sheets import SheetRow, listed
from grades.selectors.signals import questions_of
from staffing.models import StaffMember
from staffing.selectors import Teachers


@dataclass(frozen=True)
class QueueRow:
    """One sheet that waits: who teaches it, and what of it raises a question."""

    row: SheetRow
    teachers: Sequence[StaffMember]
    questions: Sequence[str]

    @property
    def is_plain(self) -> bool:
        """Nothing on it needs a look: no empty cell, no question, no answer to a return."""
        return not (self.row.gaps or self.questions or self.row.steps.answered)


@dataclass(frozen=True)
class LateTeacher:
    """A teacher with sheets that are not handed in; None for sheets that nobody teaches.

    `reminders` are the last ones of some of them, by the sheet. `is_reader`: who reads the list.
    """

    staff: StaffMember | None
    sheets: list[SheetRow]
    reminders: Mapping[UUID, Reminder]
    is_reader: bool = False

    @property
    def gaps(self) -> int:
        return sum(row.gaps for row in self.sheets)

    @property
    def reminded_at(self) -> datetime.datetime | None:
        return max((each.at for each in self.reminders.values()), default=None)

    @property
    def can_be_reminded(self) -> bool:
        """Whether there is another's account, and a sheet of which it was not reminded today."""
        today = timezone.localdate()
        days = [timezone.localdate(each.at) for each in self.reminders.values()]
        has_account = self.staff is not None and self.staff.user_id is not None
        return has_account and not self.is_reader and days.count(today) < len(self.sheets)


def queue_rows(
    rows: Sequence[SheetRow], teachers: Teachers, left: Collection[int] = ()
) -> list[QueueRow]:
    """The sheets among these that wait, those to look at first: one query.

    `left` are the numbers of those that are not the user's to decide on.
    """
    waiting = [
        row for row in rows if row.sheet.state == SheetState.SUBMITTED and row.sheet.pk not in left
    ]
    questions = questions_of([row.sheet for row in waiting])
    found = [
        QueueRow(row, taught_by(row, teachers), questions.get(row.sheet.pk, [])) for row in waiting
    ]
    return sorted(found, key=lambda each: each.is_plain)


def late_teachers(
    rows: Sequence[SheetRow], teachers: Teachers, reader: int | None
) -> list[LateTeacher]:
    """Who has not handed in which sheets, the most empty cells first: one query.

    A sheet of several teachers stands with each of them. `reader` is the account that asks.
    """
    found: defaultdict[StaffMember | None, list[SheetRow]] = defaultdict(list)
    for row in rows:
        if row.sheet.state == SheetState.OPEN:
            named: Sequence[StaffMember | None] = taught_by(row, teachers) or [None]
            for staff in named:
                found[staff].append(row)
    keys = {str(row.sheet.public_id) for sheets in found.values() for row in sheets}
    known = last_reminders(keys)
    late = [
        LateTeacher(
            staff,
            sheets,
            {
                row.sheet.public_id: last
                for row in sheets
                if staff and (last := known.get((staff.user_id, str(row.sheet.public_id))))
            },
            is_reader=staff is not None and staff.user_id is not None and staff.user_id == reader,
        )
        for staff, sheets in found.items()
    ]
    return sorted(late, key=lambda each: (each.staff is not None, -each.gaps))


def reminders_of(rows: Sequence[SheetRow]) -> dict[UUID, Reminder]:
    """The last reminder of each sheet that is not handed in, whoever was reminded: one query."""
    keys = {str(row.sheet.public_id) for row in rows if row.sheet.state == SheetState.OPEN}
    found: dict[UUID, Reminder] = {}
    for (_user, key), last in last_reminders(keys).items():
        known = found.get(UUID(key))
        if known is None or known.at < last.at:
            found[UUID(key)] = last
    return found


def taught_by(row: SheetRow, teachers: Teachers) -> list[StaffMember]:
    return teachers.get(row.key, [])


@dataclass(frozen=True)
class Neighbours:
    """Where a waiting sheet stands in the queue, and the sheets before and after it."""

    number: int
    total: int
    before: UUID | None
    following: UUID | None


def neighbours_of(sheet: MarkSheet, scope: Scope, user_id: int | None) -> Neighbours:
    """The sheet's place among those that wait for the user in its term: one query."""
    waiting = MarkSheet.objects.filter(term=sheet.term_id, state=SheetState.SUBMITTED)
    waiting = waiting.exclude(left_to_others(scope, user_id))
    school_ids = scope.schools_where(Action.APPROVE_MARKS)
    if school_ids is not None:
        waiting = waiting.filter(school__in=school_ids)
    keys: list[UUID] = list(listed(waiting).values_list("public_id", flat=True))
    if sheet.public_id not in keys:
        return Neighbours(0, len(keys), None, keys[0] if keys else None)
    place = keys.index(sheet.public_id)
    return Neighbours(
        number=place + 1,
        total=len(keys),
        before=keys[place - 1] if place else None,
        following=keys[place + 1] if place + 1 < len(keys) else None,
    )


@dataclass(frozen=True)
class Counts:
    """Sheets by who has them: the one count for every page of the head."""

    total: int
    with_teachers: int
    returned: int
    waiting: int
    decided: int


def counts_of(rows: Sequence[SheetRow]) -> Counts:
    """The sheets counted; those returned are among those with the teachers."""
    by_status = Counter(row.status for row in rows)
    waiting, decided = by_status["wait"], by_status["done"] + by_status["sealed"]
    with_teachers = len(rows) - waiting - decided
    return Counts(len(rows), with_teachers, by_status["back"], waiting, decided)
