"""Who looked at whom or asked for too much, what was deleted when, what is to be corrected."""

import datetime
import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.core.looking import Kind
from eduportal.privacy.choices import ENDED, AlertKind, CorrectionState


class Access(models.Model):
    """Persons of one kind and school that one request or command showed.

    `persons` are keys of students, staff members or accounts, each once. `role` names the roles
    in force at the school; `route` is the page by its name in the URL table, or the command. A
    command has no user. An account belongs to no school; every other row has one. Rows outlive
    accounts and schools: plain numbers instead of foreign keys.

    The table is partitioned by month of `at` (docs/decisions/0017); its key is (id, at).
    """

    append_only = True
    database_columns = ("id", "at")

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"), db_default=Now())
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("who"),
    )
    role = models.CharField(_("role"), max_length=200, blank=True)
    school = models.ForeignKey(
        "schools.School", models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    persons = ArrayField(models.BigIntegerField(), verbose_name=_("persons"))
    door = models.CharField(_("door"), max_length=10)
    route = models.CharField(_("page"), max_length=100)
    request_id = models.CharField(_("request"), max_length=12, blank=True)
    client = models.GenericIPAddressField(_("address"), null=True)

    class Meta:
        verbose_name = _("entry of the access log")
        verbose_name_plural = _("access log")
        indexes = [
            models.Index(fields=["school", "at"], name="privacy_access_school"),
            models.Index(fields=["user", "at"], name="privacy_access_user"),
        ]
        constraints = [
            known("privacy_access_kind_is_known", "kind", Kind.values),
            models.CheckConstraint(
                condition=Q(kind=Kind.ACCOUNT, school=None)
                | (~Q(kind=Kind.ACCOUNT) & Q(school__isnull=False)),
                name="privacy_access_school_unless_account",
            ),
            models.CheckConstraint(
                condition=Q(persons__len__gt=0), name="privacy_access_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.route}"


class CleanUp(models.Model):
    """One kind of data in one nightly run: how much of it was deleted.

    `deleted` counts rows, imports or files; of what goes by whole months, the months.
    `kind` is a code of eduportal/privacy/retention.py. `oldest` is the moment that counts for the
    oldest one still kept, null where there is none. `error` names the class of the failure that
    ended this kind's part of the run; what was deleted before it is counted.
    """

    append_only = True

    kind = models.SlugField(_("kind of data"), max_length=40)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    deleted = models.PositiveIntegerField(_("deleted"), default=0)
    oldest = models.DateTimeField(_("oldest kept"), null=True)
    error = models.CharField(_("failure"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("clean-up")
        verbose_name_plural = _("clean-ups")
        indexes = [models.Index(fields=["kind", "-at", "-id"], name="privacy_cleanup_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}: {self.deleted}"


class Correction(models.Model):
    """One request to correct what the portal keeps about a student or the holder of an account.

    Vietnamese: yêu cầu chỉnh sửa dữ liệu cá nhân. The days follow from the one it came in on and
    are kept as they were then. The correction itself is made on the pages of the register; `end`
    says what was done, or why it was refused. A request about an account of no school is the
    Department's, and no school sees it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, null=True, related_name="+")
    student = models.ForeignKey(
        "students.Student", models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    asked_by = models.CharField(_("asked by"), max_length=150)
    wrong = models.TextField(_("what is wrong, and what is right"), max_length=1000)
    came_on = models.DateField(_("came in on"))
    answer_due = models.DateField(_("to be answered by"))
    done_due = models.DateField(_("to be done by"))
    state = models.CharField(
        _("state"), max_length=8, choices=CorrectionState, default=CorrectionState.OPEN
    )
    end = models.TextField(_("how it ended"), max_length=1000, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("request for correction")
        verbose_name_plural = _("requests for correction")
        ordering = ["done_due", "pk"]
        constraints = [
            known("correction_state_is_known", "state", CorrectionState.values),
            models.CheckConstraint(
                condition=Q(student__isnull=False, account=None, school__isnull=False)
                | Q(student=None, account__isnull=False),
                name="correction_of_one_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(ended_at=None)),
                name="correction_ended_at_exactly_when_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.came_on}: {self.student or self.account}"

    @property
    def answer_lateness(self) -> str:
        """In words that the answer came, or is waited for, after its day; empty when it is not."""
        return _lateness(self.answered_at, self.answer_due, _("answered late"))

    @property
    def end_lateness(self) -> str:
        """The same of the end."""
        return _lateness(self.ended_at, self.done_due, _("ended late"))


def _lateness(at: datetime.datetime | None, due: datetime.date, late: Promise) -> str:
    """`late` where it happened after its day, "overdue" where it has not happened yet."""
    if at is None:
        return str(_("overdue")) if due < timezone.localdate() else ""
    return str(late) if due < timezone.localdate(at) else ""


class Alert(models.Model):
    """An account has asked for more than its limit: one row for each kind, account and hour.

    `count` is what it would have reached, `limit` what it may; of students within `hours`. `page`
    is the page by its name in the URL table, or the kind of file. Open until an administrator has
    written what it was (`note`).
    """

    append_only = True
    mutable_columns = ("answered_at", "answered_by", "note")

    at = models.DateTimeField(_("when"), db_default=Now())
    kind = models.CharField(_("kind"), max_length=15, choices=AlertKind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    page = models.CharField(_("page"), max_length=100)
    count = models.PositiveIntegerField(_("asked for"))
    limit = models.PositiveIntegerField(_("limit"))
    hours = models.PositiveSmallIntegerField(_("within hours"))
    answered_at = models.DateTimeField(_("answered at"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    note = models.CharField(_("what it was"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        indexes = [models.Index(fields=["user", "at"], name="privacy_alert_user")]
        constraints = [
            known("privacy_alert_kind_is_known", "kind", AlertKind.values),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, note="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(note="")),
                name="privacy_alert_answered_with_a_note",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"
