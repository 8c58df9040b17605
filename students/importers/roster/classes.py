"""Which class of the register a row means."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_noop

from eduportal.imports.importer import Importer, Question, listing
from eduportal.imports.models import ImportRow
from eduportal.workbooks.cells import class_value, number_text
from eduportal.workbooks.problems import Problem
from eduportal.workbooks.tables import TableRow
from schools.models import GradeLevel, School
from schools.rules.class_names import class_key, grade_in
from students.importers.roster.matching import Register
from students.importers.roster.reading import Entry

# The classes about which it is asked whether they are to be created: a wrong column has thousands.
MOST_ASKED = 20
CLASS_NEW, CREATE, LEAVE = "class_new-", "create", "leave"
NEW_CLASS = (
    (LEAVE, gettext_noop("no: its rows are left out")),
    (CREATE, gettext_noop("yes: the class is created with these students")),
)
WRITTEN_AT_ONCE, WRITTEN_AT_MOST = 5_000, 8_000
# A sheet may be called like a class: a grade, then a letter or a sign.
_LIKE_A_CLASS = re.compile(r"^\d{1,2}\s?[A-ZĐ./\-][\w./\-]{0,8}$", re.IGNORECASE)


class Classes:
    """The classes that a file names: those of the register, missing ones, ones to be created."""

    def __init__(self, importer: Importer, register: Register, *, creates: bool) -> None:
        self._importer = importer
        self._register = register
        self._creates = creates
        self._created: dict[str, str] = {}
        # What is said of classes that the school lacks.
        self._wanted: dict[str, bool] = {}
        # Of names that texts have: the name as stored, and the grade of a class that is there.
        self._settled: dict[str, tuple[str, int | None]] = {}
        # The first row of each, and how many there are: a file may have nothing else.
        self._missing: dict[str, Entry] = {}
        self._missing_rows = Counter[str]()

    def load(self) -> None:
        """What the school teaches: one query."""
        stages = School.objects.values_list("stages", flat=True).get(pk=self._register.school_id)
        levels = GradeLevel.objects.filter(stage__in=stages)
        self.levels = set(levels.values_list("pk", flat=True))
        self.takes_adults = "05" in stages

    def of_sheet(self, row: TableRow) -> str:
        """The class that the name of the row's sheet says, or ""."""
        name = class_value(row.header.sheet)
        is_known = class_key(name) in self._register.classes
        return name if is_known or (_LIKE_A_CLASS.match(name) and grade_in(name)) else ""

    def resolve(self, entry: Entry) -> None:
        """Take the class's name as the register has it, or plan to create the class.

        Of a row that is refused for something else it is said as well what is wrong with its class.
        """
        named = entry.class_name
        if isinstance(value := entry.row.value("class_name"), float):
            if self._is_certain(entry, value):
                self._settle(entry)
        elif named in self._settled:
            entry.class_name, level = self._settled[named]
            entry.grade_level = level or entry.grade_level
        else:
            self._settle(entry)
            if not entry.is_refused:
                known = class_key(entry.class_name) in self._register.classes
                self._settled[named] = entry.class_name, entry.grade_level if known else None

    def _settle(self, entry: Entry) -> None:
        """The same for a class's name that is certain."""
        key = class_key(entry.class_name)
        group = self._register.classes.get(key)
        if group is not None:
            entry.class_name, entry.grade_level = group.name, group.grade_level_id
        elif not self._creates and not self._is_wanted(entry, key):
            # Said once for all its rows, when they have been counted.
            self._missing.setdefault(key, entry)
            self._missing_rows[key] += 1
            entry.is_refused = True
        elif key in self._created:
            entry.class_name = self._created[key]
        else:
            self._plan(entry, key)

    def missing(self, year: str) -> Iterator[Problem]:
        """One problem for each class the school lacks, at the first row that names it."""
        known = listing([group.name for group in self._register.classes.values()]) or "–"
        for key, first in self._missing.items():
            yield self._importer.problem(
                "class_unknown",
                first.row.place("class_name"),
                name=first.class_name,
                year=year,
                count=self._missing_rows[key],
                classes=known,
            )

    def _plan(self, entry: Entry, key: str) -> None:
        place, name = entry.row.place("class_name"), entry.class_name
        if entry.grade_level is None:
            entry.refuse(self._importer.problem("level_unknown", place, name=name))
            return
        if entry.grade_level not in self.levels:
            grade = entry.grade_level
            entry.refuse(self._importer.problem("level_not_taught", place, name=name, grade=grade))
            return
        if entry.is_refused:
            # Its class comes with a row that is written.
            return
        self._created[key] = name
        entry.problems.append(
            self._importer.problem("class_created", place, severity="warning", name=name)
        )

    def _is_wanted(self, entry: Entry, key: str) -> bool:
        """Whether somebody says that this class is to be created; nobody has to answer."""
        if key not in self._wanted:
            if entry.grade_level not in self.levels or len(self._wanted) == MOST_ASKED:
                return False
            told = {"name": entry.class_name, "year": str(self._register.year)}
            message = self._importer.messages["class_new"]
            question = Question(
                f"{CLASS_NEW}{key}", message, NEW_CLASS, told, remembered=False, default=LEAVE
            )
            self._wanted[key] = self._importer.ask(question) == CREATE
        return self._wanted[key]

    def _is_certain(self, entry: Entry, value: float) -> bool:
        """A class that a program keeps as a number may have lost a zero: 12.10 is 12.1 to it.

        Whether it is known which one is meant; otherwise that is asked.
        """
        same = [g.name for g in self._register.classes.values() if _is_number(g.name, value)]
        known = class_key(entry.class_name) in self._register.classes
        if len(same) < 2 and (known or not same or not self._creates):
            return True
        names = list(dict.fromkeys([*same, entry.class_name]))
        told: dict[str, str | int] = {"value": entry.class_name, "stored": number_text(value)}
        question = Question(
            f"class_number-{entry.class_name}",
            self._importer.messages["class_number"],
            tuple((name, name) for name in names),
            told,
            remembered=False,
        )
        answer = self._importer.ask(question)
        if answer is None:
            place = entry.row.place("class_name")
            entry.refuse(self._importer.problem("class_number", place, severity="question", **told))
            return False
        entry.class_name = answer
        return True


def _is_number(name: str, value: float) -> bool:
    try:
        return Decimal(name) == Decimal(number_text(value))
    except InvalidOperation:
        return False


def whole_classes(rows: Iterable[ImportRow]) -> Iterator[list[ImportRow]]:
    """Some thousand rows at a time, a class of usual size never in two parts."""
    chunk: list[ImportRow] = []
    for row in rows:
        is_next = bool(chunk) and row.values["class_name"] != chunk[-1].values["class_name"]
        if len(chunk) >= (WRITTEN_AT_ONCE if is_next else WRITTEN_AT_MOST):
            yield chunk
            chunk = []
        chunk.append(row)
    if chunk:
        yield chunk


def said_to_create(answers: Mapping[str, str]) -> bool:
    """Whether somebody wants a class created that the school lacks."""
    return any(key.startswith(CLASS_NEW) and said == CREATE for key, said in answers.items())
