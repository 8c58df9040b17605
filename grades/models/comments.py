"""What people note about one cell of a sheet."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grades.models.sheet import MarkRecord

LONGEST_COMMENT = 300


class CellComment(models.Model):
    """One sentence a person wrote beside one cell, such as why a mark was given late.

    `cell` is its name (grades.cells). A comment is never changed; another one follows it. It is
    for those who read the sheet, is no part of the mark book and travels nowhere.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    record = models.ForeignKey(
        MarkRecord, models.CASCADE, related_name="comments", db_constraint=False
    )
    cell = models.CharField(_("cell"), max_length=8)
    text = models.CharField(_("comment"), max_length=LONGEST_COMMENT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("comment on a cell")
        verbose_name_plural = _("comments on cells")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(cell="") & ~Q(text=""), name="cellcomment_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.text
