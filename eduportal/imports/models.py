"""Spreadsheet jobs: every stage is a row, nothing is kept in a session or a cache."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """received → checked → confirmed → applied, or a way out before that."""

    RECEIVED = "received", _("received, being checked")
    CHECKED = "checked", _("checked, waiting for confirmation")
    CONFIRMED = "confirmed", _("confirmed, being written")
    APPLIED = "applied", _("written")
    REFUSED = "refused", _("refused")
    DISCARDED = "discarded", _("discarded")


JOB_EDGES = {
    JobState.RECEIVED: {JobState.CHECKED, JobState.REFUSED, JobState.DISCARDED},
    JobState.CHECKED: {JobState.CONFIRMED, JobState.RECEIVED, JobState.DISCARDED},
    JobState.CONFIRMED: {JobState.APPLIED, JobState.REFUSED},
}
OPEN_STATES = [JobState.RECEIVED, JobState.CHECKED, JobState.CONFIRMED]


class ImportJob(models.Model):
    """One uploaded file on its way into the register or the mark book.

    `options` holds what the user chose (class, subject, term) and the answers to questions the
    check asked. Counts are rows of the file. Nothing is written outside this app before
    `confirmed`; everything is written in one transaction on the way to `applied`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(
        "schools.School", models.PROTECT, null=True, blank=True, related_name="+"
    )
    importer = models.SlugField(_("kind of file"), max_length=40)
    state = models.CharField(_("state"), max_length=9, choices=JobState, default=JobState.RECEIVED)
    file = models.FileField(_("file"), upload_to="imports/%Y/%m/", max_length=200)
    file_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(_("size in bytes"))
    options = models.JSONField(default=dict, blank=True)
    refusal = models.CharField(_("why it was refused"), max_length=500, blank=True)
    total = models.IntegerField(_("rows"), default=0)
    done = models.IntegerField(_("rows worked through"), default=0)
    new = models.IntegerField(_("new"), default=0)
    changed = models.IntegerField(_("changed"), default=0)
    same = models.IntegerField(_("unchanged"), default=0)
    refused = models.IntegerField(_("refused"), default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("received at"), auto_now_add=True)
    checked_at = models.DateTimeField(_("checked at"), null=True)
    applied_at = models.DateTimeField(_("written at"), null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "importer", "sha256"],
                condition=Q(state__in=OPEN_STATES),
                name="importjob_one_open_per_file",
                nulls_distinct=False,
                violation_error_message=_("This file is already being imported."),
            ),
            models.CheckConstraint(
                condition=Q(state=JobState.APPLIED, applied_at__isnull=False)
                | (~Q(state=JobState.APPLIED) & Q(applied_at=None)),
                name="importjob_applied_at_exactly_when_applied",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class Action(models.TextChoices):
    """What applying a row will do."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    SAME = "same", _("unchanged")
    REFUSED = "refused", _("refused")


class ImportRow(models.Model):
    """One row of the file as understood: what it means and what applying it will change.

    `values` is what the importer will write; `changes` lists {title, old, new} for the preview.
    """

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="rows")
    school = models.ForeignKey("schools.School", models.PROTECT, null=True, related_name="+")
    sheet = models.CharField(max_length=100)
    number = models.IntegerField(_("row"))
    label = models.CharField(_("who or what"), max_length=200)
    action = models.CharField(_("action"), max_length=8, choices=Action)
    values = models.JSONField(default=dict)
    changes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.number}"


class Severity(models.TextChoices):
    """An error keeps its cell out; a warning does not; a question waits for an answer."""

    ERROR = "error", _("error")
    WARNING = "warning", _("warning")
    QUESTION = "question", _("question")


class ImportProblem(models.Model):
    """One thing found in one cell, with the coordinate the clerk sees.

    The sentence is `message` (an English msgid) filled with `params`, translated when shown.
    """

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="problems")
    school = models.ForeignKey("schools.School", models.PROTECT, null=True, related_name="+")
    sheet = models.CharField(_("sheet"), max_length=100)
    cell = models.CharField(_("cell"), max_length=10, blank=True)
    row = models.IntegerField(_("row"), null=True)
    column = models.CharField(_("column"), max_length=100, blank=True)
    rule = models.SlugField(_("rule"), max_length=50)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity)
    message = models.CharField(max_length=300)
    params = models.JSONField(default=dict)
    value = models.CharField(_("value seen"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("problem of an import")
        verbose_name_plural = _("problems of an import")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell} {self.rule}"


class RememberedAnswer(models.Model):
    """What a school once answered to a question of an import, for example what "M" means."""

    school = models.ForeignKey("schools.School", models.CASCADE, related_name="+")
    importer = models.SlugField(max_length=40)
    question = models.CharField(max_length=100)
    answer = models.CharField(max_length=100)

    class Meta:
        verbose_name = _("remembered answer")
        verbose_name_plural = _("remembered answers")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "importer", "question"], name="answer_one_per_question"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} = {self.answer}"
