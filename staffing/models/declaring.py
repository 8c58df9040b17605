"""The yearly review of teachers: what each school declares, and what becomes of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from staffing.choices import DeclarationState, DeclarationStepKind
from staffing.rules.declaring import Line, read_lines


class StaffingReview(models.Model):
    """The days of one school year's review, and the paper they rest on.

    Vietnamese: đợt rà soát đội ngũ. Each day is the last on which the step is in time; a late step
    is said to be late and not refused.
    """

    school_year = models.OneToOneField(
        "schools.SchoolYear", models.PROTECT, related_name="+", verbose_name=_("school year")
    )
    basis = models.CharField(_("number of the plan"), max_length=100)
    declare_by = models.DateField(_("schools declare by"))
    check_by = models.DateField(_("checked by"))
    object_by = models.DateField(_("objections by"))
    decide_by = models.DateField(_("decided by the day"))
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("review of teachers")
        verbose_name_plural = _("reviews of teachers")
        constraints = [
            models.CheckConstraint(
                condition=Q(declare_by__lte=F("check_by"))
                & Q(check_by__lte=F("object_by"))
                & Q(object_by__lte=F("decide_by")),
                name="staffingreview_days_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.basis} ({self.school_year})"


class Declaration(models.Model):
    """What one school declares in a review, beside what the portal counted on that day.

    `lines` are those of `staffing/rules/declaring.py`; `decision` and `decided_on` are given when
    it is decided. `revision` rises with each step.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    review = models.ForeignKey(StaffingReview, models.PROTECT, related_name="declarations")
    state = models.CharField(_("state"), max_length=8, choices=DeclarationState)
    lines = models.JSONField()
    decision = models.CharField(_("number of the decision"), max_length=100, blank=True)
    decided_on = models.DateField(_("day of the decision"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("declaration of staff")
        verbose_name_plural = _("declarations of staff")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "review"], name="declaration_one_a_school_and_review"
            ),
            known("declaration_state_is_known", "state", DeclarationState.values),
            models.CheckConstraint(
                condition=~Q(state=DeclarationState.DECIDED)
                | (Q(decided_on__isnull=False) & ~Q(decision="")),
                name="declaration_decided_by_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.review}"

    @property
    def read_lines(self) -> list[Line]:
        """The lines, as numbers."""
        return read_lines(self.lines)


class DeclarationStep(models.Model):
    """One step of a declaration, with the lines as they were after it. Rows are only added."""

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    declaration = models.ForeignKey(
        Declaration, models.PROTECT, related_name="steps", db_constraint=False
    )
    kind = models.CharField(_("step"), max_length=7, choices=DeclarationStepKind)
    text = models.CharField(_("what was said"), max_length=500, blank=True)
    lines = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("step of a declaration")
        verbose_name_plural = _("steps of declarations")
        ordering = ["pk"]
        constraints = [known("declarationstep_kind_is_known", "kind", DeclarationStepKind.values)]

    def __str__(self) -> str:
        return f"{self.declaration}: {self.get_kind_display()}"
