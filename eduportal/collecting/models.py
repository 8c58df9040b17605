"""Collections: what is asked, of whom, and every version of what was answered.

A collection is about schools, `schools`: who has one of them in scope sees that it is asked, who
has them all in scope sees its results. A return is seen by a scope that holds all of its `schools`:
one, or those of the commune whose office answers. Without any it is the Department's alone
(migrations/0002_scope).
"""

import uuid

from django.conf import settings as portal
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.collecting.choices import (
    Approver,
    Audience,
    CollectionState,
    ReturnState,
    Statistics,
    StepKind,
)
from eduportal.collecting.rules import form as forms
from eduportal.collecting.rules.form import Form
from eduportal.core.constraints import known
from schools.choices import Stage


class Collection(models.Model):
    """One round of questions. Vietnamese: đợt thu thập số liệu.

    `unit` is the commune whose office asks; None for the Department. `schools` are those it is
    about, `units` the communes chosen, all where empty. `as_of` is the day the figures speak of.
    `is_personal`: answers may name persons, an office says why it looks at them. `revision` rises
    with every change.
    """

    policy_of_its_own = True

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=150)
    purpose = models.CharField(_("what for, and on which basis"), max_length=500)
    unit = models.ForeignKey(
        "schools.AdminUnit", models.PROTECT, null=True, related_name="collections"
    )
    schools = ArrayField(models.BigIntegerField(), default=list)
    audience = models.CharField(_("who answers"), max_length=8, choices=Audience)
    stages = ArrayField(models.CharField(max_length=2, choices=Stage), default=list)
    units = ArrayField(models.BigIntegerField(), default=list)
    approver = models.CharField(_("who approves"), max_length=7, choices=Approver)
    statistics = models.CharField(
        _("statistical return"), max_length=6, choices=Statistics, blank=True
    )
    as_of = models.DateField(_("figures of the day"))
    due_on = models.DateField(_("last day"))
    is_personal = models.BooleanField(_("answers may name persons"), default=False)
    state = models.CharField(
        _("state"), max_length=6, choices=CollectionState, default=CollectionState.DRAFT
    )
    revision = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(portal.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        ordering = ["-pk"]
        constraints = [
            known("collection_state_is_known", "state", CollectionState.values),
            known("collection_audience_is_known", "audience", Audience.values),
            known("collection_approver_is_known", "approver", Approver.values),
            known("collection_statistics_is_known", "statistics", Statistics.values),
        ]

    def __str__(self) -> str:
        return self.title


class FormVersion(models.Model):
    """One version of the form of a collection; frozen once it was opened."""

    policy_of_its_own = True

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField(default=dict)
    is_frozen = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("version of a form")
        verbose_name_plural = _("versions of forms")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "number"], name="formversion_one_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.collection}, {self.number}"

    @property
    def form(self) -> Form:
        return forms.read(self.content)


class Return(models.Model):
    """One version of the answers of one school, or of the commune office `unit` without a school.

    `answers` never change once it is handed in; a correction is the next number, with a `reason`.
    `is_reopened`: the office that asked lets it be handed in although the collection is closed.
    """

    policy_of_its_own = True

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="returns")
    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    of_school = models.ForeignKey(
        "schools.School", models.PROTECT, null=True, related_name="returns"
    )
    unit = models.ForeignKey("schools.AdminUnit", models.PROTECT, null=True, related_name="returns")
    schools = ArrayField(models.BigIntegerField())
    number = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    is_newest = models.BooleanField(default=True)
    is_reopened = models.BooleanField(default=False)
    state = models.CharField(
        _("state"), max_length=9, choices=ReturnState, default=ReturnState.DRAFT
    )
    answers = models.JSONField(default=dict)
    begun_at = models.DateTimeField(_("begun at"), null=True)
    submitted_by = models.ForeignKey(
        portal.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("handed in at"), null=True)
    decided_by = models.ForeignKey(
        portal.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    note = models.CharField(_("note of the office"), max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["pk"]
        constraints = [
            known("return_state_is_known", "state", ReturnState.values),
            models.CheckConstraint(
                condition=Q(of_school__isnull=False) | Q(unit__isnull=False),
                name="return_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="return_corrected_for_a_reason"
            ),
            models.UniqueConstraint(
                fields=["collection", "of_school", "unit", "number"],
                name="return_one_a_number",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["collection", "of_school", "unit"],
                condition=Q(is_newest=True),
                name="return_one_newest",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collection}: {self.place}"

    @property
    def place(self) -> str:
        """Who answers."""
        if self.of_school:
            return self.of_school.name
        return self.unit.full_name if self.unit else ""

    @property
    def is_draft(self) -> bool:
        return self.state == ReturnState.DRAFT

    @property
    def is_handed_in(self) -> bool:
        return self.state in (ReturnState.SUBMITTED, ReturnState.APPROVED)


class ReturnFile(models.Model):
    """A file that answers a question. It lies in the table, so that the scope guards it."""

    policy_of_its_own = True

    of_return = models.ForeignKey(Return, models.CASCADE, related_name="files")
    key = models.CharField(max_length=10)
    name = models.CharField(_("file name"), max_length=255)
    content = models.BinaryField()
    size = models.PositiveIntegerField(_("size in bytes"))

    class Meta:
        verbose_name = _("file of a return")
        verbose_name_plural = _("files of returns")
        constraints = [
            models.UniqueConstraint(fields=["of_return", "key"], name="returnfile_one_a_question")
        ]

    def __str__(self) -> str:
        return self.name


class CollectionResult(models.Model):
    """What the answers added up to when the collection was closed, place by place."""

    append_only = True
    policy_of_its_own = True

    collection = models.ForeignKey(Collection, models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField()
    frozen_by = models.ForeignKey(portal.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(auto_now_add=True)
    lines = models.JSONField()

    class Meta:
        verbose_name = _("result of a collection")
        verbose_name_plural = _("results of collections")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "number"], name="collectionresult_one_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.collection}, {self.number}"


class CollectionStep(models.Model):
    """What somebody did with a collection, or with one return of it. Rows are only added."""

    append_only = True
    policy_of_its_own = True

    collection = models.ForeignKey(Collection, models.PROTECT, related_name="steps")
    of_return = models.ForeignKey(Return, models.PROTECT, null=True, related_name="steps")
    kind = models.CharField(_("what"), max_length=9, choices=StepKind)
    by = models.ForeignKey(portal.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)
    text = models.CharField(_("text"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("step with a collection")
        verbose_name_plural = _("steps with collections")
        ordering = ["pk"]
        constraints = [known("collectionstep_kind_is_known", "kind", StepKind.values)]

    def __str__(self) -> str:
        return f"{self.collection}: {self.get_kind_display()}"
