"""The days of entry of a term as their page shows them."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from grades.models import MarkSheet, ProvinceWindow, SchoolWindow
from grades.rules.entry_days import EntryDays, days_in_force
from grades.rules.schemes import column_kinds
from grades.selectors.days import NO_COLUMN, window_of
from schools.models import ClassGroup, GradeLevel, School, Term
from students.models import Enrolment

AnyWindow = ProvinceWindow | SchoolWindow


@dataclass(frozen=True)
class WindowRow:
    """One line of the calendar; `window` None is the term's own days.

    `x` and `width` are where its bar lies in the calendar, in hundredths of it.
    """

    window: AnyWindow | None
    days: EntryDays
    calendar: EntryDays

    @property
    def school(self) -> School | None:
        return self.window.school if isinstance(self.window, SchoolWindow) else None

    @property
    def grade(self) -> GradeLevel | None:
        return self.window.grade_level if self.window else None

    @property
    def column(self) -> str:
        """TX, GK, CK; empty for every column."""
        return self.window.column_label if self.window else ""

    @property
    def state(self) -> str:
        """over, in_force or to_come."""
        today = timezone.localdate()
        if self.days.contains(today):
            return "in_force"
        return "over" if self.days.closes_on < today else "to_come"

    @property
    def x(self) -> float:
        return share(self.calendar, self.days.opens_on)

    @property
    def width(self) -> float:
        after = self.days.closes_on + datetime.timedelta(days=1)
        return round(share(self.calendar, after) - self.x, 2)


def share(calendar: EntryDays, day: datetime.date) -> float:
    """Where the day begins in the calendar, in hundredths of it."""
    length = (calendar.closes_on - calendar.opens_on).days + 1
    return round(100 * (day - calendar.opens_on).days / length, 2)


@dataclass(frozen=True)
class Calendar:
    """The windows of a term: the term's own days, the province's, and schools' own."""

    term: Term
    rows: Sequence[WindowRow]
    days: EntryDays

    @cached_property
    def months(self) -> list[tuple[datetime.date, float]]:
        """The first day of each month in the calendar, and where it begins."""
        found, day = [], self.days.opens_on.replace(day=1)
        while day <= self.days.closes_on:
            if day >= self.days.opens_on:
                found.append((day, share(self.days, day)))
            day = (day + datetime.timedelta(days=31)).replace(day=1)
        return found

    @property
    def today(self) -> float | None:
        """Where today is; None outside."""
        today = timezone.localdate()
        return share(self.days, today) if self.days.contains(today) else None


def calendar_of(term: Term, school_ids: Iterable[int] | None) -> Calendar:
    """The windows that hold for these schools (None: every school): two queries."""
    province = ProvinceWindow.objects.filter(term=term).select_related("grade_level", "set_by")
    own = SchoolWindow.objects.filter(term=term).select_related("grade_level", "set_by", "school")
    if school_ids is not None:
        own = own.filter(school__in=school_ids)
    windows: list[AnyWindow] = [
        *province.order_by("grade_level", "column"),
        *own.order_by("school__search_key", "school", "grade_level", "column"),
    ]
    usual = EntryDays(term.entry_opens_on, term.entry_closes_on)
    spans = [usual, *(EntryDays(each.opens_on, each.closes_on) for each in windows)]
    whole = EntryDays(
        min([term.starts_on, *(span.opens_on for span in spans)]),
        max([term.ends_on, *(span.closes_on for span in spans)]),
    )
    rows = [
        WindowRow(window, span, whole) for window, span in zip([None, *windows], spans, strict=True)
    ]
    return Calendar(term, rows, whole)


@dataclass(frozen=True)
class GradeDays:
    """The days that hold in one grade level of a school, by the title of the kind of column."""

    grade: GradeLevel
    days: Sequence[tuple[str, EntryDays]]


def school_days(term: Term, school: School) -> list[GradeDays]:
    """What holds at a school in the end, in each grade level that has classes: three queries."""
    kinds = column_kinds() | {NO_COLUMN: _("Remark")}
    usual = EntryDays(term.entry_opens_on, term.entry_closes_on)
    windows = [
        window_of(row)
        for model, named in ((ProvinceWindow, {}), (SchoolWindow, {"school": school}))
        for row in model.objects.filter(term=term, **named)
    ]
    classes = ClassGroup.objects.filter(school=school, school_year=term.school_year_id)
    grades = GradeLevel.objects.filter(pk__in=classes.values("grade_level"))
    lines = []
    for grade in grades:
        here = [window for window in windows if window.grade in (None, grade.pk)]
        spans = [(label, days_in_force(here, kind, usual)) for kind, label in kinds.items()]
        lines.append(GradeDays(grade, spans))
    return lines


def classes_with_other_dues(row: AnyWindow) -> list[tuple[int, int]]:
    """School and class of the classes with sheets in which a student came or left within the term.

    What is due of all others does not depend on the window. One query.
    """
    in_part = Enrolment.objects.filter(
        Q(starts_on__gt=row.term.starts_on) | Q(ends_on__lt=row.term.ends_on),
        school_year=row.term.school_year_id,
    )
    touched = in_part.values("class_group")
    sheets = MarkSheet.objects.filter(term=row.term_id, class_group__in=touched)
    if isinstance(row, SchoolWindow):
        sheets = sheets.filter(school=row.school_id)
    if row.grade_level_id is not None:
        sheets = sheets.filter(class_group__grade_level=row.grade_level_id)
    return list(sheets.values_list("school_id", "class_group_id").distinct())
