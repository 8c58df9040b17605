"""Finding the student a row speaks of: by Ministry code, by personal number, by name.

Never by the row's place. A match by name is shown to be confirmed, because a name is no identity.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from eduportal.imports.importer import Importer
from schools.models import ClassGroup, SchoolYear
from students.importers.roster.reading import Pupil
from students.selectors import (
    CodeHolder,
    StudentFacts,
    holders_of,
    same_identities,
    student_facts,
)


def class_key(name: str) -> str:
    """What class names are compared by: "6 a1" is "6A1"."""
    return name.replace(" ", "").upper()


@dataclass
class Register:
    """What the register holds about the pupils of some rows, read set-wise."""

    school_id: int
    year: SchoolYear
    classes: dict[str, ClassGroup] = field(default_factory=dict)
    by_code: dict[str, CodeHolder] = field(default_factory=dict)
    by_number: dict[str, CodeHolder] = field(default_factory=dict)
    by_name: dict[tuple[str, datetime.date], list[int]] = field(default_factory=dict)
    facts: dict[int, StudentFacts] = field(default_factory=dict)

    def load_classes(self) -> None:
        """The school's classes of the year."""
        groups = ClassGroup.objects.filter(school=self.school_id, school_year=self.year)
        self.classes = {class_key(group.name): group for group in groups.order_by("name")}

    def load(self, pupils: Sequence[Pupil]) -> None:
        """Everything about these pupils: five queries."""
        self.by_code, self.by_number = holders_of(
            {pupil.ministry_code for pupil in pupils if pupil.ministry_code},
            {pupil.personal_number for pupil in pupils if pupil.personal_number},
        )
        self.by_name = same_identities(
            self.school_id,
            {(pupil.sort_key, pupil.birth_date) for pupil in pupils if pupil.birth_date},
        )
        ids = {holder.student_id for holder in (*self.by_code.values(), *self.by_number.values())}
        ids.update(pk for found in self.by_name.values() for pk in found)
        self.facts = student_facts(Q(pk__in=ids), self.school_id, self.year)


def find_student(importer: Importer, pupil: Pupil, register: Register) -> int | None:
    """The id of the student; None for a newcomer, and for a row that is refused here."""
    holders = [
        (key, register_of.get(value), value)
        for key, register_of, value in (
            (pupil.code_column, register.by_code, pupil.ministry_code),
            ("personal_number", register.by_number, pupil.personal_number),
        )
        if value
    ]
    found = [(key, holder, value) for key, holder, value in holders if holder is not None]
    for key, holder, value in found:
        if holder.school_id != register.school_id:
            pupil.refuse(importer.row_problem(pupil.row, key, "code_elsewhere", value=value))
            return None
    ids = [holder.student_id for _key, holder, _value in found]
    if len(set(ids)) > 1:
        first, second = (register.facts[pk].full_name for pk in ids)
        pupil.refuse(
            importer.row_problem(
                pupil.row, pupil.code_column, "two_students", first=first, second=second
            )
        )
        return None
    if not ids:
        return _find_by_name(importer, pupil, register)
    key, _holder, value = found[0]
    return _checked(importer, pupil, register, ids[0], key, value)


def _checked(
    importer: Importer, pupil: Pupil, register: Register, pk: int, key: str, value: str
) -> int | None:
    """A match by code, unless name and date of birth both speak of somebody else."""
    facts = register.facts[pk]
    born = pupil.birth_date.isoformat() if pupil.birth_date else ""
    if facts.sort_key != pupil.sort_key and facts.birth_date != born:
        pupil.refuse(
            importer.row_problem(
                pupil.row,
                key,
                "somebody_else",
                value=value,
                name=facts.full_name,
                birth_date=_shown(facts.birth_date),
            )
        )
        return None
    if pupil.ministry_code and facts.ministry_code not in ("", pupil.ministry_code):
        pupil.problems.append(
            importer.row_problem(
                pupil.row,
                pupil.code_column,
                "code_replaced",
                severity="warning",
                name=facts.full_name,
                old=facts.ministry_code,
                new=pupil.ministry_code,
            )
        )
    return pk


def _find_by_name(importer: Importer, pupil: Pupil, register: Register) -> int | None:
    if pupil.birth_date is None:
        return None
    candidates = [
        pk
        for pk in register.by_name.get((pupil.sort_key, pupil.birth_date), [])
        if not _contradicts(pupil, register.facts[pk])
    ]
    if not candidates:
        return None
    facts = register.facts[candidates[0]]
    is_same_class = class_key(facts.class_name) in ("", class_key(pupil.class_name))
    if len(candidates) > 1 or not is_same_class:
        pupil.refuse(
            importer.row_problem(pupil.row, "full_name", "same_name", name=facts.class_name or "–")
        )
        return None
    pupil.problems.append(
        importer.row_problem(
            pupil.row,
            "full_name",
            "matched_by_name",
            severity="warning",
            name=facts.full_name,
            code=facts.ministry_code or facts.personal_number or "–",
        )
    )
    return candidates[0]


def _contradicts(pupil: Pupil, facts: StudentFacts) -> bool:
    """Whether a code tells the two apart: both have one, and not the same."""
    pairs = (
        (pupil.ministry_code, facts.ministry_code),
        (pupil.personal_number, facts.personal_number),
    )
    return any(ours and theirs and ours != theirs for ours, theirs in pairs)


def _shown(iso: str) -> str:
    return f"{datetime.date.fromisoformat(iso):%d/%m/%Y}"
