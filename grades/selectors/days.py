"""May this cell be written today, by this person: the one answer, for every door.

The windows that speak of a sheet and the exceptions for it come as annotations of the sheet's own
query, so that a save asks for them in no statement of its own.
"""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Expression, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _

from grades.models import (
    EntryException,
    MarkRecord,
    MarkSheet,
    ProvinceWindow,
    SchoolWindow,
)
from grades.rules.entry_days import EntryDays, Window, days_in_force
from grades.selectors.class_regulations import sharing_sets
from students.models import Enrolment

WINDOW = JSONObject(
    opens_on="opens_on", closes_on="closes_on", grade="grade_level_id", column="column"
)
OPENING = JSONObject(student="student_id", column="column", until="ends_on")
# What a sheet holds besides marks (remark, exemption): the days of no column.
NO_COLUMN = ""
AnyModel = TypeVar("AnyModel", bound=Model)


@dataclass(frozen=True)
class Opening:
    """An exception in force: until when, of which kind of column, for one student or for all."""

    column: str
    student: int | None
    until: datetime.date

    def covers(self, kind: str, student: int | None) -> bool:
        return self.column in ("", kind) and self.student in (None, student)


@dataclass(frozen=True)
class SheetDays:
    """On which days one sheet takes marks, by kind of column, and for whom longer.

    `by_kind` holds the days that are due; a sheet that was returned takes marks to `open_until`,
    and `openings` are what the person at hand may write beyond.
    """

    by_kind: Mapping[str, EntryDays]
    open_until: datetime.date | None
    openings: Sequence[Opening]

    def due(self, kind: str) -> EntryDays:
        """The days of the kind of column as the windows say, whoever asks."""
        return self.by_kind[kind]

    def takes(self, kind: str, student: int | None = None) -> bool:
        """Whether cells of the kind may be written today; `student` None: those of everybody."""
        if kind in self._open_kinds:
            return True
        return any(opening.covers(kind, student) for opening in self.openings)

    @cached_property
    def _open_kinds(self) -> set[str]:
        """The kinds of column that anybody may write today."""
        today = timezone.localdate()
        return {
            kind
            for kind, days in self.by_kind.items()
            if days.extended(self.open_until).contains(today)
        }

    @cached_property
    def is_open(self) -> bool:
        """Whether any cell may be written today."""
        students = {opening.student for opening in self.openings} | {None}
        return any(self.takes(kind, each) for kind in self.by_kind for each in students)

    @property
    def opens_on(self) -> datetime.date:
        return min(days.opens_on for days in self.by_kind.values())

    @property
    def next_close(self) -> datetime.date:
        """The day on which the next kind of column closes; the last one when all have closed."""
        today = timezone.localdate()
        ends = [days.extended(self.open_until).closes_on for days in self.by_kind.values()]
        return min((end for end in ends if end >= today), default=max(ends))

    @property
    def is_uniform(self) -> bool:
        """Whether every kind of column has the same days."""
        return len(set(self.by_kind.values())) == 1


def why_closed(label: str, days: EntryDays) -> str:
    """The sentence of a column that takes no marks today; `label` as TX, empty for the sheet."""
    named = {
        "column": label,
        "opens": f"{days.opens_on:%d/%m/%Y}",
        "closes": f"{days.closes_on:%d/%m/%Y}",
    }
    if label:
        return _("%(column)s can be entered from %(opens)s to %(closes)s.") % named
    return _("Marks can be entered from %(opens)s to %(closes)s.") % named


def why_cell_closed(record: MarkRecord, cell: str, days: SheetDays) -> str:
    """Why the cell of the line takes nothing today; empty when it does.

    `record.sheet` is loaded; a name the sheet lacks counts as no column.
    """
    column = record.sheet.columns.get(cell)
    kind = column.kind if column else NO_COLUMN
    if days.takes(kind, record.enrolment.student_id):
        return ""
    return why_closed(column.label if column else "", days.due(kind))


def undue_kinds(stay: Enrolment, days: SheetDays) -> frozenset[str]:
    """The kinds of columns that were open on no day of the stay: no mark is asked for there."""
    return undue_between(stay.starts_on, stay.ends_on, days)


def undue_between(
    first: datetime.date, last: datetime.date | None, days: SheetDays
) -> frozenset[str]:
    """undue_kinds, of a stay from the first day to the last one."""
    kinds = days.by_kind.items()
    return frozenset(kind for kind, open_days in kinds if not open_days.meets(first, last))


def cells_due(record: MarkRecord, days: SheetDays) -> tuple[str, ...]:
    """Names of the empty cells that are to be filled: of columns that were open in the stay.

    The same in SQL is grades/selectors/filling.py.
    """
    sheet, undue = record.sheet, undue_kinds(record.enrolment, days)
    names = sheet.scheme.cells_to_fill(sheet, record)
    return tuple(name for name in names if sheet.columns[name].kind not in undue)


def with_days(sheets: "QuerySet[MarkSheet]", user: Expression, day: Any) -> "QuerySet[MarkSheet]":
    """The sheets, each with what days_of needs: the windows of its class and the exceptions."""
    return sheets.annotate(
        province_windows=_windows(ProvinceWindow.objects.all()),
        school_windows=_windows(SchoolWindow.objects.filter(school=OuterRef("school"))),
        openings=_openings(user, day),
    )


def _windows(rows: "QuerySet[AnyModel]") -> ArraySubquery:
    grade = Q(grade_level=None) | Q(grade_level=OuterRef("class_group__grade_level"))
    return ArraySubquery(rows.filter(grade, term=OuterRef("term")).values(found=WINDOW))


def _openings(user: Expression, day: Any) -> ArraySubquery:
    """For the class, for one of the school's students, or for the user as a teacher there."""
    whose = Q(class_group=OuterRef("class_group")) | Q(staff__user=user) | ~Q(student=None)
    rows = EntryException.objects.filter(
        whose,
        school=OuterRef("school"),
        term=OuterRef("term"),
        starts_on__lte=day,
        ends_on__gte=day,
        ended_at=None,
    )
    return ArraySubquery(rows.values(found=OPENING))


def days_of(sheet: Any) -> SheetDays:
    """The days of a sheet that was read by with_days, with its term and its regulation set."""
    usual = EntryDays(sheet.term.entry_opens_on, sheet.term.entry_closes_on)
    windows = [_window(each, of_school=False) for each in sheet.province_windows]
    windows += [_window(each, of_school=True) for each in sheet.school_windows]
    kinds = {column.kind for column in sheet.columns.values()} | {NO_COLUMN}
    return SheetDays(
        {kind: days_in_force(windows, kind, usual) for kind in sorted(kinds)},
        sheet.open_until,
        [Opening(each["column"], each["student"], _day(each["until"])) for each in sheet.openings],
    )


def _window(found: dict[str, Any], *, of_school: bool) -> Window:
    days = EntryDays(_day(found["opens_on"]), _day(found["closes_on"]))
    return Window(days, of_school, found["column"], found["grade"])


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def days_of_sheets(
    sheets: Collection[MarkSheet], user_id: int | None = None
) -> dict[int, SheetDays]:
    """The days of each sheet by its number, for the user: one query.

    Without a user only what is due, and the exceptions for classes and students.
    """
    if not sheets:
        return {}
    return days_among(MarkSheet.objects.filter(pk__in=[sheet.pk for sheet in sheets]), user_id)


def days_among(sheets: "QuerySet[MarkSheet]", user_id: int | None = None) -> dict[int, SheetDays]:
    """days_of_sheets, for every sheet of the query."""
    # Compared with a plain None, Django would find the staff who have no account.
    user = Value(user_id, BigIntegerField())
    found = with_days(sheets.select_related("term", "regulation"), user, timezone.localdate())
    return {sheet.pk: days_of(sheet) for sheet in sharing_sets(found)}


def days_of_sheet(sheet: MarkSheet, user_id: int | None = None) -> SheetDays:
    """The days of one sheet for the user: one query."""
    return days_of_sheets([sheet], user_id)[sheet.pk]


def days_of_schools(term: Any, school_ids: Collection[int]) -> dict[int, EntryDays]:
    """From the first to the last day on which a school's sheets take marks: two queries.

    Some column of some grade does on each end; exceptions and returned sheets do not count.
    """
    usual = EntryDays(term.entry_opens_on, term.entry_closes_on)
    province = [window_of(row) for row in ProvinceWindow.objects.filter(term=term)]
    own: dict[int, list[Window]] = {pk: [] for pk in school_ids}
    for row in SchoolWindow.objects.filter(term=term, school__in=school_ids):
        own[row.school_id].append(window_of(row))
    return {pk: _whole([*province, *windows], usual) for pk, windows in own.items()}


def window_of(row: ProvinceWindow | SchoolWindow) -> Window:
    """The row as the rules know it."""
    days = EntryDays(row.opens_on, row.closes_on)
    return Window(days, isinstance(row, SchoolWindow), row.column, row.grade_level_id)


def _whole(windows: Sequence[Window], usual: EntryDays) -> EntryDays:
    kinds = {window.column for window in windows} | {NO_COLUMN}
    grades = {window.grade for window in windows} | {None}
    spans = [
        days_in_force([each for each in windows if each.grade in (None, grade)], kind, usual)
        for kind in kinds
        for grade in grades
    ]
    opens, closes = [days.opens_on for days in spans], [days.closes_on for days in spans]
    return EntryDays(min(opens), max(closes))


def first_last_day(term: Any, school_ids: Collection[int] | None) -> datetime.date:
    """The first last day of entry among the schools (None: the term's own): two queries."""
    if not school_ids:
        return cast(datetime.date, term.entry_closes_on)
    return min(days.closes_on for days in days_of_schools(term, school_ids).values())
