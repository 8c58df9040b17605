"""Scenarios of the network: what would be opened, merged, closed, and what follows from it.

Live data stay untouched until a scenario is applied. A scenario is seen by a scope that holds every
school it may be about, `schools`; without any it is the Department's alone (migrations/0002_scope).
"""

import uuid

from django.conf import settings as portal
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.planning.choices import OperationKind, ScenarioState, StepKind
from eduportal.planning.models.counted import of_years
from schools.choices import Stage


class NetworkScenario(models.Model):
    """One plan of the network. Vietnamese: phương án sắp xếp mạng lưới.

    `unit` is the commune it is of; None for the Department's (upper secondary schools). Objections
    are heard from `heard_from` to `heard_to`; it takes effect on `effective_on`. `revision` rises
    with every change.
    """

    policy_of_its_own = True

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=150)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    unit = models.ForeignKey(
        "schools.AdminUnit", models.PROTECT, null=True, related_name="network_scenarios"
    )
    schools = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField(
        _("state"), max_length=10, choices=ScenarioState, default=ScenarioState.DRAFT
    )
    heard_from = models.DateField(_("objections from"), null=True)
    heard_to = models.DateField(_("objections to"), null=True)
    decision = models.CharField(_("decision"), max_length=200, blank=True)
    decided_on = models.DateField(_("decided on"), null=True)
    effective_on = models.DateField(_("takes effect on"), null=True)
    revision = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(portal.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("scenario of the network")
        verbose_name_plural = _("scenarios of the network")
        ordering = ["-pk"]
        constraints = [
            known("networkscenario_state_is_known", "state", ScenarioState.values),
            models.CheckConstraint(
                condition=~Q(state__in=[ScenarioState.APPROVED, ScenarioState.APPLIED])
                | (Q(effective_on__isnull=False) & ~Q(decision="")),
                name="networkscenario_approved_by_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class NetworkOperation(models.Model):
    """One step of a scenario (rules/operations.py); `to_new` is a school a step of it makes.

    `code` is the official code of the new school, needed before it is written into the register.
    `waits_for` says why an approved step is not written yet.
    """

    policy_of_its_own = True

    scenario = models.ForeignKey(NetworkScenario, models.CASCADE, related_name="operations")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("step"), max_length=15, choices=OperationKind)
    year = models.SmallIntegerField(_("from school year"))
    from_school = models.ForeignKey(
        "schools.School",
        models.PROTECT,
        null=True,
        related_name="steps_from",
        verbose_name=_("school"),
    )
    to_school = models.ForeignKey(
        "schools.School",
        models.PROTECT,
        null=True,
        related_name="steps_to",
        verbose_name=_("goes to"),
    )
    to_new = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    site = models.ForeignKey("schools.Site", models.PROTECT, null=True, related_name="steps")
    grades = ArrayField(models.SmallIntegerField(), default=list)
    stage = models.CharField(max_length=2, choices=Stage, blank=True)
    rooms = models.SmallIntegerField(_("classrooms"), null=True)
    share = models.PositiveSmallIntegerField(_("percent"), null=True)
    sessions = models.PositiveSmallIntegerField(_("sessions a day"), null=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    code = models.CharField(_("official code"), max_length=20, blank=True)
    stages = ArrayField(models.CharField(max_length=2, choices=Stage), default=list)
    unit = models.ForeignKey("schools.AdminUnit", models.PROTECT, null=True, related_name="+")
    zone = models.SmallIntegerField(_("zone"), null=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    applied_at = models.DateTimeField(null=True)
    waits_for = models.CharField(max_length=500, blank=True)
    makes = models.ForeignKey(
        "schools.School", models.PROTECT, null=True, related_name="steps_making"
    )

    class Meta:
        verbose_name = _("step of a scenario")
        verbose_name_plural = _("steps of scenarios")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "position"],
                name="networkoperation_one_a_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            known("networkoperation_kind_is_known", "kind", OperationKind.values),
            of_years("networkoperation_year_is_known", "year"),
        ]

    def __str__(self) -> str:
        return f"{self.scenario}: {self.get_kind_display()}"


class ScenarioResult(models.Model):
    """What one school would be in a year, before and after, as it was when it was submitted."""

    policy_of_its_own = True

    scenario = models.ForeignKey(NetworkScenario, models.CASCADE, related_name="results")
    year = models.SmallIntegerField(_("school year"))
    position = models.PositiveSmallIntegerField()
    figures = models.JSONField()

    class Meta:
        verbose_name = _("result of a scenario")
        verbose_name_plural = _("results of scenarios")
        ordering = ["year", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "year", "position"], name="scenarioresult_one_a_position"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scenario}, {self.year}"


class ScenarioStep(models.Model):
    """What somebody did with a scenario, or objected to it. Rows are only added."""

    append_only = True
    policy_of_its_own = True

    scenario = models.ForeignKey(NetworkScenario, models.PROTECT, related_name="steps")
    kind = models.CharField(_("what"), max_length=10, choices=StepKind)
    by = models.ForeignKey(portal.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)
    text = models.CharField(_("text"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("step with a scenario")
        verbose_name_plural = _("steps with scenarios")
        ordering = ["pk"]
        constraints = [known("scenariostep_kind_is_known", "kind", StepKind.values)]

    def __str__(self) -> str:
        return f"{self.scenario}: {self.get_kind_display()}"
