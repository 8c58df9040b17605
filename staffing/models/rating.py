"""How teachers are rated by the professional standard."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from staffing.choices import Rating
from staffing.models.people import StaffMember

VALUES = ("own", "peers", "result")


class StandardRating(models.Model):
    """One teacher in one school year: by himself, by the colleagues, and by the head of the school.

    Vietnamese: đánh giá theo chuẩn nghề nghiệp giáo viên. The head rates in some years only; the
    result counts, and travels. `assessor` is the name under which it was announced.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    staff = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="standard_ratings", db_constraint=False
    )
    school_year = models.ForeignKey("schools.SchoolYear", models.PROTECT, related_name="+")
    own = models.PositiveSmallIntegerField(
        _("rated by oneself"), choices=Rating, null=True, blank=True
    )
    peers = models.PositiveSmallIntegerField(
        _("rated by the colleagues"), choices=Rating, null=True, blank=True
    )
    result = models.PositiveSmallIntegerField(
        _("result of the head"), choices=Rating, null=True, blank=True
    )
    assessed_on = models.DateField(_("day of the result"), null=True, blank=True)
    assessor = models.CharField(
        _("rated by"), max_length=150, blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = _("rating by the professional standard")
        verbose_name_plural = _("ratings by the professional standard")
        constraints = [
            *(known(f"standardrating_{each}_is_known", each, Rating.values) for each in VALUES),
            models.UniqueConstraint(
                fields=["staff", "school_year"], name="standardrating_one_a_year"
            ),
            models.CheckConstraint(
                condition=~Q(own=None, peers=None, result=None),
                name="standardrating_says_something",
            ),
            models.CheckConstraint(
                condition=Q(result=None, assessed_on=None, assessor="")
                | (Q(result__isnull=False, assessed_on__isnull=False) & ~Q(assessor="")),
                name="standardrating_result_has_day_and_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_year}: {self.get_result_display() if self.result else '–'}"
