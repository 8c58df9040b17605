"""On which days marks may be entered, in place of the term's own days, and who may longer."""

import datetime
import uuid
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import ends_after_start, known
from grades.rules.schemes import column_kinds

KINDS = column_kinds()


class WindowBase(models.Model):
    """Days of mark entry for a term, narrowed by grade level and kind of column.

    The most specific row counts (grades/rules/entry_days.py). `column` is a key of the scheme's
    column_kinds, empty for all that a sheet holds.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    term = models.ForeignKey("schools.Term", models.CASCADE, related_name="+")
    grade_level = models.ForeignKey(
        "schools.GradeLevel", models.PROTECT, null=True, blank=True, related_name="+"
    )
    column = models.CharField(_("mark column"), max_length=10, blank=True)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=300)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    set_at = models.DateTimeField(_("set at"), auto_now=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.opens_on} – {self.closes_on}"

    @property
    def column_label(self) -> str:
        """TX, GK, CK; empty for every column."""
        return KINDS.get(self.column, "")

    @property
    def revision(self) -> str:
        """What a page shows of the row, so that a form can say what it was made for."""
        return f"{self.pk}.{self.opens_on}.{self.closes_on}.{self.set_at.timestamp()}"


class ProvinceWindow(WindowBase):
    """Days for every school of the province, of one grade level, one kind of column, or both.

    The days for everything are the term's own.
    """

    class Meta:
        verbose_name = _("entry window of the province")
        verbose_name_plural = _("entry windows of the province")
        constraints = [
            models.UniqueConstraint(
                fields=["term", "grade_level", "column"],
                nulls_distinct=False,
                name="provincewindow_once",
            ),
            models.CheckConstraint(
                condition=Q(grade_level__isnull=False) | ~Q(column=""),
                name="provincewindow_is_narrowed",
            ),
            ends_after_start("provincewindow_closes_after_opening", "opens_on", "closes_on"),
            known("provincewindow_column_is_known", "column", ["", *KINDS]),
        ]


class SchoolWindow(WindowBase):
    """One school's days, in place of the province's; of everything, where it is not narrowed."""

    school = models.ForeignKey("schools.School", models.CASCADE, related_name="entry_windows")

    class Meta:
        verbose_name = _("entry window of a school")
        verbose_name_plural = _("entry windows of schools")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "term", "grade_level", "column"],
                nulls_distinct=False,
                name="schoolwindow_once",
            ),
            ends_after_start("schoolwindow_closes_after_opening", "opens_on", "closes_on"),
            known("schoolwindow_column_is_known", "column", ["", *KINDS]),
        ]


class EntryException(models.Model):
    """Leave to enter marks beyond the days, for one teacher, one class or one student of a school.

    It begins on the day it is given and lasts to `ends_on`, unless it is ended before. `column` as
    in a window. The row stays: it says who gave leave to write, when and why.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    term = models.ForeignKey("schools.Term", models.PROTECT, related_name="+")
    staff = models.ForeignKey(
        "staffing.StaffMember", models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    class_group = models.ForeignKey(
        "schools.ClassGroup", models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    student = models.ForeignKey(
        "students.Student", models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    column = models.CharField(_("mark column"), max_length=10, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=300)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("exception to the days of entry")
        verbose_name_plural = _("exceptions to the days of entry")
        indexes = [models.Index(fields=["school", "term"], name="entryexception_school_term")]
        constraints = [
            ends_after_start("entryexception_ends_after_start"),
            known("entryexception_column_is_known", "column", ["", *KINDS]),
            models.CheckConstraint(
                condition=Q(staff__isnull=False, class_group=None, student=None)
                | Q(staff=None, class_group__isnull=False, student=None)
                | Q(staff=None, class_group=None, student__isnull=False),
                name="entryexception_is_for_one",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="entryexception_end_has_an_author",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"

    @property
    def column_label(self) -> str:
        """TX, GK, CK; empty for every column."""
        return KINDS.get(self.column, "")

    @cached_property
    def is_in_force(self) -> bool:
        today: datetime.date = timezone.localdate()
        return self.ended_at is None and self.starts_on <= today <= self.ends_on
