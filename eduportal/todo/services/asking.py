"""Asking: one task, or one a school or commune; and reminding where the same is asked already."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.notices.kinds import NoticeKind
from eduportal.todo.choices import AT_SCHOOL, Asked, MessageKind
from eduportal.todo.models import Task, TaskMessage
from eduportal.todo.selectors import Office, offices_of, open_like, same, schools_asked, schools_in
from eduportal.todo.services.errors import TaskRefused
from eduportal.todo.services.files import fields_of
from eduportal.todo.services.telling import tell_asked
from schools.models import AdminUnit, School, Term


@dataclass(frozen=True)
class Wanted:
    """What is asked of one school or office; the fields are those of Task."""

    asked: Asked
    school: School | None = None
    unit: AdminUnit | None = None
    about_school: School | None = None
    about_unit: AdminUnit | None = None
    code: str = ""
    address: str = ""
    term: Term | None = None
    value: int | None = None


@dataclass
class Outcome:
    """The tasks made, and those that asked the same already, which were reminded of."""

    made: list[Task] = field(default_factory=list)
    there: list[Task] = field(default_factory=list)


def ask_tasks(
    wanted: Sequence[Wanted],
    *,
    office: Office,
    words: str,
    due_on: datetime.date,
    user: User,
    file: "File[bytes] | None" = None,
) -> Outcome:
    """Ask all of it in one transaction; nothing is asked twice while the first is open.

    Raises TaskRefused for an office that is not the user's, a school it does not ask, a day that
    is past or a file that is not taken.
    """
    _check(wanted, office, due_on, user)
    attached = fields_of(file, len(wanted))
    fresh = {
        same(task): task for task in (_task(each, office, words, due_on, user) for each in wanted)
    }
    try:
        with transaction.atomic():
            return _ask(fresh, words, due_on, user, attached)
    except IntegrityError as error:
        raise TaskRefused(_("Somebody asked the same at this moment: try again.")) from error


def _ask(
    fresh: dict[tuple[object, ...], Task],
    words: str,
    due_on: datetime.date,
    user: User,
    attached: dict[str, Any],
) -> Outcome:
    there = open_like(fresh.values())
    outcome = Outcome([task for key, task in fresh.items() if key not in there])
    Task.objects.bulk_create(outcome.made)
    step = {"kind": MessageKind.ASK, "words": words, "due_on": due_on, "actor": user, **attached}
    TaskMessage.objects.bulk_create(
        TaskMessage(task=task, value=task.value, **step) for task in outcome.made
    )
    tell_asked(outcome.made, NoticeKind.TASK_ASKED, words, by=user.pk)
    outcome.there = list(there.values())
    remind(outcome.there, user=user)
    return outcome


def _check(wanted: Sequence[Wanted], office: Office, due_on: datetime.date, user: User) -> None:
    if office not in offices_of(user):
        raise TaskRefused(_("You do not ask for this office."))
    if not wanted:
        raise TaskRefused(_("There is nobody to ask: nothing is left to do."))
    if due_on < timezone.localdate():
        raise TaskRefused(_("The last day must not be past."))
    asked = {each.school.pk for each in wanted if each.school}
    if asked - set(schools_asked(office).filter(pk__in=asked).values_list("pk", flat=True)):
        raise TaskRefused(_("A commune gives tasks to the schools it manages."))


def _task(each: Wanted, office: Office, words: str, due_on: datetime.date, user: User) -> Task:
    at_school = each.asked in AT_SCHOOL
    is_counted = each.value is not None
    return Task(
        schools=_between(each, office),
        asked=each.asked,
        asked_school=each.school if at_school else None,
        asked_unit=each.unit if each.asked == Asked.COMMUNE else None,
        asker_unit_id=office.unit_id,
        made_by=user,
        code=each.code,
        address="" if each.code else each.address,
        about_school=each.about_school,
        about_unit=None if each.about_school else each.about_unit,
        term=each.term,
        value=each.value,
        left=each.value,
        counted_at=timezone.now() if is_counted else None,
        words=words,
        due_on=due_on,
    )


def _between(each: Wanted, office: Office) -> list[int]:
    """The schools whose scope opens the task; none for one within the Department."""
    if each.asked in AT_SCHOOL and each.school:
        return [each.school.pk]
    if each.asked == Asked.COMMUNE:
        return schools_in(each.unit)
    return schools_in(AdminUnit.objects.filter(pk__in=[office.unit_id]).first())


def remind(tasks: Sequence[Task], *, user: User) -> int:
    """Remind those who have not answered, once a day; how many tasks."""
    today = timezone.localdate()
    due = [task for task in tasks if task.reminded_on != today and task.is_waiting]
    Task.objects.filter(pk__in=[task.pk for task in due]).update(reminded_on=today)
    TaskMessage.objects.bulk_create(
        TaskMessage(task=task, kind=MessageKind.REMIND, value=task.left, actor=user) for task in due
    )
    tell_asked(due, NoticeKind.TASK_DUE, "", by=user.pk)
    return len(due)
