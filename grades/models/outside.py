"""A term at another school, as its papers or its sealed package say."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from grades.choices import FORM_NAMES, LEVEL_NAMES, AssessmentForm, Level
from grades.models.sheet import is_cell


class OutsideTerm(models.Model):
    """A term that a student who has come spent at another school: what counts of it in the year.

    `conduct` is a grades.rules.Level and `absences` the sessions that count there; null where the
    source says nothing. `source` names school and place, `paper` what it stands on, `on` its day.
    The newest row of a student and term counts; the others stay, to say what was entered before.
    """

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    student = models.ForeignKey(
        "students.Student", models.PROTECT, related_name="outside_terms", db_constraint=False
    )
    term = models.ForeignKey("schools.Term", models.PROTECT, related_name="+")
    conduct = models.SmallIntegerField(_("conduct"), choices=LEVEL_NAMES, null=True, blank=True)
    absences = models.PositiveSmallIntegerField(_("sessions missed"), null=True, blank=True)
    source = models.CharField(_("school"), max_length=250)
    paper = models.CharField(_("paper"), max_length=100)
    on = models.DateField(_("day of the paper"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("term at another school")
        verbose_name_plural = _("terms at other schools")
        indexes = [models.Index(fields=["student", "term", "-id"], name="outsideterm_student")]
        constraints = [
            known("outsideterm_conduct_is_known", "conduct", [each.value for each in Level]),
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.paper} ({self.on:%d/%m/%Y})"


class OutsideResult(models.Model):
    """The result of one subject in a term at another school: tenths of a mark or a cell code."""

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    outside_term = models.ForeignKey(
        OutsideTerm, models.CASCADE, related_name="results", db_constraint=False
    )
    subject = models.ForeignKey("schools.Subject", models.PROTECT, related_name="+")
    form = models.CharField(max_length=9, choices=FORM_NAMES)
    result = models.SmallIntegerField(_("result of the term"))

    class Meta:
        verbose_name = _("result at another school")
        verbose_name_plural = _("results at other schools")
        constraints = [
            models.UniqueConstraint(fields=["outside_term", "subject"], name="outsideresult_once"),
            known("outsideresult_form_is_known", "form", [form.value for form in AssessmentForm]),
            models.CheckConstraint(condition=is_cell("result"), name="outsideresult_is_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.outside_term_id} {self.subject_id}"
