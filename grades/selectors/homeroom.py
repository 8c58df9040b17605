"""A class as its homeroom teacher sees it: every subject of every student side by side."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from grades.choices import RecordMoment, SheetState
from grades.homeroom_cells import read_field
from grades.models import CommentReading, HomeroomRecord, MarkRecord, MarkSheet
from grades.rules.cells import AssessmentForm
from grades.rules.mark_text import format_cell
from grades.selectors.arrivals import stayed
from grades.selectors.attendance import counted_sessions
from grades.selectors.comments import rejected_in_class
from grades.selectors.days import SheetDays, cells_due, days_of_sheets
from grades.selectors.homeroom_fields import traits_of_class
from grades.selectors.homeroom_records import homeroom_records
from schools.models import ClassGroup, Term
from staffing.models import StaffMember
from staffing.selectors import teachers_of_sheets
from students.choices import Sex
from students.models import Enrolment
from students.selectors import (
    NONE_MISSED,
    AbsenceCount,
    absences_counted,
    in_class_during,
    sits_in_class,
)


@dataclass(frozen=True)
class SubjectColumn:
    """One subject of the class: its sheet, who gives it, how many cells are still to be filled."""

    sheet: MarkSheet
    teachers: tuple[StaffMember, ...]
    missing: int

    @property
    def by(self) -> str:
        """Whose it is, in words."""
        names = ", ".join(each.full_name for each in self.teachers)
        return names or _("nobody assigned")


@dataclass(frozen=True)
class SubjectCell:
    """One student in one subject: the average, or what is missing and whose it is.

    `record` is there where the average is derived, and so can be explained.
    `is_low`: as Scheme.is_low.
    """

    column: SubjectColumn
    text: str
    record: int | None
    missing: tuple[str, ...]
    is_low: bool

    @property
    def look(self) -> str:
        """The class of its cell on the page."""
        if self.missing:
            return "is-miss"
        return "is-low" if self.is_low else ""

    @property
    def why(self) -> str:
        """What is missing, and whose it is, under the name of the subject."""
        if not self.missing:
            return ""
        words = {"cells": ", ".join(self.missing), "teacher": self.column.by}
        return f"{self.column.sheet.subject.name}: {_('missing %(cells)s: %(teacher)s') % words}"


@dataclass(frozen=True)
class HomeroomRow:
    """One student. `stayed` says since or until when, if not the whole term; `gone` of who left.

    `record` is what is said, or an empty one that is not stored. `born` tells students of one name
    apart. `counted` are the sessions of the year that count against `most`. `sent_back` is the
    head's reading that sent this comment back.
    """

    stay: Enrolment
    order: int
    born: str
    stayed: str
    gone: bool
    cells: list[SubjectCell]
    record: HomeroomRecord
    missed: AbsenceCount
    counted: int
    traits: list[tuple[str, str]]
    sent_back: CommentReading | None

    @property
    def name(self) -> str:
        return self.stay.student.full_name

    @property
    def trait_levels(self) -> list[tuple[str, str, str]]:
        """Each quality and competence: field, title, and the level's letter or nothing."""
        return [(name, title, read_field(self.record, name)) for name, title in self.traits]

    @property
    def conduct(self) -> str:
        """The level's letter, T, K, Đ or C; empty while none is given."""
        return read_field(self.record, "conduct")


@dataclass(frozen=True)
class HomeroomPage:
    """One class and term; `most` are the sessions a student may miss in the year.

    `traits` are the qualities and competences of primary school, each with the name of its field;
    none in secondary school, where conduct is given.
    """

    columns: list[SubjectColumn]
    rows: list[HomeroomRow]
    most: int | None
    traits: list[tuple[str, str]]

    @property
    def present(self) -> list[HomeroomRow]:
        return [row for row in self.rows if not row.gone]

    @property
    def girls(self) -> int:
        return sum(row.stay.student.sex == Sex.FEMALE for row in self.present)

    @property
    def short(self) -> list[SubjectColumn]:
        """The subjects that lack something, the one that lacks most first."""
        return sorted((each for each in self.columns if each.missing), key=lambda c: -c.missing)

    @property
    def unsaid(self) -> list[HomeroomRow]:
        """Who still lacks a level: of conduct, or of a quality or competence."""
        if not self.traits:
            return [row for row in self.present if not row.conduct]
        return [
            row for row in self.present if not all(letter for _n, _t, letter in row.trait_levels)
        ]

    @property
    def staff_ids(self) -> set[int]:
        """The teachers whom the page names."""
        return {each.pk for column in self.columns for each in column.teachers}

    @property
    def student_ids(self) -> list[int]:
        return [row.stay.student_id for row in self.rows]


def homeroom_page(class_group: ClassGroup, term: Term, moment: RecordMoment) -> HomeroomPage:
    """The page: eleven queries. No level over subjects is on it, and nothing ranks students."""
    sheets = MarkSheet.objects.filter(class_group=class_group, term=term)
    sheets = sheets.select_related("subject", "regulation", "term")
    ordered = list(sheets.order_by("subject__position", "pk"))
    stays = Enrolment.objects.filter(in_class_during(term), class_group=class_group)
    stays = stays.select_related("student")
    ordered_stays = list(stays.order_by("position", "student__sort_key", "pk"))
    lines = _lines(ordered)
    days = days_of_sheets(ordered)
    columns = _columns(class_group, term, ordered, lines, days)
    scheme = ordered[0].scheme if ordered else None
    traits = traits_of_class(class_group, term)
    rows = _rows(class_group, term, moment, ordered_stays, columns, lines, days, traits)
    return HomeroomPage(columns, rows, scheme.most_absences if scheme else None, traits)


Lines = dict[tuple[int, int], MarkRecord]


def _lines(sheets: Collection[MarkSheet]) -> Lines:
    """The records of the sheets by sheet and stay: one query."""
    by_id = {sheet.pk: sheet for sheet in sheets}
    found: Lines = {}
    for record in MarkRecord.objects.filter(sheet__in=by_id).select_related("enrolment"):
        record.sheet = by_id[record.sheet_id]
        found[record.sheet_id, record.enrolment_id] = record
    return found


def _columns(
    class_group: ClassGroup,
    term: Term,
    sheets: Collection[MarkSheet],
    lines: Lines,
    days: Mapping[int, SheetDays],
) -> list[SubjectColumn]:
    teachers = teachers_of_sheets([class_group.pk], term.today_in())
    missing: Counter[int] = Counter()
    for (sheet_id, _stay), record in lines.items():
        missing[sheet_id] += len(_missing(record, days[sheet_id]))
    return [
        SubjectColumn(
            sheet, tuple(teachers.get((class_group.pk, sheet.subject_id), ())), missing[sheet.pk]
        )
        for sheet in sheets
    ]


def _missing(record: MarkRecord, days: SheetDays) -> tuple[str, ...]:
    """The cells to be filled; none of a student who has left, or of a sealed sheet."""
    sheet = record.sheet
    if sheet.state == SheetState.SEALED or not sits_in_class(record.enrolment, sheet.term):
        return ()
    return tuple(sheet.columns[name].label for name in cells_due(record, days))


def _rows(
    class_group: ClassGroup,
    term: Term,
    moment: RecordMoment,
    stays: Collection[Enrolment],
    columns: Collection[SubjectColumn],
    lines: Lines,
    days: Mapping[int, SheetDays],
    traits: list[tuple[str, str]],
) -> list[HomeroomRow]:
    records = homeroom_records(class_group, term, moment)
    missed, counted = _missed(term, stays, columns)
    names = Counter(stay.student.sort_key for stay in stays)
    back = rejected_in_class(class_group, term, moment)
    return [
        HomeroomRow(
            stay=stay,
            order=order,
            born=_born(stay, names),
            stayed=stayed(stay, term),
            gone=not sits_in_class(stay, term),
            cells=[_cell(each, lines.get((each.sheet.pk, stay.pk)), days) for each in columns],
            record=records.get(stay.pk) or HomeroomRecord(),
            missed=missed.get(stay.student_id, NONE_MISSED),
            counted=counted.get(stay.student_id, 0),
            traits=traits,
            sent_back=back.get(stay.pk),
        )
        for order, stay in enumerate(stays, start=1)
    ]


def _missed(
    term: Term, stays: Collection[Enrolment], columns: Collection[SubjectColumn]
) -> tuple[dict[int, AbsenceCount], dict[int, int]]:
    """By student the absences of the term, and the sessions of the year that count."""
    students = [stay.student_id for stay in stays]
    scheme = next((each.sheet.scheme for each in columns), None)
    missed = absences_counted(students, term.starts_on, term.ends_on)
    return missed, counted_sessions(students, term.school_year, scheme)


def _born(stay: Enrolment, names: Counter[str]) -> str:
    is_shared = names[stay.student.sort_key] > 1
    return f"{stay.student.birth_date:%d/%m/%Y}" if is_shared else ""


def _cell(
    column: SubjectColumn, record: MarkRecord | None, days: Mapping[int, SheetDays]
) -> SubjectCell:
    if record is None:
        return SubjectCell(column, "–", None, (), is_low=False)
    if record.exempt:
        return SubjectCell(column, _("exempt"), None, (), is_low=False)
    average = record.average
    line = record.pk if column.sheet.scheme.explaining else None
    missing = _missing(record, days[column.sheet.pk])
    if average is None:
        return SubjectCell(column, "…" if missing else "–", line, missing, is_low=False)
    is_low = column.sheet.scheme.is_low(AssessmentForm(column.sheet.form), average)
    return SubjectCell(column, format_cell(average), line, (), is_low=is_low)
