"""The steps of one task after it was asked."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.notices.kinds import NoticeKind
from eduportal.todo.choices import OPEN, SAID, WAITING, MessageKind, TaskState
from eduportal.todo.models import Task, TaskMessage
from eduportal.todo.selectors import asked_of, led_by, number_now
from eduportal.todo.services.asking import remind
from eduportal.todo.services.errors import TaskRefused
from eduportal.todo.services.files import fields_of
from eduportal.todo.services.telling import tell_asked, tell_askers


@dataclass(frozen=True)
class Way:
    """One step: from which states, to which, by the side that is asked or by the one that asks."""

    states: Collection[TaskState]
    to: TaskState | None
    by_asked: bool
    tells: NoticeKind | None


WAYS: dict[MessageKind, Way] = {
    MessageKind.WORK: Way(WAITING, TaskState.WORK, True, None),
    MessageKind.ANSWER: Way(OPEN, TaskState.ANSWERED, True, NoticeKind.TASK_ANSWERED),
    MessageKind.WORD: Way(OPEN, None, False, NoticeKind.TASK_ASKED),
    MessageKind.BACK: Way([TaskState.ANSWERED], TaskState.BACK, False, NoticeKind.TASK_BACK),
    MessageKind.DUE: Way(OPEN, None, False, NoticeKind.TASK_DUE),
    MessageKind.CLOSE: Way(OPEN, TaskState.CLOSED, False, NoticeKind.TASK_CLOSED),
    MessageKind.REMIND: Way(WAITING, None, False, None),
}


def may_take(task: Task, kind: MessageKind, user: User) -> bool:
    """Whether the user takes this step of the task as it stands: two queries."""
    way = WAYS.get(kind)
    if way is None or task.state not in way.states:
        return False
    side = asked_of(user) if way.by_asked else led_by(user)
    return Task.objects.filter(side, pk=task.pk).exists()


def take_step(
    *,
    task: Task,
    kind: MessageKind,
    revision: str,
    user: User,
    words: str = "",
    due_on: datetime.date | None = None,
    file: "File[bytes] | None" = None,
) -> None:
    """Take one step.

    Raises TaskRefused where it is not the user's to take, says nothing, or is of an older page.
    """
    if revision != str(task.revision):
        raise TaskRefused(_("The task has gone on since this page was opened."))
    if not may_take(task, kind, user):
        raise TaskRefused(_("This step is not yours to take, or not as the task stands."))
    if kind == MessageKind.REMIND:
        if not remind([task], user=user):
            raise TaskRefused(_("They were reminded today."))
        return
    words = words.strip()
    if kind == MessageKind.CLOSE and not words and number_now(task) == 0:
        words = _("The number is 0.")
    if kind in SAID and not words:
        raise TaskRefused(_("Say it in words the others will read."))
    with transaction.atomic():
        _move(task, WAYS[kind], _changes(kind, due_on))
        _write(task, kind, words, due_on, user, fields_of(file))


def _changes(kind: MessageKind, due_on: datetime.date | None) -> dict[str, Any]:
    if kind == MessageKind.CLOSE:
        return {"closed_at": timezone.now()}
    if kind != MessageKind.DUE:
        return {}
    if due_on is None or due_on < timezone.localdate():
        raise TaskRefused(_("The last day must not be past."))
    return {"due_on": due_on}


def _move(task: Task, way: Way, changes: dict[str, Any]) -> None:
    if way.to is not None:
        changes = {**changes, "state": way.to}
    rows = Task.objects.filter(pk=task.pk, revision=task.revision, state__in=way.states)
    if not rows.update(revision=F("revision") + 1, **changes):
        raise TaskRefused(_("The task has gone on since this page was opened."))
    task.due_on = changes.get("due_on", task.due_on)


def _write(
    task: Task,
    kind: MessageKind,
    words: str,
    due_on: datetime.date | None,
    user: User,
    attached: dict[str, Any],
) -> None:
    TaskMessage.objects.create(
        task=task,
        kind=kind,
        words=words,
        value=task.left,
        due_on=due_on if kind == MessageKind.DUE else None,
        actor=user,
        **attached,
    )
    way = WAYS[kind]
    if way.tells:
        (tell_askers if way.by_asked else tell_asked)([task], way.tells, words, by=user.pk)
