"""Sites of schools, with their rooms."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from schools.choices import LocatedBy
from schools.models.school import School


def _rooms(title: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        title, null=True, blank=True, validators=[MaxValueValidator(300)]
    )


class Site(models.Model):
    """One place where a school teaches, with the rooms that are there on a day.

    Vietnamese: điểm trường. Classrooms are counted by how they are built: kiên cố, bán kiên cố,
    tạm, nhờ hoặc mượn. A number is empty until somebody has entered it: unknown is not none.
    """

    school = models.ForeignKey(School, models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=100)
    is_main = models.BooleanField(_("main site"), default=False)
    hamlet = models.CharField(_("hamlet"), max_length=100, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(8), MaxValueValidator(24)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(102), MaxValueValidator(118)],
    )
    located_by = models.CharField(
        _("place known from"), max_length=11, choices=LocatedBy, blank=True, default=""
    )
    solid = _rooms(_("classrooms, permanent"))
    semi_solid = _rooms(_("classrooms, semi-permanent"))
    temporary = _rooms(_("classrooms, temporary"))
    borrowed = _rooms(_("classrooms, borrowed"))
    subject_rooms = _rooms(_("subject rooms"))
    boarding_rooms = _rooms(_("boarding rooms"))
    seats = models.PositiveSmallIntegerField(
        _("seats in a classroom"),
        null=True,
        blank=True,
        validators=[MinValueValidator(5), MaxValueValidator(60)],
        help_text=_("Empty: as many as a class may have students."),
    )
    counted_on = models.DateField(_("rooms counted on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["-is_main", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "name"],
                name="site_one_name_a_school",
                violation_error_message=_("The school already has a site of this name."),
            ),
            models.UniqueConstraint(
                fields=["school"],
                condition=Q(is_main=True, closed_on=None),
                name="site_one_main_a_school",
                violation_error_message=_("The school has another main site."),
            ),
            known("site_located_by_is_known", "located_by", ["", *LocatedBy.values]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def classrooms(self) -> dict[str, int | None]:
        """By how they are built."""
        return {name: getattr(self, name) for name in CLASSROOMS}


CLASSROOMS = ("solid", "semi_solid", "temporary", "borrowed")
