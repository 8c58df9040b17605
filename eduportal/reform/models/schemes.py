"""Schemes and conclusions, what they promise, and how far it is.

The register is the Department's: no school's scope reaches it (migrations/0002_guards).
"""

import uuid

from django.conf import settings as portal
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import ends_after_start, known
from eduportal.reform.choices import Better, MeasureState, SchemeKind, SchemeState, StepKind
from schools.choices import Stage


class Scheme(models.Model):
    """One document that binds the Department: đề án, chương trình, kế hoạch, kết luận.

    `owner` is the office in charge and `target_group` whom it is for, in words; `revision` rises
    with every change of it or of anything below it.
    """

    policy_of_its_own = True

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=SchemeKind)
    number = models.CharField(_("number of the document"), max_length=100)
    title = models.CharField(_("title"), max_length=300)
    issuer = models.CharField(_("issued by"), max_length=200)
    issued_on = models.DateField(_("issued on"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    owner = models.CharField(_("office in charge"), max_length=200)
    target_group = models.CharField(_("for whom"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=SchemeState, default=SchemeState.RUNNING
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="taken_in")
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            known("scheme_kind_is_known", "kind", SchemeKind.values),
            known("scheme_state_is_known", "state", SchemeState.values),
            ends_after_start("scheme_ends_after_start"),
            models.UniqueConstraint(fields=["issuer", "number"], name="scheme_one_a_number"),
            models.CheckConstraint(
                condition=Q(merged_into=None) ^ Q(state=SchemeState.MERGED),
                name="scheme_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="scheme_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"


class Objective(models.Model):
    """One promise of a scheme, or one point of a conclusion."""

    policy_of_its_own = True

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="objectives")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("objective"), max_length=300)
    owner = models.CharField(_("office in charge"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Indicator(models.Model):
    """What tells whether an objective is reached.

    `figure` is a code of `reform/readings.py`, which the portal counts itself; empty where the
    values are reported. `stage` is the level of education it is about, empty for all.
    """

    policy_of_its_own = True

    objective = models.ForeignKey(Objective, models.PROTECT, related_name="indicators")
    title = models.CharField(_("indicator"), max_length=300)
    figure = models.CharField(_("figure of the portal"), max_length=10, blank=True)
    stage = models.CharField(_("level of education"), max_length=2, choices=Stage, blank=True)
    unit = models.CharField(_("unit"), max_length=50)
    better = models.CharField(
        _("the target is"), max_length=10, choices=Better, default=Better.HIGHER
    )
    owner = models.CharField(_("office in charge"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["pk"]
        constraints = [known("indicator_better_is_known", "better", Better.values)]

    def __str__(self) -> str:
        return self.title


class Target(models.Model):
    """The value an indicator is to have by a day."""

    policy_of_its_own = True

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets")
    due_on = models.DateField(_("by the day"))
    value = models.DecimalField(_("target"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "due_on"], name="target_one_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.due_on}"


class ReportedValue(models.Model):
    """A value of an indicator that the portal does not count. Rows are only added."""

    append_only = True
    policy_of_its_own = True

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="reported")
    day = models.DateField(_("as of"))
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    source = models.CharField(_("source"), max_length=300)
    by = models.ForeignKey(portal.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("reported value")
        verbose_name_plural = _("reported values")
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.day}: {self.value}"


class Measure(models.Model):
    """What is to be done for an objective. Vietnamese: nhiệm vụ, giải pháp.

    Who has said that it is done cannot be the one who confirms it.
    """

    policy_of_its_own = True

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="measures")
    title = models.CharField(_("measure"), max_length=300)
    owner = models.CharField(_("office in charge"), max_length=200)
    due_on = models.DateField(_("due on"))
    state = models.CharField(
        _("state"), max_length=10, choices=MeasureState, default=MeasureState.OPEN
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    claimed_by = models.ForeignKey(
        portal.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        portal.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    done_on = models.DateField(_("done on"), null=True)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["due_on", "pk"]
        constraints = [
            known("measure_state_is_known", "state", MeasureState.values),
            models.CheckConstraint(
                condition=Q(state=MeasureState.DONE) ^ Q(confirmed_by=None),
                name="measure_done_by_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("claimed_by")),
                name="measure_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MeasureDocument(models.Model):
    """What shows that a measure is done: a document by its number and where it is kept."""

    append_only = True
    policy_of_its_own = True

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="evidence")
    document = models.CharField(_("document and where it is kept"), max_length=500)
    by = models.ForeignKey(portal.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.document


class SchemeStep(models.Model):
    """What somebody did with a scheme. Rows are only added."""

    append_only = True
    policy_of_its_own = True

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="steps")
    kind = models.CharField(_("what"), max_length=10, choices=StepKind)
    by = models.ForeignKey(portal.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)
    text = models.CharField(_("text"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("step with a scheme")
        verbose_name_plural = _("steps with schemes")
        ordering = ["pk"]
        constraints = [known("schemestep_kind_is_known", "kind", StepKind.values)]

    def __str__(self) -> str:
        return f"{self.scheme}: {self.get_kind_display()}"
