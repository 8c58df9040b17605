"""The mark sheets a file is read into, and whose row is whose."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from eduportal.imports.importer import Importer
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action as ScopeAction
from eduportal.workbooks.cells import class_value
from eduportal.workbooks.problems import WHOLE_FILE, Place, Problem
from eduportal.workbooks.tables import TableRow
from grades.choices import SheetState
from grades.importers.mark_sheet.targets import Target
from grades.models import MarkRecord, MarkSheet, RegulationSet
from grades.rules.entry_days import EntryDays
from grades.selectors.days import NO_COLUMN, SheetDays, days_of_sheets
from grades.services.permissions import may_read, may_write
from schools.models import ClassGroup
from schools.rules.class_names import class_key
from students.selectors import sits_in_class


@dataclass
class Book:
    """One mark sheet with its lines, read once for the file.

    `refusal` is why the sheet takes no marks, or None; `days` are its days for the user; `rows` are
    the rows of the file already matched, by record. `is_readable` says whether the user may see the
    marks that are stored.
    """

    sheet: MarkSheet
    records: list[MarkRecord]
    days: SheetDays
    refusal: Problem | None = None
    is_readable: bool = False
    rows: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        students = [(record.enrolment.student, record) for record in self.records]
        self.by_code = {s.ministry_code: r for s, r in students if s.ministry_code}
        self.by_number = {s.personal_number: r for s, r in students if s.personal_number}
        self.by_name: dict[str, list[MarkRecord]] = {}
        for student, record in students:
            self.by_name.setdefault(student.sort_key, []).append(record)

    @property
    def title(self) -> str:
        """Subject, class and term, in no particular language."""
        sheet = self.sheet
        return f"{sheet.subject.name} · {sheet.class_group.name} · {sheet.term.code}"

    @property
    def absent(self) -> dict[int, str]:
        """Who sits in the class and is not in the file: the name by the student's id."""
        return {
            record.enrolment.student_id: record.enrolment.student.full_name
            for record in self.records
            if record.pk not in self.rows and sits_in_class(record.enrolment, self.sheet.term)
        }


class Books:
    """The mark sheets of one file, by its sheet and the class; those of many rows read at once.

    `targets` says what each sheet of the file is about, `own_scope` what the user may read.
    """

    def __init__(self, importer: Importer, targets: Mapping[str, Target], own_scope: Scope) -> None:
        self._importer = importer
        self._targets = targets
        self._own_scope = own_scope
        self._classes: dict[int, dict[str, ClassGroup]] = {}
        self._books: dict[tuple[str, str], Book | None] = {}
        self._said: set[tuple[str, str]] = set()

    def opened(self) -> Iterator[Book]:
        """Those that were found, in the order of the file."""
        return (book for book in self._books.values() if book is not None)

    def class_called(self, sheet: str) -> str:
        """The class that the name of a sheet of the file says, or ""."""
        name = class_value(sheet)
        return name if class_key(name) in self._classes_of(self._targets[sheet]) else ""

    def load(self, wanted: Iterable[tuple[str, str]]) -> None:
        """Read the mark sheets of these sheets of the file and classes, those not read yet."""
        keys = dict.fromkeys((sheet, class_key(name)) for sheet, name in wanted)
        missing: dict[str, list[str]] = {}
        for sheet, key in keys:
            if (sheet, key) not in self._books:
                missing.setdefault(sheet, []).append(key)
        for sheet, class_keys in missing.items():
            target = self._targets[sheet]
            groups = self._classes_of(target)
            found = [groups[key] for key in class_keys if key in groups]
            books = _load_books(self._importer, found, target)
            for key in class_keys:
                group = groups.get(key)
                self._books[sheet, key] = books.get(group.pk) if group else None

    def of(self, row: TableRow, name: str, problems: list[Problem]) -> Book | None:
        """The sheet of the row's class, loaded before.

        What is wrong with it as a whole is reported at its first row.
        """
        key = row.header.sheet, class_key(name)
        book = self._books[key]
        if key not in self._said:
            self._said.add(key)
            if book is None:
                problems.append(self._why_missing(row, name))
                return None
            place = Place(row.header.sheet, row.number)
            context = self._importer.context
            book.is_readable = may_read(self._own_scope, context.user_id, book.sheet)
            book.refusal = why_refused(self._importer, book.sheet, book.days, place)
            if book.refusal is not None:
                problems.append(book.refusal)
        return book

    def _why_missing(self, row: TableRow, name: str) -> Problem:
        target = self._targets[row.header.sheet]
        group = self._classes_of(target).get(class_key(name))
        if group is None:
            year = str(target.term.school_year)
            place = row.place("class_name")
            return self._importer.problem("class_unknown", place, name=name, year=year)
        place = Place(row.header.sheet, row.number)
        subject = target.subject.name
        return self._importer.problem("sheet_missing", place, name=group.name, subject=subject)

    def _classes_of(self, target: Target) -> dict[str, ClassGroup]:
        year = target.term.school_year_id
        if year not in self._classes:
            school = self._importer.context.school_id
            groups = ClassGroup.objects.filter(school=school, school_year=year)
            self._classes[year] = {class_key(group.name): group for group in groups}
        return self._classes[year]


def _load_books(
    importer: Importer, groups: Collection[ClassGroup], target: Target
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
    records: dict[int, list[MarkRecord]] = {pk: [] for pk in sheets}
    lines = MarkRecord.objects.filter(sheet__in=sheets).select_related("enrolment__student")
    for record in lines.order_by(
        "sheet_id", "enrolment__position", "enrolment__student__sort_key", "pk"
    ):
        record.sheet = sheets[record.sheet_id]
        records[record.sheet_id].append(record)
    days = days_of_sheets(sheets.values(), importer.context.user_id)
    return {
        sheet.class_group_id: Book(sheet, records[pk], days[pk]) for pk, sheet in sheets.items()
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
