"""Plans that move teachers: what they were computed from, their parts, and their lines.

The Department alone sees them; a school sees the lines that concern it once they are published
(migrations/0002_scope.py).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from staffing.choices import LineGround, LineMark, LineState, PartState, ScenarioState
from staffing.models.people import StaffMember


class InputSnapshot(models.Model):
    """The facts of one day a plan is computed from, frozen. Never changed; deleted only when no
    plan rests on them any more.

    `body` is what `staffing.rebalance.frozen` writes; `sha256` is the digest of its facts.
    """

    policy_of_its_own = True

    school_year = models.ForeignKey("schools.SchoolYear", models.PROTECT, related_name="+")
    as_of = models.DateField(_("on the day"))
    sha256 = models.CharField(max_length=64)
    counts = models.JSONField()
    body = models.BinaryField()

    class Meta:
        verbose_name = _("facts of a plan")
        verbose_name_plural = _("facts of plans")
        constraints = [
            models.UniqueConstraint(
                fields=["school_year", "as_of", "sha256"], name="inputsnapshot_kept_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.as_of:%d/%m/%Y} {self.sha256[:12]}"


class Scenario(models.Model):
    """One plan that moves teachers. Vietnamese: phương án cân đối giáo viên.

    `options` are those of `staffing.rebalance.settings`. `problems` are pairs of part and code
    where it failed. `revision` rises with every step.
    """

    policy_of_its_own = True

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    school_year = models.ForeignKey(
        "schools.SchoolYear", models.PROTECT, related_name="+", verbose_name=_("school year")
    )
    options = models.JSONField()
    snapshot = models.ForeignKey(InputSnapshot, models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        _("state"), max_length=9, choices=ScenarioState, default=ScenarioState.DRAFT
    )
    problems = models.JSONField(default=list)
    code_version = models.CharField(max_length=20, blank=True)
    solver_version = models.CharField(max_length=40, blank=True)
    revision = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("at"), auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("plan that moves teachers")
        verbose_name_plural = _("plans that move teachers")
        ordering = ["-pk"]
        constraints = [
            known("scenario_state_is_known", "state", ScenarioState.values),
            models.CheckConstraint(
                condition=~Q(state=ScenarioState.PUBLISHED) | Q(published_at__isnull=False),
                name="scenario_published_at_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ScenarioPart(models.Model):
    """The answer for one part that shares no teacher with the others.

    `inside`, `lp_bound`, `found` and `bound` are weighted units a year as the solver prints them,
    `open_before` and `open_after` units a year. `prices` are pairs of code and posts,
    `obstacles` say why needs stay open: subject, `staffing.rebalance.obstacles`, units a year.
    `sha256` is the digest of its lines and needs as they were stored (selectors/stored_plans.py).
    """

    policy_of_its_own = True

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="parts")
    name = models.CharField(max_length=60)
    stage = models.CharField(max_length=2)
    state = models.CharField(max_length=7, choices=PartState, default=PartState.WAITING)
    people = models.PositiveIntegerField()
    inside = models.FloatField(null=True)
    lp_bound = models.FloatField(null=True)
    found = models.FloatField(null=True)
    bound = models.FloatField(null=True)
    gap = models.FloatField(null=True)
    open_before = models.PositiveIntegerField(null=True)
    open_after = models.PositiveIntegerField(null=True)
    stopped_by = models.CharField(max_length=40, blank=True)
    columns = models.PositiveIntegerField(null=True)
    rows = models.PositiveIntegerField(null=True)
    cpu_ms = models.PositiveIntegerField(null=True)
    wall_ms = models.PositiveIntegerField(null=True)
    peak_bytes = models.PositiveBigIntegerField(null=True)
    prices = models.JSONField(default=list)
    obstacles = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("part of a plan")
        verbose_name_plural = _("parts of plans")
        ordering = ["pk"]
        constraints = [
            known("scenariopart_state_is_known", "state", PartState.values),
            models.UniqueConstraint(fields=["scenario", "name"], name="scenariopart_one_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.scenario}: {self.name}"


class ScenarioLine(models.Model):
    """One person of a plan who goes, or gives lessons, to another school.

    Concerns two schools, so that names stand here as texts. `units` a year by subject for lessons
    at a second school. `decided_by` is the commune's code, or "department". `is_shown` once the
    plan is published. `why` are the facts of `staffing.rebalance.explain`, frozen.
    """

    policy_of_its_own = True

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="lines")
    part = models.ForeignKey(ScenarioPart, models.CASCADE, related_name="lines")
    ground = models.CharField(_("ground"), max_length=5, choices=LineGround)
    staff = models.ForeignKey(StaffMember, models.DO_NOTHING, related_name="+", db_constraint=False)
    staff_name = models.CharField(_("teacher"), max_length=150)
    from_school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    from_name = models.CharField(_("from"), max_length=200)
    to_school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    to_name = models.CharField(_("to"), max_length=200)
    subjects = models.JSONField()
    units = models.JSONField(default=list)
    metres = models.PositiveIntegerField()
    decided_by = models.CharField(max_length=20)
    why = models.JSONField()
    is_shown = models.BooleanField(default=False)
    mark = models.CharField(max_length=7, choices=LineMark, blank=True, default="")
    state = models.CharField(
        _("state"), max_length=8, choices=LineState, default=LineState.PROPOSED
    )
    reason = models.CharField(_("why"), max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("line of a plan")
        verbose_name_plural = _("lines of plans")
        ordering = ["ground", "from_name", "staff_name", "pk"]
        constraints = [
            known("scenarioline_ground_is_known", "ground", LineGround.values),
            known("scenarioline_state_is_known", "state", LineState.values),
            known("scenarioline_mark_is_known", "mark", LineMark.values),
            models.UniqueConstraint(fields=["scenario", "staff"], name="scenarioline_one_a_person"),
            models.CheckConstraint(
                condition=~Q(from_school=models.F("to_school")),
                name="scenarioline_is_between_schools",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_name}: {self.from_name} – {self.to_name}"


class OpenCell(models.Model):
    """One subject at one school: units a year needed, open today after the best inside the
    school, and open under the plan."""

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    part = models.ForeignKey(ScenarioPart, models.CASCADE, related_name="cells")
    subject = models.CharField(max_length=20)
    need = models.PositiveIntegerField()
    before = models.PositiveIntegerField()
    after = models.PositiveIntegerField()
    weight = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("open need of a plan")
        verbose_name_plural = _("open needs of plans")
        constraints = [
            models.UniqueConstraint(
                fields=["part", "school", "subject"], name="opencell_one_a_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.subject}"
