"""Which student of the school a row of a list of moves means."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from eduportal.core.looking import Kind
from eduportal.imports.importer import Importer, persons_named
from schools.models import ClassGroup
from schools.rules.class_names import class_key
from students.importers.roster.matching import Register, person_of
from students.importers.roster.reading import Entry
from students.models import Enrolment, Student
from students.selectors import StudentFacts, student_facts


@dataclass(frozen=True)
class Found:
    """A student with what the register says: class and status in the file's year, and the class
    and grade of the newest stay of that year or an earlier one. `classes` are all up to then."""

    student_id: int
    facts: StudentFacts
    before: str
    grade: int | None
    classes: frozenset[str]


def find_students(
    importer: Importer, entries: Sequence[Entry], classes: Sequence[str], register: Register
) -> list[Found | None]:
    """The student of each row, by code, else by name with the birth date or the class it names.

    None where the row is refused. Students of other schools are never told of.
    """
    ids = [
        _candidates(entry, name, register, by_name)
        for by_name in [_by_name(entries, register)]
        for entry, name in zip(entries, classes, strict=True)
    ]
    found = _facts({pk for some in ids for pk in some}, register)
    return [
        _one(importer, entry, name, [found[pk] for pk in some if pk in found])
        for entry, name, some in zip(entries, classes, ids, strict=True)
    ]


def _by_name(entries: Sequence[Entry], register: Register) -> dict[str, list[int]]:
    """The school's students of these names, where a row gives neither code nor birth date."""
    names = {e.person.sort_key for e in entries if not e.person.code and not e.person.birth_date}
    found: defaultdict[str, list[int]] = defaultdict(list)
    if names:
        here = Student.objects.filter(school=register.school_id, sort_key__in=names)
        for pk, key in here.order_by("pk").values_list("pk", "sort_key"):
            found[key].append(pk)
    return found


def _candidates(
    entry: Entry, class_name: str, register: Register, by_name: dict[str, list[int]]
) -> list[int]:
    who = entry.person
    holders = (
        register.by_code.get(who.ministry_code), register.by_number.get(who.personal_number)
    )  # fmt: skip
    if who.code:
        known = [each for each in holders if each and each.school_id == register.school_id]
        return list({each.student_id for each in known})
    if who.birth_date:
        return register.by_name.get((who.sort_key, who.birth_date), [])
    return by_name.get(who.sort_key, []) if class_name else []


def _facts(ids: Collection[int], register: Register) -> dict[int, Found]:
    if not ids:
        return {}
    facts = student_facts(Q(pk__in=ids), register.school_id, register.year)
    stays = Enrolment.objects.filter(
        student__in=ids, school_year__starts_on__lte=register.year.starts_on
    )
    groups: defaultdict[int, list[ClassGroup]] = defaultdict(list)
    for stay in stays.select_related("class_group").order_by("starts_on", "pk"):
        groups[stay.student_id].append(stay.class_group)
    return {pk: _with_classes(pk, each, groups[pk]) for pk, each in facts.items()}


def _with_classes(pk: int, facts: StudentFacts, groups: Sequence[ClassGroup]) -> Found:
    newest = groups[-1] if groups else None
    return Found(
        pk,
        facts,
        newest.name if newest else "",
        newest.grade_level_id if newest else None,
        frozenset(class_key(group.name) for group in groups),
    )


def _one(
    importer: Importer, entry: Entry, class_name: str, candidates: list[Found]
) -> Found | None:
    """The one who is meant; a code beside another's name and birth date means nobody."""
    row, who = entry.row, entry.person
    if not who.code and class_name and len(candidates) > 1 or not (who.code or who.birth_date):
        candidates = [each for each in candidates if class_key(class_name) in each.classes]
    if len(candidates) != 1:
        rule = "several_here" if candidates else "nobody_here"
        entry.refuse(importer.problem(rule, row.place("full_name")))
        return None
    known = person_of(candidates[0].facts)
    if who.code and not any(who.agreements(known)):
        born = f"{known.birth_date:%d/%m/%Y}"
        told: dict[str, Any] = {"value": who.code, "name": known.full_name, "birth_date": born}
        told |= persons_named(Kind.STUDENT, [candidates[0].student_id])
        entry.refuse(importer.problem("somebody_else", row.place("full_name"), **told))
        return None
    return candidates[0]
