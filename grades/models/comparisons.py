"""Shadow runs: whose result would change under a regulation set, without changing it."""

import uuid

from django.conf import settings as portal
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from grades.choices import LEVEL_NAMES, ComparisonState, Level


class RegulationComparison(models.Model):
    """One run over a school year: each student's results under `regulation` and as they are.

    `base` is the set in force for the year when the run was asked for. The run goes class by
    class in the order of their keys; `last_class` is the last one done, so that a worker that
    dies loses one batch. `students` counts the students looked at.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    regulation = models.ForeignKey(
        "grades.RegulationSet", models.PROTECT, related_name="comparisons"
    )
    base = models.ForeignKey("grades.RegulationSet", models.PROTECT, related_name="+")
    school_year = models.ForeignKey("schools.SchoolYear", models.PROTECT, related_name="+")
    state = models.CharField(
        _("state"), max_length=9, choices=ComparisonState, default=ComparisonState.WAITING
    )
    classes = models.PositiveIntegerField(_("classes"))
    classes_done = models.PositiveIntegerField(_("classes done"), default=0)
    last_class = models.BigIntegerField(default=0)
    students = models.PositiveIntegerField(_("students"), default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(
        portal.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("asked for at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("comparison of regulation sets")
        verbose_name_plural = _("comparisons of regulation sets")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["regulation", "school_year"],
                condition=Q(state=ComparisonState.WAITING),
                name="regulationcomparison_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state=ComparisonState.WAITING, ended_at=None)
                | (~Q(state=ComparisonState.WAITING) & Q(ended_at__isnull=False)),
                name="regulationcomparison_ended_at_unless_waiting",
            ),
            known("regulationcomparison_state_is_known", "state", ComparisonState.values),
        ]

    def __str__(self) -> str:
        return f"{self.regulation}, {self.school_year}"


class ComparedResult(models.Model):
    """One student whose results of one term would change.

    Levels are grades.rules.Level, None for "not classifiable". `subjects` lists the averages or
    comment-only results that change: [[subject id, before, after], …] in tenths or cell codes.
    `causes` are the keys of the settings it takes. `sealed` says that the class is sealed: such a
    result keeps its set whatever comes into force.
    """

    comparison = models.ForeignKey(RegulationComparison, models.CASCADE, related_name="results")
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(
        "students.Enrolment", models.CASCADE, related_name="+", db_constraint=False
    )
    term = models.ForeignKey("schools.Term", models.PROTECT, related_name="+")
    sealed = models.BooleanField()
    learning_before = models.SmallIntegerField(choices=LEVEL_NAMES, null=True)
    learning_after = models.SmallIntegerField(choices=LEVEL_NAMES, null=True)
    decision_before = models.BooleanField()
    decision_after = models.BooleanField()
    subjects = models.JSONField(default=list)
    causes = ArrayField(models.CharField(max_length=50))

    class Meta:
        verbose_name = _("compared result")
        verbose_name_plural = _("compared results")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["comparison", "enrolment", "term"], name="comparedresult_once_per_term"
            ),
            *(
                known(f"comparedresult_{field}_is_known", field, [level.value for level in Level])
                for field in ("learning_before", "learning_after")
            ),
        ]
        indexes = [models.Index(fields=["comparison", "school"], name="comparedresult_school")]

    def __str__(self) -> str:
        return f"{self.enrolment_id}, {self.term_id}"
