"""What a school does for a student at risk, and how many there are."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from grades.choices import SupportKind, SupportOutcome
from schools.choices import Stage


class SupportAction(models.Model):
    """One thing done for a student at risk, and what came of it. Vietnamese: biện pháp hỗ trợ.

    `reasons` are the sentences by which the student was at risk when it was written. The outcome is
    written once; what is done next is another action.
    """

    append_only = True
    mutable_columns = ("outcome", "outcome_words", "outcome_by", "outcome_at")

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(
        "students.Enrolment", models.PROTECT, related_name="support", db_constraint=False
    )
    term = models.ForeignKey("schools.Term", models.PROTECT, related_name="+")
    kind = models.CharField(_("action"), max_length=7, choices=SupportKind)
    reasons = models.JSONField(default=list)
    words = models.CharField(_("what is done"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    outcome = models.CharField(_("outcome"), max_length=6, choices=SupportOutcome, blank=True)
    outcome_words = models.CharField(_("outcome in words"), max_length=500, blank=True)
    outcome_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    outcome_at = models.DateTimeField(_("outcome written"), null=True)

    class Meta:
        verbose_name = _("action for a student at risk")
        verbose_name_plural = _("actions for students at risk")
        ordering = ["pk"]
        indexes = [models.Index(fields=["school", "term"], name="supportaction_school_term")]
        constraints = [
            known("supportaction_kind_is_known", "kind", SupportKind.values),
            known("supportaction_outcome_is_known", "outcome", ["", *SupportOutcome.values]),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_at=None)
                | (~Q(outcome="") & Q(outcome_at__isnull=False)),
                name="supportaction_outcome_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%d/%m/%Y}"


class RiskCount(models.Model):
    """How many students of one school and level of education were at risk when last counted.

    `helped` of them have an action of the term, `better` one that has helped. No names.
    """

    school = models.ForeignKey("schools.School", models.CASCADE, related_name="+")
    term = models.ForeignKey("schools.Term", models.CASCADE, related_name="+")
    stage = models.CharField(max_length=2, choices=Stage)
    students = models.PositiveIntegerField()
    at_risk = models.PositiveIntegerField()
    helped = models.PositiveIntegerField()
    better = models.PositiveIntegerField()
    counted_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("count of students at risk")
        verbose_name_plural = _("counts of students at risk")
        constraints = [
            models.UniqueConstraint(fields=["school", "term", "stage"], name="riskcount_once"),
            known("riskcount_stage_is_known", "stage", Stage.values),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.term}: {self.at_risk}"
