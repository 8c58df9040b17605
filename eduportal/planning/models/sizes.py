"""How large a school may be, as dated facts with their sources."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import ends_after_start, known
from eduportal.planning.choices import AreaKind, SizeKind

MOST_CLASSES, MOST_STUDENTS, MOST_SITES = 99, 60, 30


class SizeRule(models.Model):
    """Limits of one kind of school in one kind of area, from a day on.

    Vietnamese: quy mô trường, lớp. What nobody has entered are the lines the portal comes with
    (rules/sizes.py). `students` a class and `sites` are empty where the document says nothing.
    """

    kind = models.CharField(_("kind of school"), max_length=5, choices=SizeKind)
    area = models.CharField(_("area"), max_length=9, choices=AreaKind)
    least_classes = models.PositiveSmallIntegerField(
        _("fewest classes"), validators=[MinValueValidator(1), MaxValueValidator(MOST_CLASSES)]
    )
    most_classes = models.PositiveSmallIntegerField(
        _("most classes"), validators=[MinValueValidator(1), MaxValueValidator(MOST_CLASSES)]
    )
    students = models.PositiveSmallIntegerField(
        _("most students a class"),
        null=True,
        blank=True,
        validators=[MinValueValidator(10), MaxValueValidator(MOST_STUDENTS)],
    )
    sites = models.PositiveSmallIntegerField(
        _("most sites"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SITES)],
    )
    legal_doc = models.CharField(_("legal document"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("last valid day"), null=True, blank=True)

    class Meta:
        verbose_name = _("size of schools")
        verbose_name_plural = _("sizes of schools")
        ordering = ["kind", "area", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "area", "valid_from"],
                name="sizerule_one_a_day",
                violation_error_message=_("There is a line of this kind and day already."),
            ),
            models.CheckConstraint(
                condition=Q(most_classes__gte=F("least_classes")),
                name="sizerule_least_to_most",
                violation_error_message=_("The most classes are fewer than the fewest."),
            ),
            ends_after_start("sizerule_ends_after_start", "valid_from", "valid_to"),
            known("sizerule_kind_is_known", "kind", SizeKind.values),
            known("sizerule_area_is_known", "area", AreaKind.values),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_area_display()}"
