"""What a return asks to look at, cell by cell."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grades.models.history import SheetStep
from grades.models.sheet import MarkRecord, is_cell


class AskedCell(models.Model):
    """One mark cell that one return asks to look at, and what it held then (`before`, as in a
    record; null for an empty one).

    `cell` is its name (grades.cells). `is_of_column` says that the whole column was named: then
    each student's cell has its row. A cell that was named by itself is looked at once it holds
    something else, or once its teacher said that it stays: `kept_at`, `kept_by`.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    step = models.ForeignKey(
        SheetStep, models.PROTECT, related_name="asked", db_index=False, db_constraint=False
    )
    record = models.ForeignKey(
        MarkRecord, models.CASCADE, related_name="asked", db_constraint=False
    )
    cell = models.CharField(_("cell"), max_length=8)
    is_of_column = models.BooleanField(_("of a whole column"), default=False)
    before = models.SmallIntegerField(_("before"), null=True)
    kept_at = models.DateTimeField(_("left as it is"), null=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("cell to look at")
        verbose_name_plural = _("cells to look at")
        constraints = [
            models.UniqueConstraint(fields=["step", "record", "cell"], name="askedcell_once"),
            models.CheckConstraint(condition=is_cell("before"), name="askedcell_before_is_cell"),
            models.CheckConstraint(condition=~Q(cell=""), name="askedcell_names_a_cell"),
            models.CheckConstraint(
                condition=Q(kept_at=None, kept_by=None)
                | Q(kept_at__isnull=False, kept_by__isnull=False, is_of_column=False),
                name="askedcell_kept_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.cell}"
