"""Results of a student over all subjects."""

from django.db import models
from django.utils.translation import gettext_lazy as _

LEVELS = [(1, _("Good")), (2, _("Fair")), (3, _("Passed")), (4, _("Not passed"))]


class TermResult(models.Model):
    """One student's learning result and conduct in one term, computed when the class is sealed.

    Levels carry the Ministry's codes: 1 Tốt, 2 Khá, 3 Đạt, 4 Chưa đạt (TT 22/2021 Art. 8, 9).
    `level_before_adjustment` is what the table of Art. 9(2) gave before Art. 9(3).
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    enrolment = models.ForeignKey("students.Enrolment", models.CASCADE, related_name="term_results")
    term = models.ForeignKey("schools.Term", models.PROTECT, related_name="+")
    regulation = models.CharField(_("regulation"), max_length=20)
    learning = models.SmallIntegerField(_("learning result"), choices=LEVELS, null=True)
    level_before_adjustment = models.SmallIntegerField(choices=LEVELS, null=True)
    adjusted_for = models.ForeignKey("schools.Subject", models.PROTECT, null=True, related_name="+")
    conduct = models.SmallIntegerField(_("conduct"), choices=LEVELS, null=True)
    computed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("term result")
        verbose_name_plural = _("term results")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "term"], name="termresult_once_per_term")
        ]
        indexes = [models.Index(fields=["school", "term"], name="termresult_school_term")]

    def __str__(self) -> str:
        return f"{self.enrolment}, {self.term}"
