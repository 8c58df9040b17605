"""What the portal does with open tasks each night: count again, propose closing, remind."""

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from eduportal.notices.kinds import NoticeKind
from eduportal.notices.services import Told, tell_once
from eduportal.todo.choices import OPEN, WAITING, MessageKind
from eduportal.todo.models import Task, TaskMessage
from eduportal.todo.numbers import source_of, total_of
from eduportal.todo.selectors import communes_of_schools, who_answers
from eduportal.todo.services.telling import tell_askers, told
from schools.models import School, Term
from schools.rules.reminding import mark_of

# Days after the last day on which those who owe an answer are told again: each week.
EACH = 7


def follow_tasks(today: datetime.date) -> None:
    """Bring every open task up to date; safe to run twice.

    Called where every school is in scope.
    """
    with transaction.atomic():
        _follow_communes()
        recount(list(Task.objects.filter(state__in=OPEN).exclude(code="").select_related("term")))
        tell_once(_reminders(today))


def _follow_communes() -> None:
    """Whose scope opens the task of an office: its schools of today."""
    rows = Task.objects.filter(state__in=OPEN, asked_school=None)
    for task in rows.select_related("asked_unit", "asker_unit"):
        unit = task.asked_unit or task.asker_unit
        if unit is None:
            continue
        schools = sorted(School.objects.filter(unit=unit).values_list("pk", flat=True))
        if schools and schools != sorted(task.schools):
            Task.objects.filter(pk=task.pk).update(schools=schools)


def recount(tasks: list[Task]) -> None:
    """Count the numbers of these tasks again; the askers are told of one that has come to 0."""
    groups: defaultdict[tuple[str, Term], list[Task]] = defaultdict(list)
    for task in tasks:
        if task.term is not None and source_of(task.code):
            groups[task.code, task.term].append(task)
    units = communes_of_schools() if groups else {}
    done = []
    for (code, term), some in groups.items():
        source = source_of(code)
        left = source.left(code, term) if source else {}
        for task in some:
            before = task.left
            place = {"school_id": task.about_school_id, "unit_id": task.about_unit_id}
            task.left = total_of(left, units, **place)
            task.counted_at = timezone.now()
            if before != 0 and task.left == 0:
                done.append(task)
    Task.objects.bulk_update(tasks, ["left", "counted_at"], batch_size=500)
    TaskMessage.objects.bulk_create(
        TaskMessage(task=task, kind=MessageKind.ZERO, value=0) for task in done
    )
    tell_askers(done, NoticeKind.TASK_ZERO, "", by=None)


def _reminders(today: datetime.date) -> Iterator[Told]:
    """Those who have not answered: a week and a day before the last day, and each week after it."""
    waiting = [
        (task, mark)
        for task in Task.objects.filter(state__in=WAITING)
        if (mark := _mark(task.due_on, today))
    ]
    answer = who_answers([task for task, _mark in waiting])
    for task, mark in waiting:
        yield from told(task, answer[task.pk], NoticeKind.TASK_DUE, mark=mark)


def _mark(due_on: datetime.date, today: datetime.date) -> str:
    over = (today - due_on).days
    if over > 0:
        return f" +{-(-over // EACH)}"
    mark = mark_of(due_on, today)
    return "" if mark is None else f" -{mark}"
