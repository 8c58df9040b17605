"""What happened to marks and sheets: append-only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.scoping import signed
from grades.choices import SheetState, Step


class MarkChange(models.Model):
    """One change of one mark record, written by a trigger of the database.

    `old` and `new` hold the whole line: {"regular": [85, null], "midterm": …, "final": …,
    "exempt": …, "remark": …}; `old` is null for a line born with marks, `new` for a deleted one.
    A statement-level trigger writes it, so that bulk updates and raw SQL leave their trace too.
    The row outlives its record: plain numbers instead of foreign keys.
    """

    append_only = True

    id = models.BigAutoField(primary_key=True)
    school = models.ForeignKey(
        "schools.School", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    sheet = models.ForeignKey(
        "grades.MarkSheet", models.DO_NOTHING, related_name="changes", db_constraint=False
    )
    record = models.ForeignKey(
        "grades.MarkRecord", models.DO_NOTHING, related_name="changes", db_constraint=False
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
    reason = models.CharField(_("reason"), max_length=300)
    operation = models.CharField(_("batch"), max_length=36)
    old = models.JSONField(_("before"), null=True)
    new = models.JSONField(_("after"), null=True)

    class Meta:
        verbose_name = _("change of a mark")
        verbose_name_plural = _("changes of marks")
        indexes = [
            models.Index(fields=["school", "sheet", "id"], name="markchange_school_sheet"),
            models.Index(fields=["record", "-id"], name="markchange_record"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.door}"


class SheetStep(models.Model):
    """One step of one sheet: who submitted, took back, approved, returned or sealed it, and why.

    Without an actor the portal took it. `principal` is whom a deputy took it for. `open_until` is
    what a return says of the days of entry; the cells it asks to look at are AskedCell.
    """

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    sheet = models.ForeignKey(
        "grades.MarkSheet", models.PROTECT, related_name="steps", db_constraint=False
    )
    step = models.CharField(_("step"), max_length=8, choices=Step)
    from_state = models.CharField(max_length=9, choices=SheetState)
    to_state = models.CharField(max_length=9, choices=SheetState)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    open_until = models.DateField(_("takes marks until"), null=True)

    class Meta:
        verbose_name = _("step of a sheet")
        verbose_name_plural = _("steps of sheets")
        ordering = ["pk"]
        constraints = [
            known("sheetstep_step_is_known", "step", Step.values),
            known("sheetstep_from_state_is_known", "from_state", SheetState.values),
            known("sheetstep_to_state_is_known", "to_state", SheetState.values),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.at:%Y-%m-%d %H:%M}"

    @property
    def signature(self) -> str:
        """Who took it, and for whom; empty where the portal did."""
        if self.actor is None:
            return ""
        return signed(str(self.actor), str(self.principal) if self.principal else None)


class CellOperation(models.Model):
    """One save of one cell as the browser named it, with the answer it got.

    The unique `op` makes a retry harmless: a lost reply is answered again, not applied again.
    """

    op = models.UUIDField(primary_key=True)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    sheet = models.ForeignKey(
        "grades.MarkSheet", models.CASCADE, related_name="+", db_constraint=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    answer = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("saved cell operation")
        verbose_name_plural = _("saved cell operations")
        indexes = [models.Index(fields=["at"], name="celloperation_at")]

    def __str__(self) -> str:
        return str(self.op)
