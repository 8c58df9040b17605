"""Students whom rows of a plain list mean, where the list is about no class.

By personal number or Ministry code, else by name and date of birth; never by place. A code beside
another's name and date of birth means nobody.
"""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from eduportal.core.looking import Kind
from eduportal.core.text import squash
from eduportal.imports import people
from eduportal.imports.importer import Importer, persons_named
from eduportal.imports.people import Person
from eduportal.imports.record_columns import Column
from eduportal.imports.records import Record
from eduportal.workbooks.cells import class_value, code_value, name_value, personal_number_value
from eduportal.workbooks.plain_cells import day_text
from grades.importers.class_lists import person_of
from schools.rules.class_names import class_key
from students.models import Enrolment

CLOSE = frozenset({"matched_by_name", "name_differs"})
PARTS = people.COLUMN_PARTS
PART_TITLES = {
    part: people.COLUMNS[part] for parts in people.COLUMN_PARTS.values() for part in parts
}
TITLES: Mapping[str, str] = {
    "full_name": gettext_noop("Full name"),
    "birth_date": gettext_noop("Date of birth"),
    "ministry_code": gettext_noop("Ministry code"),
    "student_code": gettext_noop("Student code"),
    "personal_number": gettext_noop("Personal number"),
    "class_name": gettext_noop("Class"),
}
READERS: Mapping[str, Any] = {
    "full_name": name_value,
    "birth_date": day_text,
    "ministry_code": code_value,
    "student_code": code_value,
    "personal_number": personal_number_value,
    "class_name": class_value,
}
MESSAGES = {
    **people.MESSAGES,
    "name_differs": gettext_noop(
        "“%(value)s” belongs to %(name)s, born %(birth_date)s: name or date of birth is written "
        "differently here."
    ),
    "nobody_known": gettext_noop(
        "Nobody in question has this code, or this name with this date of birth."
    ),
    "several_known": gettext_noop(
        "Several students have this name and date of birth. Give the personal number or the "
        "Ministry code."
    ),
}


def person_columns(*keys: str, required: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns that say whom a row is about; they are compared with nothing."""
    return tuple(
        Column(
            key,
            TITLES[key],
            (*people.COLUMNS[key], TITLES[key]),
            READERS[key],
            required=key in required,
            is_compared=False,
            is_day=key == "birth_date",
        )
        for key in keys
    )


@dataclass(frozen=True)
class Known:
    """A student by the last stay in question."""

    stay: Enrolment

    @property
    def person(self) -> Person:
        return person_of(self.stay.student)

    @property
    def pair(self) -> list[Any]:
        """As the values of a row name a person."""
        return [self.stay.student_id, self.stay.student.full_name]


class KnownPeople:
    """Finds the students of some rows among those with one of the `stays`."""

    def __init__(self, importer: Importer, stays: "QuerySet[Enrolment]") -> None:
        self._importer = importer
        self._stays = stays.select_related("student", "school", "class_group")

    def find(
        self, records: Sequence[Record], numbers: Mapping[str, int] | None = None
    ) -> list[Known | None]:
        """The student of each row: one query. None, with the reason, where it is not certain.

        `numbers` are the students of candidate numbers that are known.
        """
        persons = [_person(record) for record in records]
        numbers = numbers or {}
        index = _Index.of(self._load(persons, numbers))
        return [
            self._one(record, who, index, numbers.get(record.given.get("number", "")))
            for record, who in zip(records, persons, strict=True)
        ]

    def _load(self, persons: Sequence[Person], numbers: Mapping[str, int]) -> list[Known]:
        named = [who for who in persons if who.full_name and who.birth_date]
        wanted = (
            Q(student__personal_number__in={who.personal_number for who in persons} - {""})
            | Q(student__ministry_code__in={who.ministry_code for who in persons} - {""})
            | Q(student__in=set(numbers.values()))
            | Q(
                student__sort_key__in={who.sort_key for who in named},
                student__birth_date__in={who.birth_date for who in named},
            )
        )
        newest = {}
        for stay in self._stays.filter(wanted).order_by("starts_on", "pk"):
            newest[stay.student.person_uid] = Known(stay)
        return list(newest.values())

    def _one(
        self, record: Record, who: Person, index: "_Index", by_number: int | None
    ) -> Known | None:
        keyed = [
            (key, found)
            for key, value, by in (
                ("personal_number", who.personal_number, index.by_personal),
                ("ministry_code", who.ministry_code, index.by_code),
            )
            if value and (found := by.get(value))
        ]
        if not keyed and (held := index.by_key.get(by_number)):
            # A candidate number is nobody's name: lists that are corrected exchange them.
            if all(who.agreements(held.person)):
                return held
        if keyed:
            key, found = keyed[0]
            return found if self._agrees(record, who, found, key) else None
        return self._by_name(record, who, index)

    def _agrees(self, record: Record, who: Person, found: Known, key: str) -> bool:
        same = who.agreements(found.person)
        if all(same):
            return True
        place = record.row.place(key)
        told: dict[str, Any] = {
            "value": place.seen,
            "name": found.person.full_name,
            "birth_date": f"{found.person.birth_date:%d/%m/%Y}",
            **persons_named(Kind.STUDENT, [found.stay.student_id]),
        }
        if any(same):
            differs = self._importer.problem("name_differs", place, severity="warning", **told)
            record.problems.append(differs)
            return True
        record.refuse(self._importer.problem("somebody_else", place, **told))
        return False

    def _by_name(self, record: Record, who: Person, index: "_Index") -> Known | None:
        alike = index.by_name.get((who.sort_key, who.birth_date), []) if who.birth_date else []
        found = [each for each in alike if not who.contradicts(each.person)]
        if len(found) > 1 and (name := class_key(record.given.get("class_name", ""))):
            found = [each for each in found if class_key(each.stay.class_group.name) == name]
        place = record.row.place("full_name")
        if len(found) != 1:
            rule = "several_known" if found else "nobody_known"
            record.refuse(self._importer.problem(rule, place))
            return None
        one = found[0]
        told: dict[str, Any] = {"name": one.person.full_name, "code": one.person.code or "–"}
        told |= persons_named(Kind.STUDENT, [one.stay.student_id])
        record.problems.append(
            self._importer.problem("matched_by_name", place, severity="warning", **told)
        )
        return one


@dataclass(frozen=True)
class _Index:
    by_key: Mapping[int | None, Known]
    by_personal: Mapping[str, Known]
    by_code: Mapping[str, Known]
    by_name: Mapping[tuple[str, datetime.date], list[Known]]

    @classmethod
    def of(cls, known: Sequence[Known]) -> "_Index":
        by_name: defaultdict[tuple[str, datetime.date], list[Known]] = defaultdict(list)
        for each in known:
            student = each.stay.student
            by_name[student.sort_key, student.birth_date].append(each)
        return cls(
            {each.stay.student_id: each for each in known},
            {each.person.personal_number: each for each in known},
            {each.person.ministry_code: each for each in known},
            by_name,
        )


def _person(record: Record) -> Person:
    """The row's person; a code without a title of its own is the Ministry's."""
    given = record.given
    born = given.get("birth_date")
    has_own = "ministry_code" in record.row.header.columns
    return Person(
        squash(given.get("full_name", "")),
        datetime.date.fromisoformat(born) if born else None,
        given.get("ministry_code", "") if has_own else given.get("student_code", ""),
        given.get("personal_number", ""),
    )
