"""Vocational guidance before leaving: what was done, and what students wish."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from students.choices import GuidanceContent


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
