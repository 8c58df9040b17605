"""The power a head gives for some days: which deputy, which acts, from when to when."""

import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import DeputyAct
from eduportal.core.constraints import ends_after_start


class DeputationQuerySet(models.QuerySet["Deputation"]):
    """Deputations by the day they are in force."""

    def in_force(self, day: datetime.date) -> "DeputationQuerySet":
        return self.not_over(day).filter(starts_on__lte=day)

    def not_over(self, day: datetime.date) -> "DeputationQuerySet":
        """Those in force and those that have not begun."""
        return self.filter(ended_at=None, ends_on__gte=day)


class Deputation(models.Model):
    """One deputy of one head, for some acts at one school, from a day to a day.

    Vietnamese: ủy quyền. It widens what the deputy may do, so it cannot be hidden by the scope,
    and it stays for ever, because steps taken under it name both persons. Only its end is written
    later: `ended_at` is when it was ended before its last day.
    """

    scoped_by_school = False
    append_only = True
    mutable_columns = ("ended_at",)

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="deputations_given",
        verbose_name=_("acted for"),
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="deputations",
        verbose_name=_("deputy"),
    )
    acts = ArrayField(models.CharField(max_length=7, choices=DeputyAct), verbose_name=_("acts"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"))
    ended_at = models.DateTimeField(_("ended early"), null=True)

    objects = DeputationQuerySet.as_manager()

    class Meta:
        verbose_name = _("deputation")
        verbose_name_plural = _("deputations")
        constraints = [
            ends_after_start("deputation_ends_after_start"),
            models.CheckConstraint(
                condition=Q(acts__contained_by=DeputyAct.values, acts__len__gt=0),
                name="deputation_acts_are_known",
            ),
            models.CheckConstraint(
                condition=~Q(deputy=F("principal")), name="deputation_not_to_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%d/%m/%Y}–{self.ends_on:%d/%m/%Y}"

    @property
    def act_names(self) -> list[str]:
        """The acts in words, in the order of the table."""
        return [str(act.label) for act in DeputyAct if act in self.acts]

    @property
    def state(self) -> str:
        """One of "now", "later", "over", "ended", by the day of today."""
        today = timezone.localdate()
        if self.ended_at is not None:
            return "ended"
        if self.ends_on < today:
            return "over"
        return "later" if self.starts_on > today else "now"
