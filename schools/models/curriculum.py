"""Grade levels, subjects and the periods the programme gives them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from schools.choices import LineForm, LineKind, Programme, Stage


class GradeLevel(models.Model):
    """One grade level (khối): 1 to 12, or a preschool age group (from 101 on)."""

    id = models.SmallIntegerField(primary_key=True)
    name = models.CharField(_("name"), max_length=50)
    stage = models.CharField(_("level of education"), max_length=2, choices=Stage)

    class Meta:
        verbose_name = _("grade level")
        verbose_name_plural = _("grade levels")
        ordering = ["id"]
        constraints = [known("gradelevel_stage_is_known", "stage", Stage.values)]

    def __str__(self) -> str:
        return self.name


class Subject(models.Model):
    """One subject or educational activity. Vietnamese: môn học, hoạt động giáo dục.

    `name` is the official Vietnamese name, in every language of the interface.
    """

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=30)
    position = models.PositiveSmallIntegerField(_("order in the mark book"))

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class CurriculumLine(models.Model):
    """What the programme says of one subject in one grade level.

    Source: TT 32/2018 amended by TT 20/2021, TT 13/2022, TT 17/2025; form of assessment by
    TT 22/2021 Art. 5(3), in primary school by TT 27/2020. Study topics (chuyên đề) are not
    counted in the periods; `has_topics` says that the subject has a cluster of them (35 periods).
    """

    programme = models.CharField(_("programme"), max_length=10, choices=Programme)
    grade_level = models.ForeignKey(
        GradeLevel, models.PROTECT, related_name="lines", verbose_name=_("grade level")
    )
    subject = models.ForeignKey(
        Subject, models.PROTECT, related_name="lines", verbose_name=_("subject")
    )
    annual_periods = models.PositiveSmallIntegerField(_("periods a year"))
    form = models.CharField(
        _("form of assessment"),
        max_length=9,
        choices=LineForm,
    )
    kind = models.CharField(_("kind"), max_length=10, choices=LineKind)
    has_topics = models.BooleanField(_("has study topics"), default=False)

    class Meta:
        verbose_name = _("line of the programme")
        verbose_name_plural = _("lines of the programme")
        ordering = ["grade_level", "subject__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "grade_level", "subject"],
                name="curriculumline_once_per_level_and_subject",
            ),
            known("curriculumline_programme_is_known", "programme", Programme.values),
            known("curriculumline_form_is_known", "form", LineForm.values),
            known("curriculumline_kind_is_known", "kind", LineKind.values),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, {self.grade_level}"
