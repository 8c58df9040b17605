"""Vocational guidance before leaving: what was done, and what students wish."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from students.choices import Destination, GuidanceContent
from students.models.register import Student


class GuidanceActivity(models.Model):
    """One activity of vocational guidance. Vietnamese: hoạt động hướng nghiệp (TT 16/2026 Đ5)."""

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    on = models.DateField(_("day"))
    content = models.CharField(_("content"), max_length=2, choices=GuidanceContent)
    grades = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("grades"))
    pupils = models.PositiveIntegerField(_("students reached"))
    partner = models.CharField(_("partner"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("activity of vocational guidance")
        verbose_name_plural = _("activities of vocational guidance")
        ordering = ["-on", "-pk"]
        constraints = [
            known("guidance_content_is_known", "content", GuidanceContent.values),
            models.CheckConstraint(condition=Q(pupils__gt=0), name="guidance_reached_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.on}, {self.get_content_display()}"


class DestinationWish(models.Model):
    """Where a student of grade 9 or 12 wishes to go, as the school was told in that year.

    Vietnamese: nguyện vọng sau tốt nghiệp. The newest word counts; a wish binds nobody.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    student = models.ForeignKey(Student, models.CASCADE, related_name="+", db_constraint=False)
    school_year = models.ForeignKey("schools.SchoolYear", models.PROTECT, related_name="+")
    destination = models.CharField(_("wish"), max_length=15, choices=Destination)
    institution = models.CharField(_("institution"), max_length=200, blank=True)
    by = models.CharField(_("who"), max_length=150)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("wish of a student")
        verbose_name_plural = _("wishes of students")
        constraints = [
            models.UniqueConstraint(
                fields=["student", "school_year"], name="destinationwish_once_a_year"
            ),
            known("destinationwish_is_known", "destination", Destination.values),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.get_destination_display()}"

    @property
    def revision(self) -> str:
        """What a page shows of it, so that a form can say what it was made for."""
        return f"{self.destination} {self.institution}"
