"""How many posts a school was given for a year, and how many were to be recruited."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from staffing.choices import PostKind


class Quota(models.Model):
    """The posts of one kind a school has by decision in a school year. Vietnamese: biên chế giao.

    `approved` are those the year's plan of recruitment lets the school fill, `filled` those that
    were; both are empty where no plan is recorded.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="quotas")
    school_year = models.ForeignKey("schools.SchoolYear", models.PROTECT, related_name="+")
    kind = models.CharField(_("post"), max_length=12, choices=PostKind)
    posts = models.PositiveSmallIntegerField(_("posts given"))
    decision = models.CharField(_("number of the decision"), max_length=100)
    decided_on = models.DateField(_("day of the decision"))
    approved = models.PositiveSmallIntegerField(_("to be recruited"), null=True, blank=True)
    filled = models.PositiveSmallIntegerField(_("recruited so far"), null=True, blank=True)
    plan = models.CharField(
        _("plan of recruitment"), max_length=100, blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        constraints = [
            known("quota_kind_is_known", "kind", PostKind.values),
            models.UniqueConstraint(
                fields=["school", "school_year", "kind"], name="quota_one_a_year_and_kind"
            ),
            models.CheckConstraint(
                condition=Q(approved=None, filled=None)
                | Q(approved__isnull=False, filled__isnull=False),
                name="quota_plan_has_both_numbers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.school_year}: {self.get_kind_display()}"
