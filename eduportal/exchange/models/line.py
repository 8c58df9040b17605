"""What this node has accepted, one line a student and period: the ledger."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.exchange.models.package import Package

STANDINGS = ("s", "m", "t", "d", "r")


class Line(models.Model):
    """One student's results of a period, as the accepted package of the scope states them.

    Written only by replacing a package's whole scope. `student_uid` names the student, who need
    not be in this node's register. `cells` are laid out as the package's `layout` says, in tenths
    and codes as in the mark book; `result` as the feed says. `standing` is where the student stood
    on the closing day: s studying, m moved class, t transferred, d dropped out, r reserved; only s
    counts, and each student once in a feed, year and period among all schools. A second line of
    such a student is held: here, but not counted.
    """

    # Nobody looks for the lines of a school but by their packages, or by who is held.
    school = models.ForeignKey(
        "schools.School", models.PROTECT, related_name="lines", db_index=False
    )
    package = models.ForeignKey(Package, models.PROTECT, related_name="lines", db_constraint=False)
    student_uid = models.UUIDField()
    year = models.CharField(max_length=9)
    period = models.CharField(max_length=5)
    feed = models.CharField(max_length=20)
    standing = models.CharField(max_length=1)
    counted = models.BooleanField()
    cells = ArrayField(models.SmallIntegerField(null=True))
    result = ArrayField(models.SmallIntegerField(null=True))

    class Meta:
        verbose_name = _("ledger line")
        verbose_name_plural = _("ledger lines")
        indexes = [
            models.Index(
                fields=["student_uid"], condition=Q(counted=False), name="line_not_counted"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["student_uid", "year", "period", "feed"],
                condition=Q(counted=True),
                name="line_counted_once",
            ),
            models.CheckConstraint(
                condition=Q(counted=False) | Q(standing="s"), name="line_counts_who_studies"
            ),
            known("line_standing_is_known", "standing", STANDINGS),
        ]

    def __str__(self) -> str:
        return f"{self.student_uid} {self.year} {self.period}"
