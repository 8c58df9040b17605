"""Figures kept ready for the dashboards."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClassFigure(models.Model):
    """Entry progress and results of one class in one term, counted from the mark book.

    Kept current by events: a change of a sheet raises its revision, and a figure whose
    `revision_sum` differs from the class's sheets is counted again. Cells are mark cells of
    students present; results are students by learning level, counted once the class is sealed.
    """

    school = models.ForeignKey("schools.School", models.CASCADE, related_name="+")
    unit = models.ForeignKey("schools.AdminUnit", models.PROTECT, null=True, related_name="+")
    class_group = models.ForeignKey("schools.ClassGroup", models.CASCADE, related_name="figures")
    term = models.ForeignKey("schools.Term", models.CASCADE, related_name="+")
    stage = models.CharField(max_length=2)
    students = models.IntegerField(_("students"), default=0)
    cells = models.IntegerField(_("mark cells"), default=0)
    filled = models.IntegerField(_("mark cells filled"), default=0)
    sheets = models.IntegerField(_("mark sheets"), default=0)
    submitted = models.IntegerField(_("submitted"), default=0)
    approved = models.IntegerField(_("approved"), default=0)
    sealed = models.IntegerField(_("sealed"), default=0)
    good = models.IntegerField(_("Good"), default=0)
    fair = models.IntegerField(_("Fair"), default=0)
    passed = models.IntegerField(_("Passed"), default=0)
    not_passed = models.IntegerField(_("Not passed"), default=0)
    revision_sum = models.BigIntegerField(default=-1)
    as_of = models.DateTimeField(_("as of"))

    class Meta:
        verbose_name = _("figure of a class")
        verbose_name_plural = _("figures of classes")
        constraints = [
            models.UniqueConstraint(
                fields=["class_group", "term"], name="classfigure_once_per_term"
            )
        ]
        indexes = [
            models.Index(fields=["term", "unit"], name="classfigure_term_unit"),
            models.Index(fields=["school", "term"], name="classfigure_school_term"),
        ]

    def __str__(self) -> str:
        return f"{self.class_group}, {self.term}"
