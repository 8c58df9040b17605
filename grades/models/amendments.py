"""Amendments of sealed marks: who asked, who confirmed, who approved, and what was changed."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.scoping import signed
from grades.choices import AmendmentCause, AmendmentState, AmendmentStepKind
from grades.models.sheet import MarkRecord, MarkSheet


class AmendmentPolicy(models.Model):
    """What the Department asks of amendments from a moment on; the newest row counts.

    `department_approves`: an amendment that the head has approved waits for the Department.
    """

    append_only = True

    department_approves = models.BooleanField(_("the Department approves as well"))
    reason = models.CharField(_("reason"), max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set at"), auto_now_add=True)

    class Meta:
        verbose_name = _("rule of the Department on amendments")
        verbose_name_plural = _("rules of the Department on amendments")

    def __str__(self) -> str:
        return f"{self.set_at:%Y-%m-%d %H:%M} {self.department_approves}"


def _apart(one: str, other: str) -> Q:
    """Two fields name two different persons, where both name one."""
    return Q(**{one: None}) | Q(**{other: None}) | ~Q(**{one: F(other)})


class Amendment(models.Model):
    """One request to change cells of one sealed sheet, and what became of it.

    Vietnamese: đề nghị sửa điểm sau khóa sổ. `number` counts the requests of a school in a calendar
    `year`. Three different persons ask, confirm and approve; `endorsed_by` is the Department's
    official, where the Department approves as well or in place of a head. `decision` and
    `decided_on` are the head's decision, `version` is that of the package that carries the change.
    `levels` are the learning results of the term before and after, as they followed when it was
    asked for, and then when it was approved: [enrolment, before, after] of each student.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    sheet = models.ForeignKey(
        MarkSheet, models.PROTECT, related_name="amendments", db_constraint=False
    )
    number = models.PositiveIntegerField(_("number"))
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(
        _("state"), max_length=10, choices=AmendmentState, default=AmendmentState.ASKED
    )
    cause = models.CharField(_("cause"), max_length=8, choices=AmendmentCause)
    reason = models.CharField(_("reason"), max_length=300)
    decision = models.CharField(_("number of the decision"), max_length=50, blank=True)
    decided_on = models.DateField(_("day of the decision"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), null=True)
    levels = models.JSONField(default=list)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    endorsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        indexes = [models.Index(fields=["school", "state", "-id"], name="amendment_school_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year", "number"], name="amendment_number_once"
            ),
            known("amendment_state_is_known", "state", AmendmentState.values),
            known("amendment_cause_is_known", "cause", AmendmentCause.values),
            models.CheckConstraint(condition=~Q(reason=""), name="amendment_says_why"),
            models.CheckConstraint(
                condition=_apart("asked_by", "confirmed_by")
                & _apart("asked_by", "approved_by")
                & _apart("asked_by", "endorsed_by")
                & _apart("confirmed_by", "approved_by")
                & _apart("confirmed_by", "endorsed_by")
                & _apart("approved_by", "endorsed_by"),
                name="amendment_three_persons",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[AmendmentState.APPROVED, AmendmentState.WRITTEN])
                | Q(confirmed_by__isnull=False, decided_on__isnull=False)
                & ~Q(decision="")
                & (Q(approved_by__isnull=False) | Q(endorsed_by__isnull=False)),
                name="amendment_approved_by_persons_under_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    @property
    def title(self) -> str:
        """The number people know it by: "14/2027"."""
        return f"{self.number}/{self.year}"


class AmendedCell(models.Model):
    """One cell of one student's line as it is sealed, and as it should be.

    `name` is the cell's (grades.cells); `path` is where the history keeps it (grades_line() of the
    database): {regular,0}, {final}, {remark}. `before` and `after` are the stored values, null for
    an empty cell. The database writes exactly these into a sealed line, and nothing else.
    """

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, related_name="cells", db_constraint=False
    )
    record = models.ForeignKey(
        MarkRecord, models.PROTECT, related_name="amended", db_constraint=False
    )
    name = models.CharField(_("cell"), max_length=20)
    path = ArrayField(models.CharField(max_length=20))
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)

    class Meta:
        verbose_name = _("amended cell")
        verbose_name_plural = _("amended cells")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "record", "name"], name="amendedcell_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="amendedcell_names_a_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.name}"


class AmendmentStep(models.Model):
    """One step of one amendment: who took it, for whom, when, with which words.

    Without an actor the portal took it.
    """

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, related_name="steps", db_constraint=False
    )
    kind = models.CharField(_("step"), max_length=8, choices=AmendmentStepKind)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    words = models.CharField(_("in words"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step of an amendment")
        verbose_name_plural = _("steps of amendments")
        ordering = ["pk"]
        constraints = [known("amendmentstep_kind_is_known", "kind", AmendmentStepKind.values)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"

    @property
    def signature(self) -> str:
        """Who took it, and for whom; empty where the portal did."""
        if self.actor is None:
            return ""
        return signed(str(self.actor), str(self.principal) if self.principal else None)


class Evidence(models.Model):
    """One file that shows why an amendment is right: a picture of the paper, minutes.

    It lies under a name that cannot be guessed; `kind` is one of the file types that are taken,
    told by the content.
    """

    append_only = True

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, related_name="evidence", db_constraint=False
    )
    file = models.FileField(_("file"), upload_to="evidence/%Y/%m/", max_length=200)
    file_name = models.CharField(_("file name"), max_length=150)
    kind = models.CharField(_("kind of file"), max_length=4)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        verbose_name = _("evidence of an amendment")
        verbose_name_plural = _("evidence of amendments")
        ordering = ["pk"]
        constraints = [known("evidence_kind_is_known", "kind", ["jpg", "png", "webp", "pdf"])]

    def __str__(self) -> str:
        return self.file_name
