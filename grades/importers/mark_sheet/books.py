"""The mark sheets a file is read into, and whose row is whose."""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from eduportal.imports.importer import Importer
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action as ScopeAction
from eduportal.workbooks.headers import Header
from eduportal.workbooks.problems import WHOLE_FILE, Place, Problem
from eduportal.workbooks.tables import TableRow
from grades.choices import SheetState
from grades.importers.class_lists import ClassList
from grades.importers.class_names import ClassNames
from grades.importers.mark_sheet.columns import MARKS
from grades.importers.mark_sheet.known import KnownMarks, Way
from grades.importers.mark_sheet.targets import TableKey, Target, key_of
from grades.models import MarkRecord, MarkSheet, RegulationSet
from grades.rules.entry_days import EntryDays
from grades.selectors.days import NO_COLUMN, SheetDays, days_of_sheets
from grades.selectors.history import cells_changed_from
from grades.services.permissions import may_read, may_write
from schools.models import ClassGroup
from schools.rules.class_names import class_key

# A table of the file, and the class as class_key has it.
BookKey: TypeAlias = tuple[TableKey, str]


@dataclass
class Book:
    """One mark sheet with its lines, read once for the file.

    `refusal` is why the sheet takes no marks, or None; `days` are its days for the user.
    `is_readable` says whether the user may see the marks that are stored.
    """

    sheet: MarkSheet
    students: ClassList[MarkRecord]
    days: SheetDays
    known: KnownMarks
    refusal: Problem | None = None
    is_readable: bool = False
    # When cells changed after the file.
    changes: Mapping[tuple[int, str], datetime.datetime] = field(default_factory=dict)
    _ways: dict[int, tuple[Header, list[Way]]] = field(default_factory=dict)

    def ways(self, header: Header) -> list[Way]:
        """How the columns of a table go to the cells of the sheet."""
        if id(header) not in self._ways:
            # With the header itself: its number is its own only as long as it is there.
            self._ways[id(header)] = header, self.known.ways(header, self.sheet)
        return self._ways[id(header)][1]

    def changed(self, record: MarkRecord, cell: str) -> datetime.datetime | None:
        """When the cell changed after the file; None if it did not.

        Of a sheet the user may not read, whether anything did: which mark is there, it tells not.
        """
        if self.is_readable:
            return self.changes.get((record.pk, cell))
        return max(self.changes.values(), default=None)

    @property
    def title(self) -> str:
        """Subject, class and term, in no particular language."""
        sheet = self.sheet
        return f"{sheet.subject.name} · {sheet.class_group.name} · {sheet.term.code}"


class Books:
    """The mark sheets of one file, by its table and the class; those of many rows read at once.

    `targets` says what each table of the file is about, `own_scope` what the user may read.
    """

    def __init__(
        self,
        importer: Importer,
        targets: Mapping[TableKey, Target],
        classes: ClassNames,
        own_scope: Scope,
    ) -> None:
        self._importer = importer
        self._targets = targets
        self._classes = classes
        self._own_scope = own_scope
        self._books: dict[BookKey, Book | None] = {}
        self._said: set[BookKey] = set()
        self._known = KnownMarks()

    def opened(self) -> Iterator[Book]:
        """Those that were found, in the order of the file."""
        return (book for book in self._books.values() if book is not None)

    def load(self, wanted: Iterable[tuple[TableKey, str]]) -> None:
        """Read the mark sheets of these tables of the file and classes, those not read yet."""
        keys = dict.fromkeys((table, class_key(name)) for table, name in wanted)
        missing: dict[TableKey, list[str]] = {}
        for table, key in keys:
            if (table, key) not in self._books:
                missing.setdefault(table, []).append(key)
        for table, class_keys in missing.items():
            target = self._targets[table]
            groups = self._classes.in_year(target.term.school_year_id)
            found = [groups[key] for key in class_keys if key in groups]
            books = _load_books(self._importer, found, target, self._known)
            for key in class_keys:
                group = groups.get(key)
                self._books[table, key] = books.get(group.pk) if group else None

    def of(self, row: TableRow, name: str, problems: list[Problem]) -> Book | None:
        """The sheet of the row's class, loaded before.

        What is wrong with it as a whole is reported at its first row.
        """
        key = key_of(row.header), class_key(name)
        book = self._books[key]
        if key not in self._said:
            self._said.add(key)
            if book is None:
                problems.append(self._why_missing(row, name))
                return None
            place = Place(row.header.sheet, row.number)
            context = self._importer.context
            book.is_readable = may_read(self._own_scope, context.user_id, book.sheet)
            # A table of averages alone writes nothing.
            if not row.header.columns.keys().isdisjoint(MARKS):
                book.refusal = why_refused(self._importer, book.sheet, book.days, place)
            if book.refusal is not None:
                problems.append(book.refusal)
        return book

    def _why_missing(self, row: TableRow, name: str) -> Problem:
        target = self._targets[key_of(row.header)]
        group = self._classes.in_year(target.term.school_year_id).get(class_key(name))
        if group is None:
            year = str(target.term.school_year)
            place = row.place("class_name")
            return self._importer.problem("class_unknown", place, name=name, year=year)
        place = Place(row.header.sheet, row.number)
        subject = target.subject.name
        return self._importer.problem("sheet_missing", place, name=group.name, subject=subject)


def _records_of(sheets: Mapping[int, MarkSheet]) -> dict[int, list[MarkRecord]]:
    """The lines of the sheets, by sheet, in the order of the class."""
    records: dict[int, list[MarkRecord]] = {pk: [] for pk in sheets}
    lines = MarkRecord.objects.filter(sheet__in=sheets).select_related("enrolment__student")
    order = ("sheet_id", "enrolment__position", "enrolment__student__sort_key", "pk")
    for record in lines.order_by(*order):
        record.sheet = sheets[record.sheet_id]
        records[record.sheet_id].append(record)
    return records


def _load_books(
    importer: Importer, groups: Collection[ClassGroup], target: Target, known: KnownMarks
) -> dict[int, Book]:
    """The sheets of these classes in the target's subject and term, by class: three queries."""
    sheets = {
        sheet.pk: sheet
        for sheet in MarkSheet.objects.filter(
            class_group__in=groups, subject=target.subject, term=target.term
        ).select_related("subject", "class_group", "term__school_year", "regulation")
    }
    sets: dict[int, RegulationSet] = {}
    for sheet in sheets.values():
        # Of one set the settings are read once, not once a sheet.
        sheet.regulation = sets.setdefault(sheet.regulation_id, sheet.regulation)
    records = _records_of(sheets)
    days = days_of_sheets(sheets.values(), importer.context.user_id)
    changes = cells_changed_from(sheets, importer.context.later_than)
    return {
        sheet.class_group_id: Book(
            sheet,
            ClassList(sheet.class_group, sheet.term, records[pk]),
            days[pk],
            known,
            changes=changes[pk],
        )
        for pk, sheet in sheets.items()
    }


def why_refused(
    importer: Importer, sheet: MarkSheet, days: SheetDays, place: Place = WHOLE_FILE
) -> Problem | None:
    """Why the user cannot write marks on the sheet now, as a problem at `place`; None if they can.

    The same questions, in the same order, as grades.services.permissions.require_writable, which
    has the last word; here each answer keeps its msgid, to be read in either language.
    """
    context = importer.context
    if not may_write(context.scope, context.user_id, sheet):
        return importer.problem(
            "not_assigned", place, name=sheet.class_group.name, subject=sheet.subject.name
        )
    if sheet.state == SheetState.SEALED:
        return importer.problem("sheet_sealed", place)
    if sheet.state != SheetState.OPEN:
        return importer.problem("sheet_handed_in", place)
    if not days.is_open:
        return days_problem(importer, "sheet_closed", place, days.due(NO_COLUMN))
    return None


def days_problem(
    importer: Importer, code: str, place: Place, days: EntryDays, column: str = ""
) -> Problem:
    """What is closed, with its days."""
    opens, closes = f"{days.opens_on:%d/%m/%Y}", f"{days.closes_on:%d/%m/%Y}"
    return importer.problem(code, place, opens=opens, closes=closes, column=column)


def for_writing(scope: Scope, school_id: int) -> Scope:
    """The user's scope; a right to bring in marks opens every sheet of the school to a file."""
    if not scope.can(ScopeAction.IMPORT_MARKS, school_id):
        return scope
    given: dict[int | None, frozenset[ScopeAction]] = dict(scope.actions_by_school)
    given[school_id] = given.get(school_id, frozenset()) | {ScopeAction.WRITE_MARKS}
    return replace(scope, actions_by_school=given)
