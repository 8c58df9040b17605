"""Mark sheets as the Ministry, the vendors and teachers lay them out."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NoReturn

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from eduportal.core.looking import Kind
from eduportal.core.text import squash
from eduportal.imports.choices import Action
from eduportal.imports.importer import (
    CheckedRow,
    ColumnsUnclear,
    Context,
    FileRefused,
    Importer,
    Table,
)
from eduportal.imports.models import ImportRow
from eduportal.imports.people import COLUMN_PARTS, Person, read_person
from eduportal.imports.undoing import Undone
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action as ScopeAction
from eduportal.workbooks.cells import class_value
from eduportal.workbooks.problems import Place, Problem
from eduportal.workbooks.tables import TableRow
from grades.importers.mark_sheet.averages import with_averages
from grades.importers.mark_sheet.books import Book, Books, for_writing, why_refused
from grades.importers.mark_sheet.columns import COLUMNS, MARKS, MESSAGES, REQUIRED
from grades.importers.mark_sheet.marks import TITLES, RowMarks, cells_in_words, read_marks
from grades.importers.mark_sheet.matching import find_record, require_usable
from grades.importers.mark_sheet.options import MarkSheetOptions
from grades.importers.mark_sheet.targets import Target, Targets
from grades.importers.mark_sheet.undoing import take_back
from grades.importers.mark_sheet.unmarked import NO_MARK_COLUMNS, why_unmarked
from grades.models import MarkRecord, MarkSheet
from grades.selectors.days import days_of_sheet
from grades.services import CellEdit, NotAllowed, SheetLocked, save_cells
from grades.services.entry import CellResult
from grades.services.permissions import may_read
from schools.rules.class_names import class_key

__all__ = ["MarkSheetImporter"]

BookKey = tuple[str, str]


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
    messages = MESSAGES
    options_form = MarkSheetOptions
    actions = (ScopeAction.IMPORT_MARKS, ScopeAction.WRITE_OWN_MARKS)
    oversight = ScopeAction.IMPORT_MARKS
    undoes = True

    @classmethod
    def persons_of(cls, rows: Sequence[dict[str, Any]]) -> Mapping[Kind, set[int]]:
        records = MarkRecord.objects.filter(pk__in={values["record"] for values in rows})
        return {Kind.STUDENT: set(records.values_list("enrolment__student_id", flat=True))}

    @classmethod
    def rows_about(cls, kind: Kind, person: int) -> Q:
        if kind != Kind.STUDENT:
            return Q(pk=None)
        records = MarkRecord.objects.filter(enrolment__student=person)
        return Q(values__record__in=list(records.values_list("pk", flat=True)))

    @classmethod
    def in_words(cls, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        return cells_in_words(values.get("cells", {}))

    def __init__(self, context: Context) -> None:
        super().__init__(replace(context, scope=for_writing(context.scope, context.school_id)))
        self.own_scope = context.scope
        self.targets: dict[str, Target] = {}
        self.books = Books(self, self.targets, self.own_scope)
        self._warned: set[BookKey] = set()

    @classmethod
    def withheld(cls, scope: Scope, user_id: int | None, rows: Sequence[ImportRow]) -> set[int]:
        """Who brings in marks by file does not thereby read those that are stored."""
        ids = {row.values["sheet"] for row in rows if "sheet" in row.values}
        sheets = MarkSheet.objects.filter(pk__in=ids)
        hidden = {sheet.pk for sheet in sheets if not may_read(scope, user_id, sheet)}
        return {row.pk for row in rows if row.values.get("sheet") in hidden}

    def begin(self, tables: list[Table]) -> list[Table]:
        marked = [table for table in tables if any(key in table[1].columns for key in MARKS)]
        if not marked:
            self._refuse_unmarked(tables)
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
        targets = Targets(self, self.context.options)
        for table in marked:
            target = targets.target_of(table)
            if target is not None:
                self.targets[table[0].name] = target
        if not self.targets:
            raise FileRefused(self.problems)
        return [
            with_averages(table, self.targets[table[0].name].term.number)
            for table in marked
            if table[0].name in self.targets
        ]

    def _refuse_unmarked(self, tables: list[Table]) -> NoReturn:
        """Without a column of marks: a person may know one, unless it is another kind of file."""
        why = [why_unmarked(self, table) for table in tables]
        if any(problem.rule != NO_MARK_COLUMNS for problem in why):
            raise FileRefused(why)
        raise ColumnsUnclear(why, [header.layout for _sheet, header in tables])

    def check(self, rows: Sequence[TableRow]) -> list[CheckedRow]:
        read: list[tuple[TableRow, str, Person, list[Problem]]] = []
        for row in rows:
            problems: list[Problem] = []
            who = read_person(row, problems)
            read.append((row, self._class_of(row, problems), who, problems))
        self.books.load((row.header.sheet, name) for row, name, _who, _problems in read if name)
        return [self._check(*each) for each in read]

    def finish(self) -> None:
        """Say which sheets are written, and name the students whom the file leaves out."""
        for book in self.books.opened():
            self.facts.append((gettext_noop("Mark sheet"), f"{book.title} ({len(book.rows)})"))
            if book.refusal is None and book.absent:
                self.problems.append(self.left_out(book.sheet.class_group.name, book.absent))

    def apply(self, rows: Iterable[ImportRow]) -> Iterator[int]:
        by_sheet: defaultdict[int, list[ImportRow]] = defaultdict(list)
        for row in rows:
            by_sheet[row.values["sheet"]].append(row)
        done = 0
        for sheet_id, its_rows in by_sheet.items():
            self._write(sheet_id, its_rows)
            done += len(its_rows)
            yield done

    def undo(self, rows: Iterable[ImportRow]) -> Undone:
        return take_back(self.context, rows)

    def _check(self, row: TableRow, name: str, who: Person, problems: list[Problem]) -> CheckedRow:
        """The row of that class and person; `problems` are what is wrong with it so far."""
        checked = CheckedRow(
            sheet=row.header.sheet,
            number=row.number,
            label=who.shown or "–",
            action=Action.REFUSED,
            problems=problems,
        )
        book = self.books.of(row, name, problems) if name else None
        if book is None:
            return checked
        if not who.full_name and not who.ministry_code:
            problems.append(self.problem("required", row.place("full_name")))
            return checked
        record = find_record(self, row, who, book, problems)
        if record is None or book.refusal is not None:
            return checked
        unusable = require_usable(self, row, record, book)
        if unusable is not None:
            problems.append(unusable)
            return checked
        marks = read_marks(self, row, book, record)
        problems += marks.problems
        checked.action = _action(marks, book)
        checked.changes = marks.changes
        checked.values = {"sheet": book.sheet.pk, "record": record.pk, "cells": marks.cells}
        return checked

    def _class_of(self, row: TableRow, problems: list[Problem]) -> str:
        """The class the row belongs to, or "" with the reason reported.

        A class chosen by the user holds for every row.
        """
        before = len(problems)
        cells = [row.read(key, class_value, problems) for key in ("class_name", "class_code")]
        if len(problems) > before:
            return ""
        found = next((squash(name) for name in cells if name), row.section)
        chosen = str(self.context.options.get("class_name", ""))
        name = chosen or found or self.books.class_called(row.header.sheet)
        if not name:
            problems.append(self.problem("class_not_given", row.place("class_name")))
        elif chosen and found and class_key(found) != class_key(chosen):
            self._warn_once(row, found, chosen, problems)
        return name

    def _warn_once(self, row: TableRow, found: str, chosen: str, problems: list[Problem]) -> None:
        key = (row.header.sheet, class_key(found))
        if key not in self._warned:
            self._warned.add(key)
            problems.append(
                self.problem(
                    "chosen_instead",
                    row.place("class_name"),
                    severity="warning",
                    found=found[:50],
                    chosen=chosen,
                )
            )

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
            raise FileRefused([self.problem("changed_meanwhile")]) from error
        except (NotAllowed, SheetLocked) as error:
            sheet = MarkSheet.objects.select_related("subject", "class_group", "term").get(
                pk=sheet_id
            )
            days = days_of_sheet(sheet, self.context.user_id)
            refusal = why_refused(self, sheet, days) or self.problem("changed_meanwhile")
            raise FileRefused([refusal]) from error
        stale = [result for result in outcome.results if result.status not in ("saved", "same")]
        if stale:
            raise FileRefused([self.problem("changed_meanwhile"), *self._stale(rows, stale)])

    def _edits(self, rows: Iterable[ImportRow]) -> Iterator[CellEdit]:
        """The cells to save; a job that runs again repeats their identities."""
        for row in rows:
            record = row.values["record"]
            for cell, (before, after, _place) in row.values["cells"].items():
                op = uuid.uuid5(self.context.operation, f"{record}:{cell}")
                yield CellEdit(op, record, cell, before, after)

    def _stale(self, rows: Sequence[ImportRow], results: list[CellResult]) -> Iterator[Problem]:
        """The cells that have been changed since the check, where the file has them."""
        by_record = {row.values["record"]: row for row in rows}
        for result in results:
            row = by_record[result.record]
            _before, after, cell = row.values["cells"][result.cell]
            place = Place(row.sheet, row.number, cell, TITLES[result.cell], after)
            if result.status == "conflict":
                yield self.problem("cell_changed", place)
            else:
                yield self.problem("cell_gone", place)


def _action(marks: RowMarks, book: Book) -> Action:
    """Of a sheet the user may not read, it does not tell a mark that is there from a new one."""
    if marks.cells and not book.is_readable:
        return Action.CHANGED
    if marks.cells:
        return Action.CHANGED if marks.overwrites else Action.NEW
    has_error = any(problem.severity == "error" for problem in marks.problems)
    return Action.REFUSED if has_error else Action.SAME
