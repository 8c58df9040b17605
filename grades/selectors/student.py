"""One student as the pages of the school show him or her: stays, and results by subject."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.cells import read_cell, text_of
from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet, SealDecision, TermResult
from grades.rules.cells import AssessmentForm
from grades.rules.mark_text import format_cell
from schools.models import SchoolYear, Subject, Term
from schools.models.year import TERM_NUMBERS
from staffing.selectors import assigned_pairs, taught_in_term
from students.models import Enrolment, Student
from students.selectors import reported_for

NUMBERS = [number for number, _name in TERM_NUMBERS]


def readable_sheets(scope: Scope, user_id: int, school_id: int) -> Q:
    """A condition on a school's sheets: every one by role, otherwise those the user
    is assigned or was in their term."""
    if reads_every_sheet(scope, school_id):
        return Q()
    if scope.can(Action.WRITE_OWN_MARKS, school_id):
        return assigned_pairs(user_id) | taught_in_term(user_id)
    return Q(pk__in=[])


def reads_every_sheet(scope: Scope, school_id: int) -> bool:
    """Whether the role shows every mark of the school, and results over all subjects."""
    return scope.can(Action.READ_MARKS, school_id) or scope.can(Action.WRITE_MARKS, school_id)


def stays_of(student: Student) -> list[Enrolment]:
    """Every stay of the student, the newest first: one query."""
    stays = Enrolment.objects.filter(student=student).order_by("-starts_on", "-pk")
    related = ("class_group__grade_level", "school_year", "school", "student")
    return list(stays.select_related(*related))


@dataclass(frozen=True)
class TermCell:
    """One subject in one term: its sheet, and the average as text, empty without one.

    `record` is there where the average is derived, and so can be explained.
    """

    sheet: str
    record: int | None
    average: str
    is_exempt: bool
    is_sealed: bool


@dataclass
class YearOfSubject:
    """One subject in one year: a cell for each term that has one, and the year's result as text."""

    year: str
    terms: dict[int, TermCell] = field(default_factory=dict)
    result: str = ""

    @property
    def is_derived(self) -> bool:
        """Whether the result of the year can be explained."""
        return any(cell.record for cell in self.terms.values())

    @property
    def cells(self) -> list[TermCell | None]:
        return [self.terms.get(number) for number in NUMBERS]


@dataclass
class SubjectRow:
    """One subject: the marks of the term as text, and the years beside each other, newest first."""

    name: str
    code: str
    marks: str = ""
    years: list[YearOfSubject] = field(default_factory=list)


@dataclass(frozen=True)
class YearColumn:
    """One year of the table: the classes, and the levels of its terms in words, empty without.

    `has_year_level`: both terms are sealed under a circular that gives a level of the year alone.
    """

    year: SchoolYear
    classes: str
    learning: list[str]
    conduct: list[str]
    has_year_level: bool

    @property
    def is_whole(self) -> bool:
        """Whether every term of the year has been sealed for the student."""
        return all(self.learning)

    @property
    def learning_by_term(self) -> list[tuple[str, str]]:
        """The levels of learning, each with the code of its term."""
        codes = [f"{self.year.code}-HK{number}" for number in NUMBERS]
        return list(zip(self.learning, codes, strict=True))


@dataclass(frozen=True)
class StudentResults:
    """A student's years beside each other, by subject."""

    columns: list[YearColumn]
    rows: list[SubjectRow]

    @property
    def has_levels(self) -> bool:
        return any(any(column.learning + column.conduct) for column in self.columns)

    @property
    def has_year_levels(self) -> bool:
        return any(column.has_year_level for column in self.columns)


def student_results(
    stays: list[Enrolment],
    years: list[SchoolYear],
    term: Term | None,
    readable: Q,
    *,
    with_levels: bool,
) -> StudentResults:
    """Results of these years on the sheets that may be read, and the marks of the term.

    `readable` is a condition of readable_sheets. Of several classes of a year, the one that reports
    the term. Two queries, one without `with_levels`.
    """
    here = [stay for stay in stays if stay.school_year in years]
    records = _records(here, readable)
    rows: dict[int, SubjectRow] = {}
    for record in records:
        sheet = record.sheet
        row = rows.setdefault(sheet.subject_id, _empty_row(sheet.subject, years))
        year = row.years[years.index(sheet.term.school_year)]
        year.terms[sheet.term.number] = _term_cell(record)
        if term is not None and sheet.term_id == term.pk:
            row.marks = _marks(record)
    _add_year_results(records, rows, years)
    levels = _levels(here) if with_levels else {}
    whole = _years_with_level(records) if with_levels else frozenset()
    columns = [_column(year, here, levels, whole) for year in years]
    return StudentResults(columns, list(rows.values()))


def _years_with_level(records: list[MarkRecord]) -> frozenset[int]:
    """The years of which every term is sealed and the circular gives a level of the year alone."""
    sealed = {
        (each.sheet.term.school_year_id, each.sheet.term.number)
        for each in records
        if each.sheet.state == SheetState.SEALED and not each.sheet.scheme.gives_term_level
    }
    return frozenset(
        year for year, _number in sealed if all((year, number) in sealed for number in NUMBERS)
    )


def _empty_row(subject: Subject, years: list[SchoolYear]) -> SubjectRow:
    return SubjectRow(subject.name, subject.code, years=[YearOfSubject(y.code) for y in years])


def _term_cell(record: MarkRecord) -> TermCell:
    return TermCell(
        sheet=str(record.sheet.public_id),
        record=record.pk if record.sheet.scheme.explaining else None,
        average=format_cell(record.average),
        is_exempt=record.exempt,
        is_sealed=record.sheet.state == SheetState.SEALED,
    )


def _records(stays: list[Enrolment], readable: Q) -> list[MarkRecord]:
    records = MarkRecord.objects.filter(
        reported_for("sheet__term", "enrolment__"),
        enrolment__in=stays,
        sheet__in=MarkSheet.objects.filter(readable),
    ).select_related("sheet__subject", "sheet__term__school_year", "sheet__regulation")
    return list(records.order_by("sheet__subject__position", "sheet__term__starts_on"))


def seal_decisions(student: Student, years: list[SchoolYear]) -> list[SealDecision]:
    """What was decided on the student in these years before a class was sealed, newest first.

    One query.
    """
    rows = SealDecision.objects.filter(student=student, term__school_year__in=years)
    related = ("term__school_year", "class_group", "actor", "principal")
    return list(rows.select_related(*related).order_by("-pk"))


def _marks(record: MarkRecord) -> str:
    """The filled cells: "8,0 7,5 · GK 8,0"."""
    if record.exempt:
        return ""
    regular, others = [], []
    for name, column in record.sheet.columns.items():
        if text := text_of(record.sheet, name, read_cell(record, name)):
            if column.group == "regular":
                regular.append(text)
            else:
                others.append(f"{column.label} {text}")
    return " · ".join(filter(None, [" ".join(regular), *others]))


def _add_year_results(
    records: list[MarkRecord], rows: Mapping[int, SubjectRow], years: list[SchoolYear]
) -> None:
    """The year's result of each subject, by the rules of its last sheet."""
    by_year: dict[tuple[int, int], dict[int, MarkRecord]] = {}
    for record in records:
        key = (record.sheet.subject_id, years.index(record.sheet.term.school_year))
        by_year.setdefault(key, {})[record.sheet.term.number] = record
    first, second = NUMBERS
    for (subject, index), found in by_year.items():
        if second not in found:
            continue
        averages = [found[number].average if number in found else None for number in NUMBERS]
        last = found[second].sheet
        result = last.scheme.year_result(AssessmentForm(last.form), *averages)
        rows[subject].years[index].result = format_cell(result)


def _levels(stays: list[Enrolment]) -> dict[tuple[int, int], TermResult]:
    """What sealing computed, by year and number of the term; the last class of a term counts."""
    results = TermResult.objects.filter(enrolment__in=stays).select_related("term")
    found = results.order_by("enrolment__starts_on", "pk")
    return {(each.term.school_year_id, each.term.number): each for each in found}


def _column(
    year: SchoolYear,
    stays: list[Enrolment],
    levels: Mapping[tuple[int, int], TermResult],
    whole: frozenset[int],
) -> YearColumn:
    classes = [s.class_group.name for s in reversed(stays) if s.school_year_id == year.pk]
    results = [levels.get((year.pk, number)) for number in NUMBERS]
    return YearColumn(
        year=year,
        classes=" → ".join(dict.fromkeys(classes)),
        learning=[_learning(each) for each in results],
        conduct=[str(each.get_conduct_display() or "") if each else "" for each in results],
        has_year_level=year.pk in whole,
    )


def _learning(result: TermResult | None) -> str:
    if result is None:
        return ""
    return str(result.get_learning_display() or _("no level"))
