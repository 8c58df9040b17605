"""What is said against a line of a plan, and the decisions that follow."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import ends_after_start, known
from staffing.choices import ConsentOf, DecisionKind, DecisionState
from staffing.models.people import StaffMember
from staffing.models.scenarios import ScenarioLine


class LineObjection(models.Model):
    """What the person, or a head for the school, says against a line, and the answer.

    Vietnamese: kiến nghị. `school` is that of the one who objects; `is_own` says that it is the
    person whom the line is about.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    line = models.ForeignKey(ScenarioLine, models.PROTECT, related_name="objections")
    is_own = models.BooleanField(_("of the person"))
    text = models.CharField(_("what was said"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)
    is_upheld = models.BooleanField(_("upheld"), null=True)
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("objection to a line")
        verbose_name_plural = _("objections to lines")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "by"],
                condition=Q(is_upheld=None),
                name="lineobjection_one_open_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(is_upheld=None, answered_at=None)
                | Q(is_upheld__isnull=False, answered_at__isnull=False) & ~Q(answer=""),
                name="lineobjection_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class LineConsent(models.Model):
    """That a school agrees to a transfer (NĐ 93/2026 Art. 12), or that it, or the teacher, was
    heard about lessons at a second school (Art. 13): who said so, when, on which paper.

    `school` is that of the side; the teacher's is the present one. `opinion` is what was said.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    line = models.ForeignKey(ScenarioLine, models.PROTECT, related_name="consents")
    side = models.CharField(_("whose"), max_length=6, choices=ConsentOf)
    said_by = models.CharField(_("said by"), max_length=150)
    said_on = models.DateField(_("on the day"))
    paper = models.CharField(_("paper"), max_length=100, blank=True)
    opinion = models.CharField(_("opinion"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("word of a school or teacher about a line")
        verbose_name_plural = _("words of schools and teachers about lines")
        ordering = ["pk"]
        constraints = [
            known("lineconsent_side_is_known", "side", ConsentOf.values),
            models.UniqueConstraint(fields=["line", "side"], name="lineconsent_one_a_side"),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.said_by}"


class StaffDecision(models.Model):
    """One decision that moves one person, with its number, day and signer.

    It concerns two schools, so that names stand here as texts. `units` are those of the line.
    `arrived` is the person's row at the new school, once a transfer is carried out.
    """

    policy_of_its_own = True

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(ScenarioLine, models.PROTECT, related_name="decisions")
    kind = models.CharField(_("kind"), max_length=10, choices=DecisionKind)
    number = models.CharField(_("number of the decision"), max_length=100)
    decided_on = models.DateField(_("day of the decision"))
    decided_by = models.CharField(_("decided by"), max_length=200)
    signer = models.CharField(_("signed by"), max_length=150)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    staff = models.ForeignKey(StaffMember, models.DO_NOTHING, related_name="+", db_constraint=False)
    staff_name = models.CharField(_("teacher"), max_length=150)
    from_school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    from_name = models.CharField(max_length=200)
    to_school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    to_name = models.CharField(max_length=200)
    arrived = models.ForeignKey(
        StaffMember, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    state = models.CharField(
        _("state"), max_length=11, choices=DecisionState, default=DecisionState.SIGNED
    )
    withdrawn_by = models.CharField(_("withdrawn by decision"), max_length=100, blank=True)
    withdrawn_on = models.DateField(_("withdrawn from the day"), null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("decision about a person")
        verbose_name_plural = _("decisions about persons")
        ordering = ["-pk"]
        constraints = [
            known("staffdecision_kind_is_known", "kind", DecisionKind.values),
            known("staffdecision_state_is_known", "state", DecisionState.values),
            ends_after_start("staffdecision_ends_after_start"),
            models.UniqueConstraint(
                fields=["line"],
                condition=~Q(state=DecisionState.WITHDRAWN),
                name="staffdecision_one_of_a_line",
            ),
            models.CheckConstraint(
                condition=~Q(state=DecisionState.WITHDRAWN)
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawn_by=""),
                name="staffdecision_withdrawn_by_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.staff_name}"
