"""Students of a class whom a complete list leaves out: a question about each, never a deletion."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from eduportal.core.looking import Kind
from eduportal.imports.choices import Action
from eduportal.imports.importer import (
    CheckedRow,
    Importer,
    Question,
    choice_and_day,
    persons_named,
)
from eduportal.imports.people import Person
from eduportal.workbooks.headers import Header
from eduportal.workbooks.tables import TableRow
from schools.models import ClassGroup
from students.choices import StudentStatus
from students.importers.roster.comparing import preview, values_of
from students.importers.roster.matching import Register
from students.importers.roster.reading import Entry
from students.importers.roster.seats import why_sealed
from students.selectors import StudentFacts, student_facts

LATER, STAYS, LEFT, MOVED = "later", "stays", "left-", "to-"
# Of more than these only the names are told: the list is hardly complete.
MOST_ASKED = 200
UNDECIDED = (
    (LATER, gettext_noop("Decide later")),
    (STAYS, gettext_noop("Stays in the class: the list leaves the student out")),
)
GONE = {
    StudentStatus.TRANSFERRED_OUT: gettext_noop("Left: transferred to another school"),
    StudentStatus.LEFT: gettext_noop("Left: left school"),
    StudentStatus.SUSPENDED: gettext_noop("Left: studies suspended"),
}
# Of no sheet: who is not in the file has no row in it.
NOWHERE = Header("", 0, 0, {}, {}, (), {}, "")


class Missing:
    """Asks about the students of whole classes, and turns the answers into rows to be written."""

    def __init__(self, importer: Importer, register: Register) -> None:
        self._importer, self._register = importer, register
        self._count = 0

    def ask(self, group: ClassGroup, absent: Mapping[int, str]) -> dict[int, str]:
        """Ask about each; returns those of whom nothing is decided yet."""
        facts = student_facts(Q(pk__in=absent), group.school_id, group.school_year)
        later = {}
        for pk, name in absent.items():
            self._count += 1
            answer = LATER if self._count > MOST_ASKED else self._answer(pk, group, facts[pk])
            choice, day = choice_and_day(answer)
            if choice == LATER:
                later[pk] = name
            elif choice != STAYS and day is not None:
                self._importer.added.append(self._row(pk, facts[pk], choice, day))
        return later

    def _answer(self, pk: int, group: ClassGroup, known: StudentFacts) -> str:
        born = f"{datetime.date.fromisoformat(known.birth_date):%d/%m/%Y}"
        told = {"name": known.full_name, "born": born, "class": group.name}
        question = Question(
            f"missing-{pk}",
            self._importer.messages["missing"],
            tuple(self._choices(group)),
            told | persons_named(Kind.STUDENT, [pk]),
            remembered=False,
            default=LATER,
            dated=(LEFT, MOVED),
        )
        return self._importer.ask(question) or LATER

    def _choices(self, group: ClassGroup) -> Iterator[tuple[str, str]]:
        yield from UNDECIDED
        for status, text in GONE.items():
            yield f"{LEFT}{status.value}", text
        for other in self._register.classes.values():
            if other.grade_level_id == group.grade_level_id and other.pk != group.pk:
                yield f"{MOVED}{other.pk}", f"→ {other.name}"

    def _row(self, pk: int, known: StudentFacts, choice: str, day: datetime.date) -> CheckedRow:
        """The move or the leaving, as a list that names the student would bring it."""
        number = len(self._importer.added) + 1
        who = Person(known.full_name, datetime.date.fromisoformat(known.birth_date))
        entry = Entry(TableRow(NOWHERE, number, [], ""), who, on=day)
        entry.class_name = known.class_name
        if choice.startswith(LEFT):
            entry.status = StudentStatus(choice.removeprefix(LEFT))
        else:
            entry.class_name = self._name_of(int(choice.removeprefix(MOVED)))
            was_in = known.status == StudentStatus.TRANSFERRED_IN
            entry.status = StudentStatus.TRANSFERRED_IN if was_in else StudentStatus.STUDYING
        checked = CheckedRow("", number, known.full_name, Action.CHANGED, problems=entry.problems)
        checked.values = values_of(entry, pk, {}, known)
        checked.changes = preview(entry, {}, known)
        self._require_possible(entry, known, day)
        if entry.is_refused:
            checked.action = Action.REFUSED
        return checked

    def _name_of(self, class_id: int) -> str:
        return next(each.name for each in self._register.classes.values() if each.pk == class_id)

    def _require_possible(self, entry: Entry, known: StudentFacts, day: datetime.date) -> None:
        year = self._register.year
        first, last = year.starts_on, year.day_in(timezone.localdate())
        place = entry.row.place("status")
        if not first <= day <= last:
            days: dict[str, Any] = {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
            told = {"name": known.full_name, **days}
            entry.refuse(self._importer.problem("missing_day", place, **told))
        elif refusal := why_sealed(self._importer, entry, known, self._register):
            entry.refuse(refusal)
