"""What became of schools, and which of them are of the national standard."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import ends_after_start, known
from schools.choices import SchoolRelation, StandardLevel
from schools.models.school import School


class SchoolSuccession(models.Model):
    """One school going into another from a day on: whole, some grades of it, or a site.

    Vietnamese: sáp nhập, chia tách trường. Counts of the old one before the day belong to the new
    one, so that trends survive; of a part only those of its `grades`. Names of schools are public.
    """

    old = models.ForeignKey(
        School, models.PROTECT, related_name="successions", verbose_name=_("old school")
    )
    new = models.ForeignKey(
        School, models.PROTECT, related_name="origins", verbose_name=_("new school")
    )
    relation = models.CharField(_("relation"), max_length=5, choices=SchoolRelation)
    grades = ArrayField(
        models.SmallIntegerField(),
        verbose_name=_("grades"),
        default=list,
        blank=True,
        help_text=_("Of a part: which grades went. Empty where a part of every grade went."),
    )
    legal_doc = models.CharField(_("legal document"), max_length=200)
    on = models.DateField(_("from the day"))

    class Meta:
        verbose_name = _("succession of schools")
        verbose_name_plural = _("successions of schools")
        ordering = ["-on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["old", "new", "on"],
                name="schoolsuccession_once_a_pair_and_day",
                violation_error_message=_("It is recorded already."),
            ),
            models.CheckConstraint(
                condition=~Q(old=F("new")),
                name="schoolsuccession_of_two_schools",
                violation_error_message=_("A school cannot go into itself."),
            ),
            known("schoolsuccession_relation_is_known", "relation", SchoolRelation.values),
            models.CheckConstraint(
                condition=Q(grades__contained_by=list(range(1, 13))),
                name="schoolsuccession_grades_are_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class NationalStandard(models.Model):
    """A school recognised as being of the national standard, from a day on.

    Vietnamese: trường đạt chuẩn quốc gia, TT 57/2026/TT-BGDĐT (before it TT 17, 18, 19/2018).
    """

    school = models.ForeignKey(
        School, models.CASCADE, related_name="standards", verbose_name=_("school")
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=StandardLevel)
    decision = models.CharField(_("decision"), max_length=200)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("last valid day"), null=True, blank=True)

    class Meta:
        verbose_name = _("national standard of a school")
        verbose_name_plural = _("national standards of schools")
        ordering = ["-valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "valid_from"],
                name="nationalstandard_one_a_day",
                violation_error_message=_("There is a line of this day already."),
            ),
            known("nationalstandard_level_is_known", "level", StandardLevel.values),
            ends_after_start("nationalstandard_ends_after_start", "valid_from", "valid_to"),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.get_level_display()}"
