"""Code lists of tasks."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eduportal.accounts.roles import Role


class Asked(TextChoices):
    """Of whom a task is asked: never of one person, so that nothing waits for who has left."""

    HEAD = "head", _("head of the school")
    CLERK = "clerk", _("school clerk")
    COMMUNE = "commune", _("office of the commune")
    DEPARTMENT = "department", _("Department")


# Who answers: at a school the heads see what is asked of the clerk as well.
DEPARTMENT_ROLES = frozenset({Role.DEPARTMENT_OFFICER, Role.DEPARTMENT_ADMIN})
ROLES: dict[Asked, frozenset[Role]] = {
    Asked.HEAD: frozenset({Role.HEAD, Role.VICE_HEAD}),
    Asked.CLERK: frozenset({Role.HEAD, Role.VICE_HEAD, Role.CLERK}),
    Asked.COMMUNE: frozenset({Role.COMMUNE_OFFICER}),
    Asked.DEPARTMENT: DEPARTMENT_ROLES,
}
AT_SCHOOL = (Asked.HEAD, Asked.CLERK)


class TaskState(TextChoices):
    """Where a task stands (docs/states.md)."""

    NEW = "new", pgettext_lazy("task", "new")
    WORK = "work", pgettext_lazy("task", "in work")
    ANSWERED = "answered", pgettext_lazy("task", "answered")
    BACK = "back", pgettext_lazy("task", "sent back")
    CLOSED = "closed", pgettext_lazy("task", "closed")


WAITING = (TaskState.NEW, TaskState.WORK, TaskState.BACK)
OPEN = (*WAITING, TaskState.ANSWERED)


class MessageKind(TextChoices):
    """One step of a task, in the order of its thread."""

    ASK = "ask", pgettext_lazy("task", "asked")
    REMIND = "remind", pgettext_lazy("task", "reminded")
    WORD = "word", pgettext_lazy("task", "wrote")
    WORK = "work", pgettext_lazy("task", "began to work on it")
    ANSWER = "answer", pgettext_lazy("task", "answered")
    BACK = "back", pgettext_lazy("task", "sent it back")
    DUE = "due", pgettext_lazy("task", "moved the last day")
    ZERO = "zero", pgettext_lazy("task", "the number has reached 0")
    CLOSE = "close", pgettext_lazy("task", "closed it")


# Steps that say something in words of a person.
SAID = (MessageKind.ASK, MessageKind.WORD, MessageKind.ANSWER, MessageKind.BACK, MessageKind.CLOSE)
