"""The subjects of a year, and what comes after it: re-assessment in the summer, completion of a
level."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from grades.choices import FORM_NAMES, AssessmentForm, SheetState
from grades.models.sheet import is_cell
from grades.models.year import YearResult
from schools.choices import Stage


class YearSubject(models.Model):
    """One subject of one student's year: both terms, the year, and the re-assessment beside it.

    Tenths of a mark or a cell code (grades.choices). `sheet` is where the student is assessed
    again; `again` what was given there, by whom and when. `result` is never overwritten by it.
    In primary school `test` is the mark of the test at the end of the year, `test_again` that of a
    new test after help. `is_taken` is false of a subject that a corrected year has no more: the row
    stays, and counts for nothing.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    year_result = models.ForeignKey(
        YearResult, models.CASCADE, related_name="subjects", db_constraint=False
    )
    subject = models.ForeignKey("schools.Subject", models.PROTECT, related_name="+")
    form = models.CharField(max_length=9, choices=FORM_NAMES)
    term1 = models.SmallIntegerField(_("first term"), null=True)
    term2 = models.SmallIntegerField(_("second term"), null=True)
    result = models.SmallIntegerField(_("year"), null=True)
    test = models.SmallIntegerField(_("test at the end of the year"), null=True)
    is_taken = models.BooleanField(default=True)
    sheet = models.ForeignKey(
        "grades.AgainSheet", models.PROTECT, null=True, related_name="lines", db_constraint=False
    )
    again = models.SmallIntegerField(_("re-assessed"), null=True)
    test_again = models.SmallIntegerField(_("new test"), null=True)
    again_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    again_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("subject of a year")
        verbose_name_plural = _("subjects of years")
        constraints = [
            models.UniqueConstraint(fields=["year_result", "subject"], name="yearsubject_once"),
            known("yearsubject_form_is_known", "form", [form.value for form in AssessmentForm]),
            *(
                models.CheckConstraint(condition=is_cell(each), name=f"yearsubject_{each}_is_cell")
                for each in ("term1", "term2", "result", "again", "test", "test_again")
            ),
            models.CheckConstraint(
                condition=Q(again=None, test_again=None)
                | Q(sheet__isnull=False, again_by__isnull=False, again_at__isnull=False),
                name="yearsubject_again_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year_result_id} {self.subject_id}"


class AgainSheet(models.Model):
    """The re-assessment of one subject in one school's summer: who enters it and how far it is.

    It is of the whole school, in primary school of one `class_group`, whose teachers help and
    assess again (TT 27/2020 Art. 11).
    Its lines are the YearSubject rows that point here. The states and their steps are those of a
    mark sheet (grades.choices.STEPS). `number` is 1 before the summer is sealed; who has to be
    assessed after it, because a year was corrected, is on the sheet of the next number.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    school_year = models.ForeignKey("schools.SchoolYear", models.PROTECT, related_name="+")
    subject = models.ForeignKey("schools.Subject", models.PROTECT, related_name="+")
    class_group = models.ForeignKey(
        "schools.ClassGroup", models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    staff = models.ForeignKey(
        "staffing.StaffMember",
        models.PROTECT,
        null=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("who enters it"),
    )
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(_("state"), max_length=9, choices=SheetState, default=SheetState.OPEN)
    revision = models.PositiveIntegerField(default=0)
    reason = models.CharField(_("reason of the last return"), max_length=300, blank=True)
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    moved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("re-assessment sheet")
        verbose_name_plural = _("re-assessment sheets")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "subject", "class_group", "number"],
                name="againsheet_once",
                nulls_distinct=False,
            ),
            known("againsheet_state_is_known", "state", SheetState.values),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, {self.school_year}"


class LevelCompletion(models.Model):
    """Whom a decision says to have completed a level of education, and which one.

    What was recorded by mistake is taken back with a reason; the row stays.
    """

    append_only = True
    mutable_columns = ("taken_back_at", "taken_back_by", "taken_back_for")

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    year_result = models.ForeignKey(
        YearResult, models.PROTECT, related_name="completions", db_constraint=False
    )
    stage = models.CharField(_("level of education"), max_length=2, choices=Stage)
    completed_on = models.DateField(_("completed on"))
    decision = models.CharField(_("decision"), max_length=100)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    taken_back_for = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("completion of a level")
        verbose_name_plural = _("completions of a level")
        constraints = [
            models.UniqueConstraint(
                fields=["year_result"],
                condition=Q(taken_back_at=None),
                name="levelcompletion_one_counts",
            ),
            known("levelcompletion_stage_is_known", "stage", Stage.values),
            models.CheckConstraint(
                condition=~Q(decision=""), name="levelcompletion_names_a_decision"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None, taken_back_for="")
                | Q(
                    ~Q(taken_back_for=""),
                    taken_back_at__isnull=False,
                    taken_back_by__isnull=False,
                ),
                name="levelcompletion_taken_back_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year_result_id}: {self.decision}"
