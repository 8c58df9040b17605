"""What a writing leaves behind: by which it can be taken back, and a file seen to be older."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RowWritten(models.Model):
    """What an import has made of one row of a table that has no history of its own.

    Written by triggers (migrations/0003_writes.py), for imports alone: `operation` names the job,
    `table` and `key` the row; `old` is null for a row that came, `new` for one that went. They are
    deleted with the rows of the file.
    """

    id = models.BigAutoField(primary_key=True)
    school = models.ForeignKey(
        "schools.School", models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    operation = models.UUIDField()
    table = models.CharField(max_length=63)
    key = models.BigIntegerField()
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)

    class Meta:
        verbose_name = _("row written by an import")
        verbose_name_plural = _("rows written by imports")
        indexes = [models.Index(fields=["operation", "table"], name="rowwritten_operation")]

    def __str__(self) -> str:
        return f"{self.table} {self.key}"


class RowMoment(models.Model):
    """When the portal was last told something of one row of a table without a history of its own.

    Written by triggers (migrations/0003_writes.py), through whichever door: `table` and `key` name
    the row, with which it goes. What hangs on the row counts as the row's. A row about the whole
    province has no school; its moment is kept for whoever writes it with everything in scope.
    """

    id = models.BigAutoField(primary_key=True)
    school = models.ForeignKey(
        "schools.School", models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    table = models.CharField(max_length=63)
    key = models.BigIntegerField()
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("moment of a row")
        verbose_name_plural = _("moments of rows")
        constraints = [models.UniqueConstraint(fields=["table", "key"], name="rowmoment_one_a_row")]

    def __str__(self) -> str:
        return f"{self.table} {self.key}: {self.at:%d/%m/%Y %H:%M}"
