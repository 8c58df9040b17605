"""Assignments that are not in force yet, and what was changed of those that were."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from staffing.choices import AssignmentKind


class AssignmentDraft(models.Model):
    """What a school means to change of a year's assignments from one day on, all at once.

    Nothing of it is in force before it is applied. `cells` maps "class-id subject-code" (the
    column of homerooms has a code of its own) to {"from": the value in force when the cell was
    changed first, "to": [[staff id, periods or null], …]}. `revision` rises with every change.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    school_year = models.ForeignKey("schools.SchoolYear", models.PROTECT, related_name="+")
    starts_on = models.DateField(_("from"))
    cells = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    changed_by = models.CharField(_("who"), max_length=150)
    changed_at = models.DateTimeField(_("when"), auto_now=True)

    class Meta:
        verbose_name = _("draft of assignments")
        verbose_name_plural = _("drafts of assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year"], name="assignmentdraft_one_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.starts_on:%d/%m/%Y}"


class AssignmentChange(models.Model):
    """One change of a teaching or homeroom assignment, written by a trigger of the database.

    `old` and `new` hold {"from", "until", "periods"}; `old` is null for an assignment that is new,
    `new` for one that was taken away before it began. Without `subject` it is a homeroom. The row
    outlives what it is about: plain numbers instead of foreign keys.
    """

    append_only = True

    school = models.ForeignKey(
        "schools.School", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=8, choices=AssignmentKind)
    class_group = models.ForeignKey(
        "schools.ClassGroup", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    subject = models.ForeignKey(
        "schools.Subject", models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    staff = models.ForeignKey(
        "staffing.StaffMember", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("who"),
    )
    door = models.CharField(_("door"), max_length=10)
    old = models.JSONField(_("before"), null=True)
    new = models.JSONField(_("after"), null=True)

    class Meta:
        verbose_name = _("change of an assignment")
        verbose_name_plural = _("changes of assignments")
        indexes = [
            models.Index(
                fields=["school", "class_group", "subject"], name="assignmentchange_class_subject"
            )
        ]
        constraints = [known("assignmentchange_kind_is_known", "kind", AssignmentKind.values)]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"
