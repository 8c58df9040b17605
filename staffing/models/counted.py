"""Balances as they were counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from staffing.models.norms import StaffingNorms
from staffing.rules.counted import Counted, read
from staffing.rules.outlook import YearAhead, read_year
from staffing.rules.qualification import Shares, read_shares


class BalanceCount(models.Model):
    """A school's balance of teachers in a school year, as last counted.

    Counted each night for the years under way, so that a list of a thousand schools reads a
    thousand rows; the row of a year that is over stays as it was. `day` is the day whose posts,
    duties and leave count. `norms` is empty where the portal's defaults held. `standings` are its
    teachers by where they stand towards the standard of training, `outlook` the years after.
    """

    school = models.ForeignKey("schools.School", models.CASCADE, related_name="+")
    school_year = models.ForeignKey("schools.SchoolYear", models.PROTECT, related_name="+")
    day = models.DateField(_("on the day"))
    norms = models.ForeignKey(StaffingNorms, models.PROTECT, null=True, related_name="+")
    figures = models.JSONField()
    # By `staffing/rules/qualification.py` and `outlook.py`.
    standings = models.JSONField(default=dict)
    outlook = models.JSONField(default=list)
    counted_at = models.DateTimeField(_("counted at"))

    class Meta:
        verbose_name = _("counted balance")
        verbose_name_plural = _("counted balances")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year"], name="balancecount_one_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.school_year}"

    @property
    def counted(self) -> Counted:
        """The figures, exact."""
        return read(self.figures)

    @property
    def shares(self) -> Shares:
        """Its teachers by where they stand towards the standard."""
        return read_shares(self.standings)

    @property
    def years(self) -> list[YearAhead]:
        """The years after."""
        return [read_year(each) for each in self.outlook]
