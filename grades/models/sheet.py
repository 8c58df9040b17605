"""Mark sheets and their lines."""

import uuid
from functools import cached_property

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from grades.choices import FORM_NAMES, SheetState
from grades.rules.cells import LEVELS_OF_COMPLETION, AssessmentForm, CellCode
from grades.rules.schemes import Scheme
from grades.rules.sheets import Column


class MarkSheet(models.Model):
    """One subject × one class × one term.

    Vietnamese: sổ theo dõi và đánh giá học sinh, theo môn (TT 22/2021 Art. 19).

    There is no teacher field: who may write is the teaching assignment on the day, so that a
    substitute needs no edit here. `revision` rises with every change of the sheet or its marks.
    `regulation` is the set its results are computed under: the one in force, until the class is
    sealed (grades/services/following.py). With `has_topic` the class, or one of its students,
    studies the topics of the subject (chuyên đề), and the last slot of a record's `regular` is
    their mark. `periodic_count` says how many marked tests a term has in the subject: always two
    where marks are given, in primary school none, one at the end, or two (TT 27/2020 Art. 7), and
    there a record's `regular` holds the levels at the middle and the end. `open_until` is the last
    day on which a sheet that was returned takes marks, though the days of entry may be over; null
    for any other.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="sheets")
    class_group = models.ForeignKey(
        "schools.ClassGroup", models.PROTECT, related_name="sheets", db_constraint=False
    )
    subject = models.ForeignKey("schools.Subject", models.PROTECT, related_name="sheets")
    term = models.ForeignKey("schools.Term", models.PROTECT, related_name="sheets")
    form = models.CharField(_("form of assessment"), max_length=9, choices=FORM_NAMES)
    regular_count = models.SmallIntegerField(
        _("regular assessments"), help_text=_("How many the circular asks for, Art. 6(2).")
    )
    has_topic = models.BooleanField(_("column for study topics"), default=False)
    periodic_count = models.SmallIntegerField(
        _("marked tests of the term"), default=2, db_default=2
    )
    regulation = models.ForeignKey("grades.RegulationSet", models.PROTECT, related_name="sheets")
    state = models.CharField(_("state"), max_length=9, choices=SheetState, default=SheetState.OPEN)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    changed_at = models.DateTimeField(_("last change"), auto_now=True)
    open_until = models.DateField(_("takes marks until"), null=True, blank=True)

    class Meta:
        verbose_name = _("mark sheet")
        verbose_name_plural = _("mark sheets")
        indexes = [
            models.Index(fields=["school", "term", "class_group"], name="marksheet_school_term"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["class_group", "subject", "term"], name="marksheet_one_per_class_subject"
            ),
            models.CheckConstraint(
                condition=Q(regular_count__gte=1, regular_count__lte=6),
                name="marksheet_regular_count_1_to_6",
            ),
            models.CheckConstraint(
                condition=Q(periodic_count__gte=0, periodic_count__lte=2),
                name="marksheet_periodic_count_0_to_2",
            ),
            known("marksheet_form_is_known", "form", [form.value for form in AssessmentForm]),
            known("marksheet_state_is_known", "state", SheetState.values),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, {self.class_group}, {self.term}"

    @property
    def scheme(self) -> Scheme:
        """The rules of the sheet's regulation set."""
        return self.regulation.scheme

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns of mark cells by name, from left to right."""
        return {column.name: column for column in self.scheme.columns(self)}

    @property
    def slots(self) -> int:
        """Length of a record's `regular`."""
        return self.regular_count + self.has_topic


def is_mark(field: str) -> Q:
    """A mark in tenths, 0 to 100."""
    return Q(**{f"{field}__gte": 0, f"{field}__lte": 100})


def is_cell(field: str) -> Q:
    """Nothing yet, a mark, or a cell code. `regular` is checked alike, by the function
    grades_are_cells of the database: a condition of Django cannot look into an array with nulls."""
    codes = [code.value for code in CellCode]
    return Q(**{field: None}) | is_mark(field) | Q(**{f"{field}__in": codes})


def is_result() -> Q:
    """What an average may be: a comment-only result, a level of completion, or nothing."""
    codes = (CellCode.FAILED, CellCode.PASSED, *LEVELS_OF_COMPLETION)
    return Q(average=None) | Q(average__in=sorted(code.value for code in codes))


class MarkRecord(models.Model):
    """One student's line on one sheet: marks in tenths (85 is 8.5) or cell codes (grades.choices).

    Null is not yet entered, 0 is a mark, absent and exempt are codes: four different things.
    `average` is derived by the circular's rule and never typed; in primary school it is the level
    at the end of the term, and `midterm_remark` the remark at its middle. `studies_topics` matters
    on a sheet with a column for study topics; it is a copy of the register
    (grades/services/fitting.py). `uid` is the record's name in every package and never changes.
    `origins` says of cells that were taken over where they were marked: {"tx1": {"from": "7A1",
    "on": "2026-11-03"}}, the day being the first one here. A mark from outside the portal has the
    `paper` it stands on, with that paper's day, and in `by` who entered it. `changed` is the day on
    which another value was entered over it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The composite index and the unique constraint below begin with these columns.
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+", db_index=False)
    sheet = models.ForeignKey(
        MarkSheet, models.CASCADE, related_name="records", db_constraint=False
    )
    enrolment = models.ForeignKey(
        "students.Enrolment",
        models.PROTECT,
        related_name="records",
        db_index=False,
        db_constraint=False,
    )
    regular = ArrayField(models.SmallIntegerField(null=True), verbose_name=_("regular marks"))
    midterm = models.SmallIntegerField(_("mid-term mark"), null=True, blank=True)
    final = models.SmallIntegerField(_("end-of-term mark"), null=True, blank=True)
    average = models.SmallIntegerField(_("average"), null=True, blank=True)
    exempt = models.BooleanField(_("exempt from the subject"), default=False)
    studies_topics = models.BooleanField(_("studies the topics"), default=True, db_default=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True, default="")
    midterm_remark = models.CharField(
        _("remark at mid-term"), max_length=300, blank=True, default="", db_default=""
    )
    origins = models.JSONField(_("taken over"), default=dict, blank=True, db_default={})

    class Meta:
        verbose_name = _("mark record")
        verbose_name_plural = _("mark records")
        indexes = [models.Index(fields=["school", "sheet"], name="markrecord_school_sheet")]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "sheet"], name="markrecord_once_per_sheet"
            ),
            models.CheckConstraint(condition=is_cell("midterm"), name="markrecord_midterm_is_cell"),
            models.CheckConstraint(condition=is_cell("final"), name="markrecord_final_is_cell"),
            models.CheckConstraint(
                condition=is_mark("average") | is_result(), name="markrecord_average_is_result"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment.student}: {self.sheet}"

    @property
    def holds_something(self) -> bool:
        """Whether a cell, an exemption or a remark is on the line."""
        cells = (*self.regular, self.midterm, self.final)
        said = bool(self.remark or self.midterm_remark)
        return self.exempt or said or any(cell is not None for cell in cells)

    @property
    def key(self) -> tuple[int, int]:
        """Subject and term: what a line in one class has in common with that in another."""
        return self.sheet.subject_id, self.sheet.term_id
