"""Spreadsheet jobs: every stage is a row, nothing is kept in a session or a cache."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.imports.causes import count_of
from eduportal.imports.choices import (
    OPEN_STATES,
    STOPPED_STATES,
    WRITTEN_STATES,
    Action,
    FileKind,
    JobState,
    Review,
    Severity,
    WriteChoice,
)
from eduportal.imports.said import CellCorrection, KnownLayout, RememberedAnswer
from eduportal.imports.traces import RowMoment, RowWritten

__all__ = [
    "CellCorrection",
    "ImportJob",
    "ImportProblem",
    "ImportRow",
    "KnownLayout",
    "PreparedFile",
    "RememberedAnswer",
    "RowMoment",
    "RowWritten",
    "Undo",
]


class ImportJob(models.Model):
    """One uploaded file on its way into the register or the mark book.

    A file about the whole province has no school, nor have its rows and problems. `options` are of
    the importer's own form. The check leaves `questions` (importer.Question with the answer found),
    `facts` (pairs of msgid and text), `unread`, the titles not taken in, `causes`, problems by
    cause, of which the first are kept, and `reviews`, the rows of each group. `answers` are by
    question; `layouts` says what each column was taken for (LayoutSeen), `columns` what people say,
    by digest and place. `attempts` counts how often the present stage was begun, `told` the answers
    about other schools its checks gave; it never falls. Nothing is written outside this app before
    `confirmed`, then all at once; `choice` is what was chosen, `overtaken` what sent it back. From
    `cleared_at` on, the file and what was read of it are gone. `stopped_in` is the state it ended
    in, `as_of` until when the file can know, `mends` the import it mends the marked file of.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, null=True, related_name="+")
    importer = models.SlugField(_("kind of file"), max_length=40)
    state = models.CharField(_("state"), max_length=9, choices=JobState, default=JobState.RECEIVED)
    file = models.FileField(_("file"), upload_to="imports/%Y/%m/", max_length=200)
    file_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    options = models.JSONField(default=dict, blank=True)
    mends = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="+", db_constraint=False
    )
    answers = models.JSONField(default=dict, blank=True)
    questions = models.JSONField(default=list, blank=True)
    facts = models.JSONField(default=list, blank=True)
    unread = models.JSONField(default=list, blank=True)
    layouts = models.JSONField(default=list, blank=True)
    columns = models.JSONField(default=dict, blank=True)
    causes = models.JSONField(default=dict, blank=True)
    reviews = models.JSONField(default=dict, blank=True)
    overtaken = models.JSONField(default=dict, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    stopped_in = models.CharField(
        _("state in which it was given up"), max_length=9, choices=JobState, blank=True
    )
    refusal = models.CharField(_("why it was refused"), max_length=500, blank=True)
    so_far = models.JSONField(default=list)
    working_since = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows worked through"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    same = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    choice = models.CharField(
        _("what is written"), max_length=5, choices=WriteChoice, blank=True, default=""
    )
    as_of = models.DateTimeField(_("as of"), null=True)
    created_at = models.DateTimeField(_("received at"), auto_now_add=True)
    checked_at = models.DateTimeField(_("checked at"), null=True)
    applied_at = models.DateTimeField(_("written at"), null=True)
    cleared_at = models.DateTimeField(_("file and rows deleted at"), null=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "importer", "sha256"],
                condition=Q(state__in=OPEN_STATES),
                nulls_distinct=False,
                name="importjob_one_open_per_file",
                violation_error_message=_("This file is already being imported."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=WRITTEN_STATES, applied_at__isnull=False)
                | (~Q(state__in=WRITTEN_STATES) & Q(applied_at=None)),
                name="importjob_applied_at_exactly_when_written",
            ),
            known("importjob_state_is_known", "state", JobState.values),
            known("importjob_stopped_in_is_known", "stopped_in", ["", *JobState.values]),
            known("importjob_choice_is_known", "choice", ["", *WriteChoice.values]),
            models.CheckConstraint(
                condition=Q(state__in=STOPPED_STATES, stopped_in__in=OPEN_STATES)
                | (~Q(state__in=STOPPED_STATES) & Q(stopped_in="")),
                name="importjob_stopped_in_exactly_when_given_up",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def waits_for_columns(self) -> bool:
        """Whether no row was read, because somebody has to say which column is which."""
        return self.state == JobState.CHECKED and not self.total and bool(self.layouts)

    @property
    def errors(self) -> int:
        """How many errors the check found: rows and cells with one are not written."""
        return count_of(Severity.ERROR, self.causes)

    @property
    def revision(self) -> str:
        """Names what a page showed of the job: its state, and which check of the file."""
        return f"{self.state}-{self.checked_at:%Y%m%d%H%M%S%f}" if self.checked_at else self.state


class ImportRow(models.Model):
    """One row of the file as understood: what it means and what applying it will change.

    `values` is what the importer will write; `changes` lists {title, old, new} for the preview.
    `review` is the group a person finds the row in; `differs`: it was shown otherwise before the
    file was sent back to be reviewed again.
    """

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="rows", db_constraint=False)
    school = models.ForeignKey("schools.School", models.PROTECT, null=True, related_name="+")
    sheet = models.CharField(max_length=100)
    number = models.PositiveIntegerField(_("row"))
    label = models.CharField(_("who or what"), max_length=200)
    action = models.CharField(_("action"), max_length=8, choices=Action)
    review = models.CharField(_("group of the review"), max_length=8, choices=Review)
    differs = models.BooleanField(default=False)
    values = models.JSONField(default=dict)
    changes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["pk"]
        constraints = [
            known("importrow_action_is_known", "action", Action.values),
            known("importrow_review_is_known", "review", Review.values),
        ]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.number}"


class ImportProblem(models.Model):
    """One thing found in one cell, with the coordinate the clerk sees.

    The sentence is `message` (an English msgid) filled with `params`, translated when shown.
    """

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="problems", db_constraint=False)
    school = models.ForeignKey("schools.School", models.PROTECT, null=True, related_name="+")
    sheet = models.CharField(_("sheet"), max_length=100)
    cell = models.CharField(_("cell"), max_length=10, blank=True)
    row = models.PositiveIntegerField(_("row"), null=True)
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
        constraints = [known("importproblem_severity_is_known", "severity", Severity.values)]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell} {self.rule}"


class PreparedFile(models.Model):
    """A file that a worker makes of a checked one, for readers of one language.

    Made from one check of the file: the next one deletes it. `file` and its `sha256` are empty
    until it is made. `attempts` says how often it has been begun.
    """

    job = models.ForeignKey(
        ImportJob, models.CASCADE, related_name="prepared_files", db_constraint=False
    )
    school = models.ForeignKey("schools.School", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=FileKind)
    language = models.CharField(max_length=10)
    file = models.FileField(upload_to="imports-prepared/%Y/%m/", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    has_failed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("prepared file of an import")
        verbose_name_plural = _("prepared files of an import")
        constraints = [
            models.UniqueConstraint(
                fields=["job", "kind", "language"], name="preparedfile_one_per_language"
            ),
            known("preparedfile_kind_is_known", "kind", FileKind.values),
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.kind} {self.language}"

    @property
    def is_under_way(self) -> bool:
        """Whether a worker has it to make."""
        return not self.file and not self.has_failed


class Undo(models.Model):
    """Taking a written import back as a whole: what it would do, then what it has done.

    `back` counts what goes back by kind (a msgid), `stays` lists what does not, as JSON of
    eduportal.imports.undoing.Stays, of which the first are kept; `stays_count` counts all.
    `refusal` holds problems, as message and params, for which nothing goes back. `public_id` is
    the operation of the changes in the histories. Without `weighed_at` nothing is known yet.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    job = models.OneToOneField(ImportJob, models.CASCADE, related_name="undo", db_constraint=False)
    school = models.ForeignKey("schools.School", models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    back = models.JSONField(default=dict)
    stays = models.JSONField(default=list)
    stays_count = models.PositiveIntegerField(default=0)
    refusal = models.JSONField(default=list)
    weighed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(_("taken back at"), null=True)

    class Meta:
        verbose_name = _("taking back of an import")
        verbose_name_plural = _("takings back of imports")

    def __str__(self) -> str:
        return f"{self.job_id}"

    @property
    def revision(self) -> str:
        """Names what a page showed of it, so that a form can say what it was made for."""
        return f"{self.pk}-{self.weighed_at:%Y%m%d%H%M%S%f}" if self.weighed_at else ""
