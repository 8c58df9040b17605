"""Lists of students who change class, go up at the year's start, come back or leave."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from eduportal.core.looking import Kind
from eduportal.core.text import squash
from eduportal.imports.choices import Review
from eduportal.imports.importer import CheckedRow, Context, Table, listing
from eduportal.imports.models import ImportRow
from eduportal.imports.options import YearOptions
from eduportal.imports.people import Person
from eduportal.imports.records import Record, RecordImporter
from eduportal.imports.undoing import Undone, Working
from schools.models import SchoolYear
from schools.rules.class_names import class_key
from students.choices import StudentStatus
from students.importers.moves.columns import MESSAGES, PART_TITLES, PARTS, TABLE
from students.importers.moves.finding import Found, find_students
from students.importers.roster.columns import CLOSE
from students.importers.roster.columns import MESSAGES as OF_ROSTERS
from students.importers.roster.matching import Register
from students.importers.roster.reading import Entry
from students.importers.roster.seats import why_away, why_sealed
from students.importers.roster.undoing import take_back
from students.selectors import StudentFacts, changed_from, student_facts
from students.services import RegisterChanged, RosterEntry, enrol_students

__all__ = ["StudentMovesImporter"]


class StudentMovesImporter(RecordImporter):
    """Who goes from which class to which, and who came back or left, on which day.

    Vietnamese: danh sách lên lớp, xếp lớp, chuyển lớp, biến động học sinh. Nobody is entered, and
    the class a student comes from must be the one the portal knows.
    """

    key = "student-moves"
    title = _("List of moves of students")
    description = _(
        "Students known to the school who change class, go up to the classes of a new year, come "
        "back or leave, with the day. Nobody is entered or removed."
    )
    table = TABLE
    persons = {"student": Kind.STUDENT}
    more_titles = PART_TITLES
    parts = PARTS
    name = "full_name"
    most_rows = 20_000
    messages = OF_ROSTERS | MESSAGES
    close = CLOSE
    dated = True
    options_form = YearOptions
    written_by = ("values__given__class_to",)

    @classmethod
    def persons_of(cls, rows: Sequence[dict[str, Any]]) -> Mapping[Kind, set[int]]:
        # What stays when the file is taken back names its student as every list does.
        named = {values["student"] for values in rows if "student" in values}
        return {Kind.STUDENT: named | super().persons_of(rows)[Kind.STUDENT]}

    @classmethod
    def review_of(cls, row: CheckedRow) -> Review:
        """Whatever the list changes is a move."""
        found = super().review_of(row)
        return Review.MOVED if found in (Review.NEW, Review.CHANGED) else found

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.year = SchoolYear.objects.get(code=context.options["year"])
        self.register = Register(context.school_id, self.year)

    def begin(self, tables: list[Table]) -> list[Table]:
        self.facts.append((gettext_noop("School year"), str(self.year)))
        self.register.load_classes()
        return super().begin(tables)

    def key_of(self, given: Mapping[str, Any]) -> str:
        return str(given["student"][0])

    def understand(self, records: Sequence[Record]) -> None:
        readable = [record for record in records if not record.is_refused]
        entries = [Entry(record.row, _person_of(record.given)) for record in readable]
        if not entries:
            return
        self.register.load(entries)
        classes = [record.given.get("class_from", "") for record in readable]
        found = find_students(self, entries, classes, self.register)
        for record, entry, who in zip(readable, entries, found, strict=True):
            record.problems += entry.problems
            record.is_refused |= entry.is_refused
            if who is not None:
                record.given["student"] = [who.student_id, who.facts.full_name]
                self._understand_move(record, entry, who)

    def stored(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        which = Q(pk__in=[int(key) for key in keys])
        facts = student_facts(which, self.context.school_id, self.year)
        return {
            str(pk): {"class_to": each.class_name, "status": each.status, "facts": asdict(each)}
            for pk, each in facts.items()
        }

    def changed_from(
        self, keys: Collection[str], moment: datetime.datetime
    ) -> Mapping[str, datetime.datetime]:
        found = changed_from([int(key) for key in keys], moment)
        return {str(pk): at for pk, at in found.items()}

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        try:
            enrol_students(
                school_id=self.context.school_id,
                school_year=self.year,
                entries=[_entry_of(row) for row in rows],
            )
        except RegisterChanged as error:
            raise ValueError from error

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        known = {row.values["given"]["student"][0] for row in rows}
        return take_back(self.context, known, (), working)

    def _understand_move(self, record: Record, entry: Entry, who: Found) -> None:
        """The class and status the row asks for; why it cannot be, if so."""
        given, row = record.given, record.row
        status = StudentStatus(given.get("status") or StudentStatus.STUDYING)
        leaves = status not in StudentStatus.present()
        if not leaves and "class_to" not in given:
            record.refuse(self.problem("nothing_said", row.place("class_to")))
            return
        if not self._comes_from(record, who):
            return
        if leaves and class_key(given.get("class_to", "")) not in (
            "",
            class_key(who.facts.class_name),
        ):
            record.refuse(self.problem("leaves_and_comes", row.place("class_to")))
            return
        name = given.get("class_to", who.facts.class_name)
        if not name:
            record.refuse(self.problem("in_no_class", row.place("status"), year=str(self.year)))
            return
        if not self._goes_to(record, name, who) or not self._is_day_right(record, who, leaves):
            return
        was_in = who.facts.status == StudentStatus.TRANSFERRED_IN
        given["status"] = who.facts.status if was_in and not leaves else status.value
        entry.class_name, entry.status = given["class_to"], StudentStatus(given["status"])
        entry.on = datetime.date.fromisoformat(given["day"]) if "day" in given else None
        refusal = why_away(self, entry, who.student_id, self.register)
        if refusal := refusal or why_sealed(self, entry, who.facts, self.register):
            record.refuse(refusal)

    def _comes_from(self, record: Record, who: Found) -> bool:
        """Whether the class the row begins with is the one the portal knows."""
        said = record.given.get("class_from", "")
        known = who.facts.class_name or who.before
        arrived = class_key(who.facts.class_name) == class_key(record.given.get("class_to", ""))
        if not said or class_key(said) in (class_key(known), class_key(who.before)) or arrived:
            return True
        place = record.row.place("class_from")
        told: dict[str, Any] = {"known": known or "–", "value": said}
        record.refuse(self.problem("from_differs", place, **told))
        return False

    def _goes_to(self, record: Record, name: str, who: Found) -> bool:
        """Whether the class is there and of a grade the student can come to."""
        group = self.register.classes.get(class_key(name))
        place = record.row.place("class_to")
        if group is None:
            classes = listing([each.name for each in self.register.classes.values()]) or "–"
            told: dict[str, Any] = {"value": name[:50], "year": str(self.year), "classes": classes}
            record.refuse(self.problem("to_unknown", place, **told))
            return False
        record.given["class_to"] = group.name
        grade = group.grade_level_id
        allowed = {who.grade} if who.facts.class_name else {who.grade, (who.grade or 0) + 1}
        if who.grade is not None and grade not in allowed:
            jump: dict[str, Any] = {"old": who.grade, "new": grade, "name": group.name}
            record.refuse(self.problem("grade_jump", place, **jump))
            return False
        return True

    def _is_day_right(self, record: Record, who: Found, leaves: bool) -> bool:
        """Whether the day lies in the year and has come; one that is not kept is said."""
        if "day" not in record.given:
            return True
        day = datetime.date.fromisoformat(record.given["day"])
        first, last = self.year.starts_on, self.year.day_in(timezone.localdate())
        place = record.row.place("day")
        if not first <= day <= last:
            days: dict[str, Any] = {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
            record.refuse(self.problem("day_outside", place, **days))
            return False
        if not who.facts.class_name and not leaves and day != first:
            told = {"first": f"{first:%d/%m/%Y}"}
            record.problems.append(self.problem("day_not_kept", place, severity="warning", **told))
        return True


def _person_of(given: Mapping[str, Any]) -> Person:
    born = given.get("birth_date")
    return Person(
        squash(given["full_name"]),
        datetime.date.fromisoformat(born) if born else None,
        given.get("ministry_code", ""),
        given.get("personal_number", ""),
    )


def _entry_of(row: Mapping[str, Any]) -> RosterEntry:
    given, expected = row["given"], row["expected"]
    return RosterEntry(
        student_id=given["student"][0],
        fields={},
        class_name=given["class_to"],
        grade_level=None,
        status=given["status"],
        on=datetime.date.fromisoformat(given["day"]) if "day" in given else None,
        expected=StudentFacts(**expected["facts"]),
    )
