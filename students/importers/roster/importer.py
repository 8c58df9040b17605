"""The Ministry's list of students, and the lists that look like it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from eduportal.accounts.models import User
from eduportal.core.looking import Kind
from eduportal.core.text import LOST, search_key
from eduportal.imports.choices import Action
from eduportal.imports.importer import (
    ChangedMeanwhile,
    CheckedRow,
    Context,
    FileRefused,
    Importer,
    Table,
    listing,
)
from eduportal.imports.models import ImportRow
from eduportal.imports.people import COLUMN_PARTS
from eduportal.imports.undoing import Undone, Working
from eduportal.workbooks import checks
from eduportal.workbooks.header_titles import title_key
from eduportal.workbooks.problems import Place
from eduportal.workbooks.tables import TableRow
from schools.models import SchoolYear
from schools.rules.class_names import class_key
from students.importers.roster.classes import Classes, said_to_create, whole_classes
from students.importers.roster.columns import CLOSE, COLUMNS, MESSAGES, MOVING, REQUIRED, STAFF
from students.importers.roster.comparing import (
    changed_fields,
    entry_of,
    preview,
    values_in_words,
    values_of,
)
from students.importers.roster.matching import Register, find_student
from students.importers.roster.missing import Missing
from students.importers.roster.once import Once
from students.importers.roster.options import StudentRosterOptions
from students.importers.roster.plausible import (
    require_likely_age,
    require_not_older,
    require_whole_codes,
)
from students.importers.roster.reading import Entry, EntryReader
from students.importers.roster.seats import moves, why_away, why_sealed
from students.importers.roster.undoing import take_back
from students.models import Student
from students.selectors import StudentFacts, absent_students
from students.services import (
    RegisterChanged,
    StayRefused,
    enrol_students,
)

__all__ = ["StudentRosterImporter"]


class StudentRosterImporter(Importer):
    """A list of students, brought into the register and into their classes of one year.

    Vietnamese: danh sách học sinh (tệp xuất từ CSDL ngành).
    """

    key = "student-roster"
    title = _("List of students")
    description = _(
        "The Ministry's list of students, or one like it. Students are recognised by the "
        "Ministry code, then by the personal number, then by name, date of birth and class. "
        "Nobody is removed."
    )
    columns = COLUMNS
    required = REQUIRED
    parts = COLUMN_PARTS
    days = ("birth_date", "status_date")
    codes = ("personal_number", "ministry_code", "student_code")
    name = "full_name"
    # What follows a class, its mark sheets, follows once for all its rows.
    written_by = ("values__class_name",)
    messages = MESSAGES
    close = CLOSE
    moving = MOVING
    dated = True
    options_form = StudentRosterOptions
    revealing = frozenset({"code_elsewhere", "code_unusable", "maybe_elsewhere", "child_elsewhere"})

    @classmethod
    def persons_of(cls, rows: Sequence[dict[str, Any]]) -> Mapping[Kind, set[int]]:
        return {
            Kind.STUDENT: {values["student"] for values in rows if values["student"] is not None}
        }

    @classmethod
    def rows_about(cls, kind: Kind, person: int) -> Q:
        if kind != Kind.STUDENT:
            return Q(pk=None)
        # A newcomer's row has no student yet; it has the numbers the student was given.
        about = Q(values__student=person)
        numbers = Student.objects.filter(pk=person).values("ministry_code", "personal_number")
        for name, number in (pair for found in numbers for pair in found.items()):
            if number:
                about |= Q(**{f"values__fields__{name}": number})
        return about

    @classmethod
    def in_words(cls, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        return values_in_words(values)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        options = context.options
        self.year = SchoolYear.objects.get(code=options["year"])
        self.register = Register(context.school_id, self.year, later_than=context.later_than)
        self.creates = bool(options.get("create_classes"))
        self._is_complete = bool(options.get("complete"))
        self._chosen_class = str(options.get("class_name", ""))
        self._unique = [
            checks.unique("ministry_code"),
            checks.unique("student_code"),
            checks.unique("personal_number"),
        ]
        self._once = Once(self)
        self._seen: defaultdict[str, set[int]] = defaultdict(set)
        # Whom rows name that are refused: they are in the file all the same.
        self._refused_names: set[str] = set()
        self._counts: defaultdict[str, int] = defaultdict(int)
        self._classes = Classes(self, self.register, creates=self.creates)
        self._sheet_classes: dict[str, str] = {}
        self._reader = EntryReader(self)

    def begin(self, tables: list[Table]) -> list[Table]:
        self._refuse_staff(tables)
        self.register.load_classes()
        self._classes.load()
        self.facts.append((gettext_noop("School year"), str(self.year)))
        for _sheet, header in tables:
            if "is_female" in header.columns and "sex" not in header.columns:
                place = Place(header.sheet, column=header.titles["is_female"])
                self.problems.append(self.problem("sex_by_cross", place, severity="warning"))
        return tables

    def _refuse_staff(self, tables: list[Table]) -> None:
        known = {title_key(title) for title in STAFF}
        for _sheet, header in tables:
            for title in header.unknown.values():
                if title_key(title) in known:
                    place = Place(header.sheet, header.first_row, column=title)
                    refusal = self.problem("staff_list", place)
                    raise FileRefused([refusal])

    def _class_of(self, row: TableRow) -> str:
        """The class of a row that names none: as chosen, or the name of its sheet."""
        sheet = row.header.sheet
        if sheet not in self._sheet_classes:
            self._sheet_classes[sheet] = self._chosen_class or self._classes.of_sheet(row)
        return self._sheet_classes[sheet]

    def check(self, rows: Sequence[TableRow]) -> list[CheckedRow]:
        entries: list[Entry] = []
        for _sheet, table in groupby(rows, key=lambda row: row.header.sheet):
            some = list(table)
            entries += self._reader.read(some, self._class_of(some[0]))
        for check in self._unique:
            for at, repeated in check(rows):
                entries[at].refuse(repeated)
        self.register.load(entries)
        return [self._compare(entry) for entry in entries]

    def finish(self) -> None:
        """Say which classes the file fills, which are missing, and whom it leaves out."""
        listed = [f"{name} ({count})" for name, count in self._counts.items()]
        self.facts.append((gettext_noop("Classes"), listing(listed) or "–"))
        self.problems += self._classes.missing(str(self.year))
        missing = Missing(self, self.register)
        for key, seen in self._seen.items():
            group = self.register.classes[key]
            # A row of another class says where the student is.
            absent = {
                pk: name
                for pk, name in absent_students(group, seen | self._once.rows_of.keys()).items()
                if search_key(name) not in self._refused_names
            }
            if self._is_complete:
                absent = missing.ask(group, absent)
            if absent:
                self.problems.append(self.left_out(group.name, absent))

    def apply(self, rows: Iterable[ImportRow]) -> Iterator[int]:
        done = 0
        for chunk in whole_classes(rows):
            try:
                enrol_students(
                    school_id=self.context.school_id,
                    school_year=self.year,
                    entries=[entry_of(row.values) for row in chunk],
                    create_classes=self.creates or said_to_create(self.context.answers),
                    by=User.objects.filter(pk=self.context.user_id or 0).first(),
                )
            except RegisterChanged as error:
                names = listing(error.names)
                raise ChangedMeanwhile([self.problem("changed_meanwhile", names=names)]) from error
            except StayRefused as error:
                names = listing([row.label for row in chunk])
                raise ChangedMeanwhile([self.problem("changed_meanwhile", names=names)]) from error
            done += len(chunk)
            yield done

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        values = [row.values for row in rows]
        known = {each["student"] for each in values} - {None}
        admitted = {each["admits"]["student"] for each in values if each["admits"]}
        return take_back(self.context, known, admitted, working)

    def _compare(self, entry: Entry) -> CheckedRow:
        """What the row changes, and everything that is wrong with it."""
        student_id = None if entry.is_refused else find_student(self, entry, self.register)
        self._say_all(entry, student_id)
        facts = self.register.facts.get(student_id) if student_id is not None else None
        row = entry.row
        checked = CheckedRow(
            sheet=row.header.sheet,
            number=row.number,
            label=entry.person.full_name or row.text("full_name").strip() or "–",
            action=Action.REFUSED,
            problems=entry.problems,
        )
        if not entry.is_refused:
            self._count(entry, student_id)
            self._describe(checked, entry, student_id, facts)
            if checked.changes and student_id in self.register.changed:
                require_not_older(self, entry, self.register.changed[student_id])
            refusal = why_away(self, entry, student_id, self.register)
            if refusal := refusal or why_sealed(self, entry, facts, self.register):
                entry.refuse(refusal)
            elif facts is not None and facts.class_name not in ("", entry.class_name):
                checked.problems.append(moves(self, entry, facts.class_name))
        if entry.is_refused:
            checked.action = Action.REFUSED
            self._refused_names.add(search_key(checked.label))
        return checked

    def _describe(
        self,
        checked: CheckedRow,
        entry: Entry,
        student_id: int | None,
        facts: StudentFacts | None,
    ) -> None:
        """What writing the row needs, and what people see of it."""
        fields = changed_fields(entry, facts)
        checked.action = Action.NEW
        if facts is not None:
            checked.changes = preview(entry, fields, facts)
            checked.action = Action.CHANGED if checked.changes else Action.SAME
        checked.values = values_of(entry, student_id, fields, facts)

    def _say_all(self, entry: Entry, student_id: int | None) -> None:
        """What else is wrong, of a row that is refused as well: all is said in one pass."""
        if entry.is_refused:
            self._once.say(entry)
        else:
            self._once.require(entry, student_id)
        if entry.class_name and LOST not in entry.class_name:
            self._classes.resolve(entry)
        self._require_likely(entry, student_id)

    def _require_likely(self, entry: Entry, student_id: int | None) -> None:
        """Ask about rows that can hardly be meant; a known student's code has been found."""
        if not self._classes.takes_adults:
            require_likely_age(self, entry, self.year.starts_on.year)
        if not entry.is_refused and student_id is None and not entry.admits:
            require_whole_codes(self, entry)

    def _count(self, entry: Entry, student_id: int | None) -> None:
        self._counts[entry.class_name] += 1
        key = class_key(entry.class_name)
        if key in self.register.classes:
            seen = self._seen[key]
            if student_id is not None:
                seen.add(student_id)
