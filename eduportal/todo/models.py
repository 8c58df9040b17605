"""Tasks that officials make from a number or a list, and the thread of each."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.todo.choices import AT_SCHOOL, OPEN, SAID, WAITING, Asked, MessageKind, TaskState


class Task(models.Model):
    """Something an office asks of a school, an office or the Department.

    Vietnamese: việc được giao.

    `asker_unit` is the commune whose office asks, null for the Department. `schools` are those
    between the two: whose scope holds them all sees the task; none means the Department alone.
    The number it was made from: `code`, of which place (`about_school`, else `about_unit`, else the
    province) and `term`; `value` is what it was then, `left` what it was when last counted. A task
    made from a list has the `address` of its page in place of a code.
    """

    policy_of_its_own = True

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    schools = ArrayField(models.BigIntegerField(), default=list)
    asked = models.CharField(_("asked of"), max_length=10, choices=Asked)
    asked_school = models.ForeignKey(
        "schools.School", models.PROTECT, null=True, related_name="+", verbose_name=_("school")
    )
    asked_unit = models.ForeignKey(
        "schools.AdminUnit", models.PROTECT, null=True, related_name="+", verbose_name=_("commune")
    )
    asker_unit = models.ForeignKey(
        "schools.AdminUnit", models.PROTECT, null=True, related_name="+", verbose_name=_("asked by")
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    code = models.CharField(_("number"), max_length=20, blank=True)
    address = models.CharField(_("page"), max_length=300, blank=True)
    about_school = models.ForeignKey(
        "schools.School", models.PROTECT, null=True, related_name="+", verbose_name=_("about")
    )
    about_unit = models.ForeignKey(
        "schools.AdminUnit", models.PROTECT, null=True, related_name="+", verbose_name=_("about")
    )
    term = models.ForeignKey("schools.Term", models.PROTECT, null=True, related_name="+")
    value = models.PositiveIntegerField(_("number then"), null=True)
    left = models.PositiveIntegerField(_("number now"), null=True)
    counted_at = models.DateTimeField(_("counted at"), null=True)
    words = models.CharField(_("what is to be done"), max_length=500)
    due_on = models.DateField(_("last day"))
    state = models.CharField(_("state"), max_length=8, choices=TaskState, default=TaskState.NEW)
    revision = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    reminded_on = models.DateField(_("reminded on"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(fields=["asked_school", "state", "due_on"], name="task_of_school"),
            models.Index(fields=["asked_unit", "state", "due_on"], name="task_of_unit"),
            models.Index(fields=["asker_unit", "state", "due_on"], name="task_of_asker"),
        ]
        constraints = [
            known("task_asked_is_known", "asked", Asked.values),
            known("task_state_is_known", "state", TaskState.values),
            models.CheckConstraint(
                condition=Q(asked__in=AT_SCHOOL, asked_school__isnull=False, asked_unit=None)
                | Q(asked=Asked.COMMUNE, asked_school=None, asked_unit__isnull=False)
                | Q(asked=Asked.DEPARTMENT, asked_school=None, asked_unit=None),
                name="task_asked_fits_place",
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.CLOSED, closed_at__isnull=False)
                | (~Q(state=TaskState.CLOSED) & Q(closed_at=None)),
                name="task_closed_at_exactly_when_closed",
            ),
            models.UniqueConstraint(
                fields=[
                    *("code", "address", "term", "about_school", "about_unit"),
                    *("asked", "asked_school", "asked_unit"),
                ],
                condition=Q(state__in=OPEN) & ~Q(code="", address=""),
                nulls_distinct=False,
                name="task_asked_once_while_open",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def is_open(self) -> bool:
        return self.state != TaskState.CLOSED

    @property
    def is_waiting(self) -> bool:
        """Whether those who are asked still have to answer."""
        return self.state in WAITING

    @property
    def is_overdue(self) -> bool:
        """Open past its last day."""
        return self.is_open and self.due_on < timezone.localdate()

    @property
    def days_over(self) -> int:
        """Days since its last day; below 0 before it."""
        return (timezone.localdate() - self.due_on).days

    @property
    def is_done(self) -> bool:
        """Whether it can be closed by its number: that has reached 0."""
        return self.is_open and self.left == 0

    @property
    def asked_name(self) -> str:
        """Of whom, in words: the school or commune; empty for the Department."""
        if self.asked_school:
            return self.asked_school.name
        return self.asked_unit.full_name if self.asked_unit else ""

    @property
    def about_name(self) -> str:
        """The place of the number; empty for the province."""
        if self.about_school:
            return self.about_school.name
        return self.about_unit.full_name if self.about_unit else ""


class TaskMessage(models.Model):
    """One step of a task: who, when, in which words, perhaps with a file. Rows are only added.

    `actor` is null for what the portal found itself. `value` is the number at that moment.
    `content` is the file; `file_kind` one of those that are taken, told by its beginning.
    """

    append_only = True
    policy_of_its_own = True

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="messages")
    kind = models.CharField(_("step"), max_length=6, choices=MessageKind)
    words = models.CharField(_("in words"), max_length=1000, blank=True)
    value = models.PositiveIntegerField(null=True)
    due_on = models.DateField(_("last day"), null=True)
    file_name = models.CharField(_("file name"), max_length=150, blank=True)
    file_kind = models.CharField(_("kind of file"), max_length=4, blank=True)
    content = models.BinaryField(null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("step of a task")
        verbose_name_plural = _("steps of tasks")
        ordering = ["pk"]
        constraints = [
            known("taskmessage_kind_is_known", "kind", MessageKind.values),
            models.CheckConstraint(
                condition=~Q(kind__in=SAID) | ~Q(words=""), name="taskmessage_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
