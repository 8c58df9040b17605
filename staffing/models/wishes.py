"""Who asks for another school, and who stays: what a plan that moves teachers must know."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import ends_after_start, known
from staffing.choices import ProtectionKind
from staffing.models.people import StaffMember
from staffing.models.periods import PeriodQuerySet, once_a_day

MOST_WISHES = 5


class Wish(models.Model):
    """One school a person asks to be moved to, by rank from 1 on. Vietnamese: nguyện vọng.

    NĐ 93/2026 Art. 12. The name is a text: the other school's row is outside the scope, and at a
    school's own portal there is none.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    staff = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="wishes", db_constraint=False
    )
    to_school = models.ForeignKey(
        "schools.School", models.PROTECT, related_name="+", db_constraint=False
    )
    to_name = models.CharField(_("other school"), max_length=200)
    rank = models.PositiveSmallIntegerField(
        _("rank"), validators=[MinValueValidator(1), MaxValueValidator(MOST_WISHES)]
    )

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["staff", "rank"], name="wish_one_of_a_rank"),
            models.UniqueConstraint(fields=["staff", "to_school"], name="wish_one_of_a_school"),
            models.CheckConstraint(
                condition=~Q(to_school=models.F("school")), name="wish_is_for_another_school"
            ),
        ]

    def __str__(self) -> str:
        return self.to_name


class Protection(models.Model):
    """A ground on which a person is not moved, for some days, with the paper it stands in.

    Says something of a person's life: read and written with a right of its own.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    staff = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="protections", db_constraint=False
    )
    kind = models.CharField(_("ground"), max_length=8, choices=ProtectionKind)
    decision = models.CharField(_("decision or paper"), max_length=100)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("protection")
        verbose_name_plural = _("protections")
        constraints = [
            known("protection_kind_is_known", "kind", ProtectionKind.values),
            ends_after_start("protection_ends_after_start"),
            once_a_day(
                "protection_once_a_day",
                "staff",
                "kind",
                sentence=_("The ground is recorded for these days."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
