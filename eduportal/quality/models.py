"""What the rules of data quality have found, what became of it, and when they were asked."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.quality.choices import About, Move, State

WORDS_LENGTH = 300


class Finding(models.Model):
    """One thing one rule has found at one school. Vietnamese: lỗi dữ liệu.

    `about` and `key` name the row it is about, which it outlives: a plain number instead of a
    foreign key; `second` is the key of a second row or subject, 0 without one. `facts` are what the
    rule's sentence says and name no person. `opened_on` is the day it was found, or found again
    last, and `due_on` by when its owner answers. `other_school` is the key of the school that
    has the same matter, with its name among the facts.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    rule = models.CharField(_("rule"), max_length=8)
    about = models.CharField(_("about"), max_length=7, choices=About)
    key = models.BigIntegerField()
    second = models.BigIntegerField(default=0)
    facts = models.JSONField(default=dict, blank=True)
    other_school = models.BigIntegerField(null=True)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    opened_on = models.DateField(_("found on"))
    due_on = models.DateField(_("to be answered by"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("finding of data quality")
        verbose_name_plural = _("findings of data quality")
        indexes = [
            models.Index(fields=["rule", "state", "due_on"], name="finding_rule_state"),
            models.Index(fields=["school", "state"], name="finding_school_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "rule", "about", "key", "second"], name="finding_once"
            ),
            known("finding_about_is_known", "about", About.values),
            known("finding_state_is_known", "state", State.values),
            models.CheckConstraint(
                condition=Q(state=State.OPEN, ended_at=None)
                | ~Q(state=State.OPEN) & Q(ended_at__isnull=False),
                name="finding_ended_at_unless_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.about} {self.key}"


class FindingStep(models.Model):
    """One step of a finding: found, found again, mended, answered with a reason, reminded.

    `by` is null where the portal took it.
    """

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="steps", db_constraint=False)
    rule = models.CharField(_("rule"), max_length=8)
    kind = models.CharField(_("step"), max_length=8, choices=Move)
    words = models.CharField(_("reason"), max_length=WORDS_LENGTH, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("step of a finding")
        verbose_name_plural = _("steps of findings")
        ordering = ["pk"]
        indexes = [models.Index(fields=["school", "rule", "at"], name="findingstep_trend")]
        constraints = [
            known("findingstep_kind_is_known", "kind", Move.values),
            models.CheckConstraint(
                condition=~Q(kind__in=[Move.RIGHT, Move.PASSED, Move.GIVEN])
                | (~Q(words="") & Q(by__isnull=False)),
                name="findingstep_answer_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class SchoolCheck(models.Model):
    """When one school's records were last looked at by every rule, and when that was asked for.

    It is due while `asked_at` is later than `checked_at`. `records` counts the students, staff,
    classes and mark lines that were looked at.
    """

    school = models.OneToOneField("schools.School", models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(_("asked for at"))
    checked_at = models.DateTimeField(_("checked at"), null=True)
    records = models.PositiveIntegerField(_("records looked at"), default=0)

    class Meta:
        verbose_name = _("check of a school's data")
        verbose_name_plural = _("checks of schools' data")

    def __str__(self) -> str:
        return f"{self.school_id} {self.checked_at}"


class RuleStanding(models.Model):
    """How one rule has done in the whole province lately: counted each night, names nobody.

    `ended` findings ended in the days that count, and people called `right` of them right as they
    are.
    """

    rule = models.CharField(_("rule"), max_length=8, unique=True)
    ended = models.PositiveIntegerField(_("ended"), default=0)
    right = models.PositiveIntegerField(_("right as it is"), default=0)
    counted_at = models.DateTimeField(_("counted at"), auto_now=True)

    class Meta:
        verbose_name = _("standing of a rule")
        verbose_name_plural = _("standings of rules")

    def __str__(self) -> str:
        return f"{self.rule}: {self.right}/{self.ended}"
