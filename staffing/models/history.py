"""What was changed of the records of staff."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from staffing.choices import RecordStep, RecordTable


class StaffChange(models.Model):
    """One change of a record about staff, written by a trigger of the database.

    `old` and `new` hold the columns that differ. The row outlives what it is about: plain numbers
    instead of foreign keys; `staff` is null for a quota or planned classes.
    """

    append_only = True

    school = models.ForeignKey(
        "schools.School", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    staff = models.ForeignKey(
        "staffing.StaffMember", models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    table = models.CharField(_("record"), max_length=20, choices=RecordTable)
    row = models.BigIntegerField()
    step = models.CharField(_("step"), max_length=7, choices=RecordStep)
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
        verbose_name = _("change of a record of staff")
        verbose_name_plural = _("changes of records of staff")
        indexes = [models.Index(fields=["staff", "-id"], name="staffchange_of_a_person")]
        constraints = [
            known("staffchange_table_is_known", "table", RecordTable.values),
            known("staffchange_step_is_known", "step", RecordStep.values),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.table} {self.step}"
