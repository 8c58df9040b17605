"""What the outlook assumes, and which classes are planned."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.models import GradeLevel, School


class OutlookAssumptions(models.Model):
    """How the Department expects the entry classes to change each year, in percent; one row.

    Without it they stay as many as they are. `basis` says where the numbers come from.
    """

    name = models.CharField(_("name"), max_length=150)
    basis = models.CharField(_("where the numbers come from"), max_length=200)
    preschool = models.SmallIntegerField(_("preschool groups"), default=0)
    primary = models.SmallIntegerField(_("classes of grade 1"), default=0)
    lower = models.SmallIntegerField(_("classes of grade 6"), default=0)
    upper = models.SmallIntegerField(_("classes of grade 10"), default=0)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("assumptions of the outlook")
        verbose_name_plural = _("assumptions of the outlook")
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{each}__gte": -50, f"{each}__lte": 50}),
                name=f"outlook_{each}_within_half",
            )
            for each in ("preschool", "primary", "lower", "upper")
        ]

    def __str__(self) -> str:
        return self.name


class PlannedClasses(models.Model):
    """So many classes of a grade that a school plans for a coming school year, by a paper."""

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    # A year to come has no row of its own yet.
    year = models.CharField(
        _("school year"), max_length=9, validators=[RegexValidator(r"^20\d\d-20\d\d$")]
    )
    grade = models.ForeignKey(GradeLevel, models.PROTECT, related_name="+")
    classes = models.PositiveSmallIntegerField(
        _("classes"), validators=[MinValueValidator(0), MaxValueValidator(99)]
    )
    paper = models.CharField(_("decision or paper"), max_length=100)

    class Meta:
        verbose_name = _("planned classes")
        verbose_name_plural = _("planned classes")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year", "grade"], name="plannedclasses_one_of_a_grade_and_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.year}, {self.grade}: {self.classes}"
