"""Who changed which row of the register, and when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from schools.choices import Step


class RegisterChange(models.Model):
    """One change of a unit, school, subject, line of the programme, year or term, by a trigger.

    `table` and `row` name the row, which may be gone. `old` and `new` hold the columns that
    changed. A row that begins without an account (brought by the installation or by a package)
    begins without a line here.
    """

    append_only = True

    id = models.BigAutoField(primary_key=True)
    table = models.CharField(max_length=20)
    row = models.BigIntegerField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("who"),
    )
    at = models.DateTimeField(_("when"))
    door = models.CharField(_("door"), max_length=10)
    step = models.CharField(_("what"), max_length=7, choices=Step)
    old = models.JSONField(_("before"), null=True)
    new = models.JSONField(_("after"), null=True)

    class Meta:
        indexes = [models.Index(fields=["table", "row", "id"], name="registerchange_row")]
        constraints = [known("registerchange_step_known", "step", Step.values)]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.table} {self.row}"
