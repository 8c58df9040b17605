"""What homeroom teachers say of students: rows of a file compared with it, and written."""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from eduportal.imports.ages import older
from eduportal.imports.choices import Action
from eduportal.imports.importer import Change, ChangedMeanwhile, CheckedRow, Importer
from eduportal.imports.models import ImportRow
from eduportal.imports.people import Person
from eduportal.workbooks.cells import text_value
from eduportal.workbooks.problems import KEPT_OUT, Place, Problem
from eduportal.workbooks.tables import TableRow
from grades.cells import CellRefused
from grades.choices import RecordMoment
from grades.homeroom_cells import parse_field, read_field, write_field
from grades.importers.class_lists import ClassList, find_record, require_usable
from grades.importers.class_names import ClassNames
from grades.importers.class_record.columns import HOMEROOM, TRAIT, Target
from grades.importers.class_record.rows import by_class
from grades.importers.class_record.stated import stated_differing
from grades.models import HomeroomRecord
from grades.models.homeroom import COMMENT_LENGTH
from grades.selectors.attendance import scheme_of_class
from grades.selectors.class_book import Known, known_of
from grades.selectors.homeroom_fields import fields_of
from grades.selectors.homeroom_history import fields_changed_from
from grades.selectors.homeroom_records import homeroom_records
from grades.services import CellEdit, NotAllowed, NotReadable, SheetLocked
from grades.services.homeroom import save_homeroom
from grades.services.homeroom_rights import is_sealed, may_lead, may_see_homeroom
from schools.models import ClassGroup, Term
from schools.rules.class_names import class_key
from students.models import Enrolment
from students.selectors import in_class_during


@dataclass
class ClassBook:
    """One class at one moment of a term. `fields` gives for each column of a file the field.

    `known` is what lists are compared with, None for who may not see it.
    """

    class_group: ClassGroup
    term: Term
    moment: RecordMoment
    students: ClassList[HomeroomRecord]
    fields: Mapping[str, str]
    known: Known | None
    # When fields changed after the file, by stay and name.
    changes: Mapping[tuple[int, str], datetime.datetime]
    refusal: Problem | None = None

    @property
    def title(self) -> str:
        """Class, term and moment, in no particular language."""
        return f"{self.class_group.name} · {self.term.code}"


class ClassBooks:
    """Those of one file, by class, term and moment; one read at a time, as its rows come."""

    def __init__(self, importer: Importer, classes: ClassNames) -> None:
        self._importer = importer
        self._classes = classes
        self._books: dict[tuple[str, int, RecordMoment], ClassBook | None] = {}

    def opened(self) -> Iterator[ClassBook]:
        """Those that were found, in the order of the file."""
        return (book for book in self._books.values() if book is not None)

    def of(
        self, row: TableRow, name: str, target: Target, problems: list[Problem]
    ) -> ClassBook | None:
        """The row's class; what is wrong with it as a whole is reported at its first row."""
        term, moment = target.term, target.moment
        key = class_key(name), term.pk, moment
        if key not in self._books:
            self._books[key] = book = self._load(key[0], term, moment)
            place = Place(row.header.sheet, row.number)
            if book is None:
                year = str(term.school_year)
                unknown = self._importer.problem("class_unknown", place, name=name, year=year)
                problems.append(unknown)
            elif _writes(row) and (refusal := self._why_refused(book, place)) is not None:
                book.refusal = refusal
                problems.append(refusal)
        return self._books[key]

    def _load(self, key: str, term: Term, moment: RecordMoment) -> ClassBook | None:
        group = self._classes.in_year(term.school_year_id).get(key)
        if group is None:
            return None
        stays = Enrolment.objects.filter(in_class_during(term), class_group=group)
        stored = homeroom_records(group, term, moment)
        lines = []
        for stay in stays.select_related("student").order_by("position", "student__sort_key", "pk"):
            record = stored.get(stay.pk) or HomeroomRecord(term=term, moment=moment)
            record.enrolment = stay
            lines.append(record)
        students = [line.enrolment.student_id for line in lines]
        context = self._importer.context
        is_seen = may_see_homeroom(context.scope, context.user_id, group)
        known = known_of(group, term, students) if is_seen else None
        fields = _fields(group, term, moment)
        changes = fields_changed_from(group, term, moment, context.later_than)
        return ClassBook(group, term, moment, ClassList(group, term, lines), fields, known, changes)

    def _why_refused(self, book: ClassBook, place: Place) -> Problem | None:
        """The questions of services.homeroom_rights.require_homeroom, which has the last word."""
        context, name = self._importer.context, book.class_group.name
        if not may_lead(context.scope, context.user_id, book.class_group):
            return self._importer.problem("not_homeroom", place, name=name)
        if is_sealed(book.class_group, book.term):
            return self._importer.problem("class_sealed", place, name=name)
        if not book.fields:
            return self._importer.problem("class_without_sheets", place, name=name)
        return None

    def check(
        self, row: TableRow, name: str, target: Target, who: Person, checked: CheckedRow
    ) -> None:
        """Compare the row of that class and person with what is said of the student."""
        problems = checked.problems
        book = self.of(row, name, target, problems) if name else None
        if book is None:
            return
        if not who.full_name and not who.ministry_code:
            problems.append(self._importer.problem("required", row.place("full_name")))
            return
        record = find_record(self._importer, row, who, book.students, problems)
        if record is None:
            return
        unusable = require_usable(self._importer, row, record, book.students)
        if unusable is not None:
            problems.append(unusable)
            return
        stay = record.enrolment
        if book.known is not None:
            problems += stated_differing(self._importer, row, book.known, stay.student_id, stay.pk)
        if book.refusal is None:
            self._compare(row, book, record, checked)

    def _compare(
        self, row: TableRow, book: ClassBook, record: HomeroomRecord, checked: CheckedRow
    ) -> None:
        found: list[Problem] = []
        fields = self._fields_of(row, book, record, found)
        checked.problems += found
        checked.changes = [
            Change(title=title, old=before, new=after, is_code=False)
            for before, after, _cell, title in fields.values()
        ]
        checked.values = {
            "class": book.class_group.pk,
            "term": book.term.pk,
            "moment": book.moment.value,
            "stay": record.enrolment.pk,
            "fields": fields,
        }
        checked.action = _action(fields, found)

    def _fields_of(
        self, row: TableRow, book: ClassBook, record: HomeroomRecord, problems: list[Problem]
    ) -> dict[str, list[str]]:
        """What the row changes: {field: [before, after, cell of the file, its title]}."""
        fields: dict[str, list[str]] = {}
        for key in HOMEROOM:
            text = row.read(key, text_value, problems) or ""
            if not text:
                continue
            place = row.place(key)
            if key not in book.fields:
                problems.append(self._no_such(book, key, place))
                continue
            name = book.fields[key]
            after = _as_stored(name, text)
            if after is None:
                problems.append(self._unreadable(key, text, place))
            elif after != (before := read_field(record, name)):
                changed = book.changes.get((record.enrolment.pk, name))
                who = record.enrolment.student.full_name
                refusal = changed and older(self._importer, place, who, changed)
                if refusal:
                    problems.append(refusal)
                else:
                    fields[name] = [before, after, place.cell, place.column]
        return fields

    def _no_such(self, book: ClassBook, key: str, place: Place) -> Problem:
        return self._importer.problem(
            "no_such_field", place, name=book.class_group.name, column=place.column or key
        )

    def _unreadable(self, key: str, text: str, place: Place) -> Problem:
        if key in ("grounds", "comment"):
            return self._importer.problem(
                "comment_too_long", place, most=COMMENT_LENGTH, length=len(text)
            )
        rule = "not_a_conduct" if key == "conduct" else "not_a_trait"
        return self._importer.problem(rule, place, text=text[:100])

    def write(self, rows: Iterable[ImportRow]) -> Iterator[int]:
        """Save what the rows say, class by class; yields how many rows of each."""
        for (group, term, moment), its_rows in by_class(rows).items():
            self._write(group, term, RecordMoment(moment), its_rows)
            yield len(its_rows)

    def _write(
        self, group: int, term: int, moment: RecordMoment, rows: Sequence[ImportRow]
    ) -> None:
        context = self._importer.context
        try:
            results = save_homeroom(
                class_group=ClassGroup.objects.get(pk=group),
                term=Term.objects.get(pk=term),
                moment=moment,
                edits=list(_edits(rows, context.operation)),
                scope=context.scope,
                user_id=context.user_id,
            )
        except (ClassGroup.DoesNotExist, NotAllowed, NotReadable, SheetLocked) as error:
            raise ChangedMeanwhile([self._importer.problem("changed_meanwhile")]) from error
        if any(result.status != "saved" for result in results):
            raise ChangedMeanwhile([self._importer.problem("changed_meanwhile")])


def _writes(row: TableRow) -> bool:
    """Whether the table has a column of what is written, and not only of what is compared."""
    return not row.header.columns.keys().isdisjoint(HOMEROOM)


def _fields(group: ClassGroup, term: Term, moment: RecordMoment) -> dict[str, str]:
    """The field of each column of a file; none while the class has no sheets."""
    scheme = scheme_of_class(group, term)
    if scheme is None:
        return {}
    traits = scheme.traits(group.grade_level_id)
    by_column = {f"{TRAIT}{each.code}": f"traits-{n}" for n, each in enumerate(traits, start=1)}
    there = fields_of(group, term, moment)
    return {
        **{name: name for name in ("conduct", "grounds", "comment") if name in there},
        **by_column,
    }


def _as_stored(name: str, text: str) -> str | None:
    """The text as this portal writes it; None where it stands for nothing."""
    record = HomeroomRecord()
    try:
        write_field(record, name, parse_field(name, text))
    except CellRefused:
        return None
    return read_field(record, name)


def _edits(rows: Iterable[ImportRow], operation: uuid.UUID) -> Iterator[CellEdit]:
    for row in rows:
        stay = row.values["stay"]
        for name, (before, after, *_place) in row.values["fields"].items():
            yield CellEdit(uuid.uuid5(operation, f"{stay}:{name}"), stay, name, before, after)


def _action(fields: Mapping[str, Sequence[str]], problems: Iterable[Problem]) -> Action:
    if fields:
        return Action.CHANGED if any(texts[0] for texts in fields.values()) else Action.NEW
    is_kept_out = any(each.severity in KEPT_OUT for each in problems)
    return Action.REFUSED if is_kept_out else Action.SAME


def fields_in_words(fields: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """The title of each field, with its text before, where there was one, and after."""
    return [
        (title, f"{before} → {after}" if before else after)
        for before, after, _cell, title in fields.values()
    ]
