"""Mark sheets as the Ministry, the vendors and teachers lay them out."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from eduportal.core.looking import Kind
from eduportal.imports.choices import Action
from eduportal.imports.importer import (
    ChangedMeanwhile,
    CheckedRow,
    ColumnsUnclear,
    Context,
    FileRefused,
    Importer,
    Table,
)
from eduportal.imports.models import ImportRow
from eduportal.imports.people import COLUMN_PARTS, PeopleReader, Person
from eduportal.imports.undoing import Undone, Working
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action as ScopeAction
from eduportal.workbooks.editing.lines import Template
from eduportal.workbooks.headers import Header
from eduportal.workbooks.problems import KEPT_OUT, Place, Problem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.workbook import Workbook
from grades.importers.class_lists import CLOSE, find_record, require_usable
from grades.importers.class_names import ClassNames
from grades.importers.class_record.books import ClassBooks
from grades.importers.class_record.columns import MESSAGES as CLASS_MESSAGES
from grades.importers.class_record.importer import ClassRecordImporter
from grades.importers.class_record.undoing import take_back_said
from grades.importers.mark_sheet.books import Book, Books, for_writing, why_refused
from grades.importers.mark_sheet.columns import COLUMNS, MESSAGES, REQUIRED
from grades.importers.mark_sheet.layouts import Layouts, has_marks
from grades.importers.mark_sheet.marks import RowMarks, read_marks
from grades.importers.mark_sheet.options import MarkSheetOptions
from grades.importers.mark_sheet.side_by_side import OF_CLASS
from grades.importers.mark_sheet.targets import key_of, named_subjects
from grades.importers.mark_sheet.templates import class_templates
from grades.importers.mark_sheet.undoing import take_back
from grades.importers.mark_sheet.words import cells_in_words
from grades.models import MarkRecord, MarkSheet
from grades.selectors.days import days_of_sheet
from grades.services import CellEdit, NotAllowed, SheetLocked, save_cells
from grades.services.permissions import may_read

__all__ = ["MarkSheetImporter"]


class MarkSheetImporter(Importer):
    """Marks of one or several classes in one subject and term, written through save_cells.

    Vietnamese: bảng điểm môn học (Mẫu 1). An empty cell leaves the stored mark. A cell that cannot
    be read is reported and left out; the others are written once the user confirms.
    """

    key = "mark-sheet"
    title = _("Mark sheet of a subject")
    description = _(
        "Marks of a class in one subject and one term, in the Ministry's layout or a vendor's. An "
        "empty cell leaves the mark as it is; a mark that cannot be read is reported, never "
        "rounded."
    )
    columns = COLUMNS
    required = REQUIRED
    parts = COLUMN_PARTS
    days = ("birth_date",)
    name = "full_name"
    messages = MESSAGES | CLASS_MESSAGES
    close = CLOSE
    dated = True
    options_form = MarkSheetOptions
    actions = (ScopeAction.IMPORT_MARKS, ScopeAction.WRITE_OWN_MARKS)
    oversight = ScopeAction.IMPORT_MARKS

    @classmethod
    def persons_of(cls, rows: Sequence[dict[str, Any]]) -> Mapping[Kind, set[int]]:
        of_class = [values for values in rows if "stay" in values]
        ids = {values["record"] for values in rows if "record" in values}
        records = MarkRecord.objects.filter(pk__in=ids)
        students = set(records.values_list("enrolment__student_id", flat=True))
        if of_class:
            students |= ClassRecordImporter.persons_of(of_class)[Kind.STUDENT]
        return {Kind.STUDENT: students}

    @classmethod
    def rows_about(cls, kind: Kind, person: int) -> Q:
        if kind != Kind.STUDENT:
            return Q(pk=None)
        records = MarkRecord.objects.filter(enrolment__student=person)
        of_sheets = Q(values__record__in=list(records.values_list("pk", flat=True)))
        return of_sheets | ClassRecordImporter.rows_about(kind, person)

    @classmethod
    def in_words(cls, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [*cells_in_words(values.get("cells", {})), *ClassRecordImporter.in_words(values)]

    def __init__(self, context: Context) -> None:
        super().__init__(replace(context, scope=for_writing(context.scope, context.school_id)))
        self.own_scope = context.scope
        self.layouts = Layouts(self)
        self._people = PeopleReader()
        self.class_names = ClassNames(self)
        self.books = Books(self, self.layouts.targets, self.class_names, self.own_scope)
        self.class_books = ClassBooks(self, self.class_names)

    @classmethod
    def withheld(cls, scope: Scope, user_id: int | None, rows: Sequence[ImportRow]) -> set[int]:
        """Who brings in marks by file does not thereby read those that are stored."""
        ids = {row.values["sheet"] for row in rows if "sheet" in row.values}
        sheets = MarkSheet.objects.filter(pk__in=ids)
        hidden = {sheet.pk for sheet in sheets if not may_read(scope, user_id, sheet)}
        of_class = [row for row in rows if "class" in row.values]
        withheld = ClassRecordImporter.withheld(scope, user_id, of_class) if of_class else set()
        return withheld | {row.pk for row in rows if row.values.get("sheet") in hidden}

    @classmethod
    def templates(cls, workbook: Workbook, about: Mapping[str, Any]) -> list[Template]:
        """Of one subject; with a school, a term's number and a moment, of a class."""
        if not about:
            return super().templates(workbook, about)
        names = named_subjects(about["school"])
        return list(class_templates(workbook, names, about["term"], about["moment"]))

    def find_tables(self, workbook: Workbook) -> list[Table]:
        return self.layouts.find(workbook, named_subjects(self.context.school_id))

    def split(self, row: TableRow) -> Sequence[TableRow]:
        return self.layouts.split(row)

    def rows_each(self, header: Header) -> int:
        return self.layouts.rows_each(header)

    def begin(self, tables: list[Table]) -> list[Table]:
        marked = [table for table in tables if has_marks(table[1])]
        if not marked:
            places = [Place(sheet.name, header.first_row) for sheet, header in tables]
            raise ColumnsUnclear(
                [self.problem("no_mark_columns", place) for place in places],
                [header.layout for _sheet, header in tables],
            )
        for sheet, _header in tables:
            if sheet.name not in [each.name for each, _ in marked]:
                self.problems.append(
                    self.problem(
                        "sheet_passed_over",
                        Place(sheet.name),
                        severity="warning",
                        sheet=sheet.name,
                    )
                )
        begun = self.layouts.begin(marked)
        if not begun:
            raise FileRefused(self.problems)
        return begun

    def check(self, rows: Sequence[TableRow]) -> list[CheckedRow]:
        read: list[tuple[TableRow, str, Person, list[Problem]]] = []
        for row, (who, problems) in zip(rows, self._people.read(rows), strict=True):
            year = self.layouts.term_of(row.header).school_year_id
            read.append((row, self.class_names.of(row, year, problems), who, problems))
        of_subjects = [(row.header, name) for row, name, _who, _found in read if name]
        self.books.load(
            (key_of(header), name) for header, name in of_subjects if header.part != OF_CLASS
        )
        checked = [self._check(*each) for each in read]
        self.layouts.say_once(zip(rows, checked, strict=True))
        return checked

    def finish(self) -> None:
        """Say which sheets are written, and name the students whom the file leaves out.

        Those who lack in several subjects of a class are named once.
        """
        named: list[tuple[str, dict[int, str]]] = []
        for book in self.books.opened():
            self.facts.append(
                (gettext_noop("Mark sheet"), f"{book.title} ({len(book.students.rows)})")
            )
            absent = book.sheet.class_group.name, book.students.absent
            if book.refusal is None and absent[1] and absent not in named:
                named.append(absent)
        for of_class in self.class_books.opened():
            count = len(of_class.students.rows)
            self.facts.append((gettext_noop("Class"), f"{of_class.title} ({count})"))
        self.problems += [self.left_out(*absent) for absent in named]

    def apply(self, rows: Iterable[ImportRow]) -> Iterator[int]:
        by_sheet: defaultdict[int, list[ImportRow]] = defaultdict(list)
        of_class: list[ImportRow] = []
        for row in rows:
            (by_sheet[row.values["sheet"]] if "sheet" in row.values else of_class).append(row)
        done = 0
        for sheet_id, its_rows in by_sheet.items():
            self._write(sheet_id, its_rows)
            done += len(its_rows)
            yield done
        for count in self.class_books.write(of_class):
            done += count
            yield done

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        every = list(rows)
        of_sheets = [row for row in every if "sheet" in row.values]
        of_classes = [row for row in every if "class" in row.values]
        working.expect(len(of_sheets) + len(of_classes))
        undone = take_back(self.context, of_sheets, working)
        of_class = take_back_said(self.context, of_classes, working)
        return Undone(undone.back + of_class.back, undone.stays + of_class.stays)

    def _check(self, row: TableRow, name: str, who: Person, problems: list[Problem]) -> CheckedRow:
        """The row of that class and person; `problems` are what is wrong with it so far."""
        checked = CheckedRow(
            sheet=row.header.sheet,
            number=row.number,
            label=self.layouts.label(row, who.shown),
            action=Action.REFUSED,
            problems=problems,
        )
        if row.header.part == OF_CLASS:
            target = self.layouts.of_class[key_of(row.header)]
            self.class_books.check(row, name, target, who, checked)
        elif name and (book := self.books.of(row, name, problems)) is not None:
            self._compare(row, book, who, checked)
        return checked

    def _compare(self, row: TableRow, book: Book, who: Person, checked: CheckedRow) -> None:
        """Find the student of the row and say what it changes."""
        problems = checked.problems
        if not who.full_name and not who.ministry_code:
            problems.append(self.problem("required", row.place("full_name")))
            return
        record = find_record(self, row, who, book.students, problems)
        if record is None or book.refusal is not None:
            return
        unusable = require_usable(self, row, record, book.students)
        if unusable is not None:
            problems.append(unusable)
            return
        marks = read_marks(self, row, book, record)
        problems += marks.problems
        checked.action = _action(marks, book)
        checked.changes = marks.changes
        checked.values = {"sheet": book.sheet.pk, "record": record.pk, "cells": marks.cells}

    def _write(self, sheet_id: int, rows: Sequence[ImportRow]) -> None:
        """Save one sheet's cells; anything but saved means that the check is out of date."""
        try:
            outcome = save_cells(
                sheet_id=sheet_id,
                edits=list(self._edits(rows)),
                scope=self.context.scope,
                user_id=self.context.user_id,
            )
        except MarkSheet.DoesNotExist as error:
            raise ChangedMeanwhile([self.problem("changed_meanwhile")]) from error
        except (NotAllowed, SheetLocked) as error:
            sheet = MarkSheet.objects.select_related("subject", "class_group", "term").get(
                pk=sheet_id
            )
            days = days_of_sheet(sheet, self.context.user_id)
            refusal = why_refused(self, sheet, days) or self.problem("changed_meanwhile")
            raise FileRefused([refusal]) from error
        stale = [result for result in outcome.results if result.status not in ("saved", "same")]
        if stale:
            raise ChangedMeanwhile([self.problem("changed_meanwhile")])

    def _edits(self, rows: Iterable[ImportRow]) -> Iterator[CellEdit]:
        """The cells to save; a job that runs again repeats their identities."""
        for row in rows:
            record = row.values["record"]
            for cell, (before, after, _place) in row.values["cells"].items():
                op = uuid.uuid5(self.context.operation, f"{record}:{cell}")
                yield CellEdit(op, record, cell, before, after)


def _action(marks: RowMarks, book: Book) -> Action:
    """Of a sheet the user may not read, it does not tell a mark that is there from a new one."""
    if marks.cells and not book.is_readable:
        return Action.CHANGED
    if marks.cells:
        return Action.CHANGED if marks.overwrites else Action.NEW
    # A cell that waits for an answer is no unchanged one.
    is_kept_out = any(problem.severity in KEPT_OUT for problem in marks.problems)
    return Action.REFUSED if is_kept_out else Action.SAME
