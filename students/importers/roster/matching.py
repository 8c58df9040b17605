"""Finding the student of a row: by Ministry code, by personal number, by name.

Never by the row's place. A match by name is shown to be confirmed, because a name is no identity.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from eduportal.imports.importer import Importer, Question
from eduportal.imports.people import Person, code_column
from schools.models import ClassGroup, SchoolYear, Term
from schools.rules.class_names import class_key
from students.choices import OPEN_TRANSFERS, Direction
from students.importers.roster.admitting import admits, is_of
from students.importers.roster.reading import Entry
from students.models import Student, Transfer
from students.selectors import (
    CodeHolder,
    CodesHeld,
    StudentFacts,
    changed_from,
    holders_of,
    same_children,
    student_facts,
)
from students.selectors.completed import Completed, completed_at_others
from students.services import last_sealed

ANOTHER = ("another", gettext_noop("Another child: enter a new student."))
SAME_HERE = (
    ("same", gettext_noop("The same child: the code is added, the class changes.")),
    ANOTHER,
)
SAME_ELSEWHERE = (
    (
        "same",
        gettext_noop(
            "The same child: leave the row out. The other school lets the student go, and you take "
            "the student in on the page “Transfers”."
        ),
    ),
    ANOTHER,
)


@dataclass
class Register:
    """What the register holds about the students of some rows, read set-wise."""

    school_id: int
    year: SchoolYear
    classes: dict[str, ClassGroup] = field(default_factory=dict)
    by_code: dict[str, CodeHolder] = field(default_factory=dict)
    by_number: dict[str, CodeHolder] = field(default_factory=dict)
    by_name: dict[tuple[str, datetime.date], list[int]] = field(default_factory=dict)
    facts: dict[int, StudentFacts] = field(default_factory=dict)
    sealed: dict[int, Term] = field(default_factory=dict)
    elsewhere: dict[tuple[str, datetime.date], set[CodesHeld]] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    later_than: datetime.datetime | None = None
    changed: dict[int, datetime.datetime] = field(default_factory=dict)
    completed: dict[int, Completed] = field(default_factory=dict)

    def load_classes(self) -> None:
        """The school's classes of the year."""
        groups = ClassGroup.objects.filter(
            school=self.school_id, school_year=self.year
        ).select_related("school_year")
        self.classes = {class_key(group.name): group for group in groups.order_by("name")}
        self.sealed = last_sealed(group.pk for group in groups)

    def load(self, entries: Sequence[Entry]) -> None:
        """Everything about these students: two queries, five about those who are known, and two
        about those whom another school has.
        """
        people = [entry.person for entry in entries]
        self.by_code, self.by_number = holders_of(
            {who.ministry_code for who in people if who.ministry_code},
            {who.personal_number for who in people if who.personal_number},
        )
        identities = {(who.sort_key, who.birth_date) for who in people if who.birth_date}
        self.by_name, self.elsewhere = same_children(self.school_id, identities)
        holders = (*self.by_code.values(), *self.by_number.values())
        ids = {holder.student_id for holder in holders}
        others = {each.student_id for each in holders if each.school_id != self.school_id}
        self.completed = completed_at_others(others) if self._is_present else {}
        ids.update(pk for found in self.by_name.values() for pk in found)
        self.facts, self.gone, self.changed = {}, set(), {}
        if not ids:
            return
        self.facts = student_facts(Q(pk__in=ids), self.school_id, self.year)
        self.changed = changed_from(ids, self.later_than) if self.later_than else {}
        gone = Student.objects.filter(pk__in=ids, is_current=False)
        ways = Transfer.objects.filter(student_key__in=ids, direction=Direction.OUT)
        self.gone = set(gone.values_list("pk", flat=True)) | set(
            ways.filter(state__in=OPEN_TRANSFERS).values_list("student_key", flat=True)
        )

    @property
    def _is_present(self) -> bool:
        """Whether the list is of a year that goes on or is to come: only then are any admitted."""
        return self.year.ends_on >= timezone.localdate()

    def is_unknown(self, who: Person) -> bool:
        """Whether nobody has a code of the person, or name and date of birth."""
        same = (who.sort_key, who.birth_date)
        return not (
            who.ministry_code in self.by_code
            or who.personal_number in self.by_number
            or same in self.by_name
            or same in self.elsewhere
        )

    def sealed_between(
        self, names: Iterable[str], day: datetime.date
    ) -> tuple[ClassGroup, Term] | None:
        """The first of the classes in which somebody would come or go in a sealed term."""
        groups = (self.classes.get(class_key(name)) for name in names)
        pairs = ((group, self.sealed.get(group.pk)) for group in groups if group is not None)
        return next(
            ((group, term) for group, term in pairs if term is not None and day <= term.ends_on),
            None,
        )


def find_student(importer: Importer, entry: Entry, register: Register) -> int | None:
    """The id of the student; None for a newcomer, and for a row that is refused here."""
    who, row = entry.person, entry.row
    if register.is_unknown(who):
        return None
    found = list(_holders(entry, register))
    if admits(importer, entry, register.year, register.completed, [each[1] for each in found]):
        return None
    for key, holder, value in found:
        if holder.school_id != register.school_id:
            rule = "code_elsewhere" if is_of(who, holder) else "code_unusable"
            entry.refuse(importer.problem(rule, row.place(key), value=value))
            return None
    ids = [holder.student_id for _key, holder, _value in found]
    if len(set(ids)) > 1:
        first, second = (register.facts[pk].full_name for pk in ids)
        place = row.place(code_column(row))
        entry.refuse(importer.problem("two_students", place, first=first, second=second))
        return None
    if not ids:
        return _find_by_name(importer, entry, register)
    key, _holder, value = found[0]
    return _checked(importer, entry, register, ids[0], key, value)


def _holders(entry: Entry, register: Register) -> Iterator[tuple[str, CodeHolder, str]]:
    """Who holds the codes of the row, each with its column and the code."""
    who = entry.person
    for key, register_of, value in (
        (code_column(entry.row), register.by_code, who.ministry_code),
        ("personal_number", register.by_number, who.personal_number),
    ):
        if value and (holder := register_of.get(value)):
            yield key, holder, value


def _checked(
    importer: Importer, entry: Entry, register: Register, pk: int, key: str, value: str
) -> int | None:
    """A match by code, unless name and date of birth are both those of another student."""
    who, known = entry.person, person_of(register.facts[pk])
    if not any(who.agreements(known)):
        entry.refuse(
            importer.problem(
                "somebody_else",
                entry.row.place(key),
                value=value,
                name=known.full_name,
                birth_date=f"{known.birth_date:%d/%m/%Y}",
            )
        )
        return None
    if who.ministry_code and known.ministry_code not in ("", who.ministry_code):
        entry.problems.append(
            importer.problem(
                "code_replaced",
                entry.row.place(code_column(entry.row)),
                severity="warning",
                name=known.full_name,
                old=known.ministry_code,
                new=who.ministry_code,
            )
        )
    return pk


def _find_by_name(importer: Importer, entry: Entry, register: Register) -> int | None:
    who, place = entry.person, entry.row.place("full_name")
    if who.birth_date is None:
        return None
    candidates = [
        pk
        for pk in register.by_name.get((who.sort_key, who.birth_date), [])
        if not who.contradicts(person_of(register.facts[pk]))
    ]
    if not candidates:
        _ask_elsewhere(importer, entry, register)
        return None
    facts = register.facts[candidates[0]]
    is_same_class = class_key(facts.class_name) in ("", class_key(entry.class_name))
    if len(candidates) == 1 and not is_same_class and who.code:
        return _ask_here(importer, entry, candidates[0], facts)
    if len(candidates) > 1 or not is_same_class:
        rule = "same_names" if who.code else "same_name"
        entry.refuse(importer.problem(rule, place, name=facts.class_name or "–"))
        return None
    code = person_of(facts).code or "–"
    entry.problems.append(
        importer.problem(
            "matched_by_name", place, severity="warning", name=facts.full_name, code=code
        )
    )
    return candidates[0]


def _ask_here(importer: Importer, entry: Entry, known: int, facts: StudentFacts) -> int | None:
    """A code the register lacks, and a student of this name in another class: are they one?"""
    answer = _whether_same(importer, entry, "child_here", SAME_HERE, facts.class_name)
    return known if answer == "same" else None


def _ask_elsewhere(importer: Importer, entry: Entry, register: Register) -> None:
    """A newcomer who may be a child of another school is refused, or asked about."""
    who = entry.person
    held = (
        register.elsewhere.get((who.sort_key, who.birth_date), set()) if who.birth_date else set()
    )
    if not who.code:
        if held:
            entry.refuse(importer.problem("maybe_elsewhere", entry.row.place("full_name")))
        return
    # Whoever has a code of the file would have been found by it.
    may_be = any(
        not (codes.ministry_code and who.ministry_code)
        and not (codes.personal_number and who.personal_number)
        for codes in held
    )
    if may_be and _whether_same(importer, entry, "child_elsewhere", SAME_ELSEWHERE) == "same":
        entry.refuse(importer.problem("comes_by_transfer", entry.row.place("full_name")))


def _whether_same(
    importer: Importer,
    entry: Entry,
    rule: str,
    choices: tuple[tuple[str, str], ...],
    class_name: str = "",
) -> str | None:
    """What a person says of this row, never remembered; the row waits while nobody has said."""
    row, who = entry.row, entry.person
    told: dict[str, str | int] = {
        "row": row.number,
        "name": who.full_name,
        "born": f"{who.birth_date:%d/%m/%Y}",
        "class": class_name,
    }
    key = f"{rule}-{row.header.sheet}-{row.number}"
    answer = importer.ask(Question(key, importer.messages[rule], choices, told, remembered=False))
    if answer is None:
        place = row.place("full_name")
        entry.refuse(importer.problem(rule, place, severity="question", **told))
    return answer


def person_of(facts: StudentFacts) -> Person:
    """The student as the register knows him or her."""
    return Person(
        full_name=facts.full_name,
        birth_date=datetime.date.fromisoformat(facts.birth_date),
        ministry_code=facts.ministry_code,
        personal_number=facts.personal_number,
    )
