"""Who gives what to whom by a whole file: the cells of the school's table that its rows fill."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from eduportal.imports.importer import Importer, listing
from eduportal.workbooks.cells import class_value, text_value
from eduportal.workbooks.problems import Place, Problem, Severity
from eduportal.workbooks.tables import TableRow
from schools.models import ClassGroup, SchoolYear, Subject
from schools.rules.class_names import class_key
from staffing.importers.assignments.people import Named
from staffing.models import StaffMember
from staffing.selectors.cells import HOMEROOM, CellKey
from staffing.selectors.matrix import plans_of
from staffing.services.assigning import MOST_PERIODS, MOST_TEACHERS

RowKey = tuple[str, int]
# Beside the kinds of timetables, whose lessons are counted: a number that the file says.
SAID = "said"
# A cell whose periods cannot be read, which keeps what it is about as it is.
UNREADABLE = Decimal("NaN")


class Slot(NamedTuple):
    """One lesson of the week in one kind of timetable; `time` is None where the file says none."""

    kind: str
    time: Hashable


@dataclass
class RowFound:
    """What one row of the file says first, and what is wrong with it."""

    cells: list[CellKey] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Claims:
    """What whole tables say, because a cell of the table may be filled by several rows."""

    def __init__(
        self,
        importer: Importer,
        year: SchoolYear,
        classes: Sequence[ClassGroup],
        named: Named,
        people: Mapping[str, Sequence[str]],
    ) -> None:
        self._importer, self._year, self._named = importer, year, named
        self.classes = {each.pk: each for each in classes}
        self._by_name = {class_key(each.name): each for each in classes}
        self.plans = plans_of(list(classes))
        plans = [plan for of_class in self.plans.values() for plan in of_class.values()]
        self._subjects = {plan.subject.code: plan.subject for plan in plans}
        self.cells: defaultdict[CellKey, dict[StaffMember, Decimal | None]] = defaultdict(dict)
        # By the ways in which the file says it: a timetable by classes, one by teachers, a number.
        self._periods_by: defaultdict[tuple[CellKey, StaffMember], dict[str, Decimal | None]]
        self._periods_by = defaultdict(dict)
        self._lessons: set[tuple[CellKey, StaffMember, Slot]] = set()
        # The name by which the teacher of a column is found.
        self._people = {key: titles[0] for key, titles in people.items()}
        self.rows: dict[RowKey, RowFound] = {}
        # The row that is being read.
        self._row: TableRow
        self._found: RowFound
        self._first: dict[CellKey, RowKey] = {}
        self._broken: set[CellKey] = set()

    def settle(self) -> None:
        """After the last row: how many periods each has, and which cells have too many teachers."""
        for (key, staff), by in self._periods_by.items():
            self.cells[key][staff] = self._agreed(key, staff, by)
        for key, teachers in self.cells.items():
            most = 1 if key.subject == HOMEROOM else MOST_TEACHERS
            if len(teachers) > most:
                self._broken.add(key)
                sheet, number = self._first[key]
                names = listing([each.full_name for each in teachers])
                told: dict[str, str | int] = {**self._cell(key), "most": most, "names": names}
                told["number"] = len(teachers)
                problem = self._problem("too_many", Place(sheet, number), told)
                self.rows[sheet, number].problems.append(problem)

    def _agreed(
        self, key: CellKey, staff: StaffMember, by: dict[str, Decimal | None]
    ) -> Decimal | None:
        """The periods that all ways of saying it agree in; otherwise the cell is kept out."""
        known = list(dict.fromkeys(each for each in by.values() if each is not None))
        if len(known) > 1:
            self._broken.add(key)
            place = Place(*self._first[key])
            problem = self._otherwise(key, staff, place, known[0], known[1])
            self.rows[self._first[key]].problems.append(problem)
        return known[0] if known else None

    def _otherwise(
        self, key: CellKey, staff: StaffMember, place: Place, old: Decimal, new: Decimal
    ) -> Problem:
        told: dict[str, str | int] = {**self._cell(key), "name": staff.full_name}
        return self._problem("said_otherwise", place, told | {"old": str(old), "new": str(new)})

    def good_cells(self, found: RowFound) -> list[CellKey]:
        """The cells that the row is the first to fill, and that can be written."""
        return [key for key in found.cells if key not in self._broken]

    def _cell(self, key: CellKey) -> dict[str, str | int]:
        subject = self._subjects[key.subject].name if key.subject != HOMEROOM else "GVCN"
        return {"class": self.classes[key.class_id].name, "subject": subject}

    def _claim(
        self,
        group: ClassGroup | None,
        subject: Subject | str | None,
        name: str,
        periods: Decimal | None | Slot,
        key: str,
        *,
        named_in: str = "",
    ) -> None:
        """One teacher of one cell: the periods that the file says, or one lesson of the week.

        `named_in` is the column of the name, where it is not `key`.
        """
        if group is None or not subject:
            return
        cell = CellKey(group.pk, subject if isinstance(subject, str) else subject.code)
        place = self._row.place(key)
        if cell.subject != HOMEROOM and cell.subject not in self.plans[group.pk]:
            told: dict[str, str | int] = {"class": group.name, "subject": str(subject)}
            self._add(self._problem("not_in_programme", place, told))
            return
        if (staff := self._teacher_of(cell, name, named_in or key)) is None:
            return
        slot, said = (periods, None) if isinstance(periods, Slot) else (None, periods)
        if said is None or self._is_possible(said, place):
            self._enter(cell, staff, slot, said, place)
        else:
            self._broken.add(cell)

    def _is_possible(self, periods: Decimal, place: Place) -> bool:
        """Whether they are periods of a week; of what is UNREADABLE it has been said."""
        if periods.is_nan():
            return False
        if periods > MOST_PERIODS:
            self._add(self._importer.problem("periods_unlikely", place, value=str(periods)))
        return periods <= MOST_PERIODS

    def _teacher_of(self, cell: CellKey, name: str, key: str) -> StaffMember | None:
        """The person; where it is not clear who, the cell is kept out."""
        staff, problem = self._named.teacher(name, self._row.place(key))
        if problem:
            self._broken.add(cell)
            self._add(problem)
        return staff

    def _enter(
        self,
        cell: CellKey,
        staff: StaffMember,
        slot: Slot | None,
        periods: Decimal | None,
        place: Place,
    ) -> None:
        if cell not in self._first:
            self._first[cell] = (self._row.header.sheet, self._row.number)
            self._found.cells.append(cell)
        by = self._periods_by[cell, staff]
        if slot is not None:
            self._count(cell, staff, slot, place)
            return
        before = by.get(SAID)
        if before is not None and periods is not None and before != periods:
            self._broken.add(cell)
            self._add(self._otherwise(cell, staff, place, before, periods))
        else:
            by[SAID] = before if periods is None else periods

    def _count(self, cell: CellKey, staff: StaffMember, slot: Slot, place: Place) -> None:
        """One lesson more; of the same time twice, as in the timetables of two weeks, none."""
        lesson = cell, staff, slot
        if slot.time is not None and lesson in self._lessons:
            self._broken.add(cell)
            told: dict[str, str | int] = {**self._cell(cell), "name": staff.full_name}
            self._add(self._problem("lesson_twice", place, told))
            return
        self._lessons.add(lesson)
        by = self._periods_by[cell, staff]
        by[slot.kind] = (by.get(slot.kind) or Decimal(0)) + 1

    def _problem(self, rule: str, place: Place, told: dict[str, str | int]) -> Problem:
        severity: Severity = "error"
        return self._importer.problem(rule, place, severity=severity, **told)

    def _add(self, problem: Problem) -> None:
        """Say it once for a row: the same name may stand in many of its cells."""
        if problem not in self._found.problems:
            self._found.problems.append(problem)

    def _say(self, rule: str, key: str, severity: Severity, **told: str | int) -> None:
        place = self._row.place(key)
        self._add(self._importer.problem(rule, place, severity=severity, **told))

    def _subject(self, text: str, key: str) -> Subject | None:
        if not text:
            return None
        subject, problem = self._named.subject(text, self._row.place(key))
        if problem:
            self._add(problem)
        return subject

    def _group(self, name: str, key: str) -> ClassGroup | None:
        found = self._by_name.get(class_key(class_value(name)))
        if found is None:
            classes = listing([each.name for each in self.classes.values()]) or "–"
            told: dict[str, str | int] = {"value": name[:100], "year": str(self._year)}
            place = self._row.place(key)
            self._add(self._problem("class_unknown", place, told | {"classes": classes}))
        return found

    def _is_class(self, name: str) -> bool:
        return class_key(name) in self._by_name

    def _class_text(self) -> str:
        return self._row.read("class_name", class_value, self._found.problems) or ""

    def _text(self, key: str) -> str:
        return self._row.read(key, text_value, self._found.problems) or ""

    def _raw(self, key: str) -> str:
        """The cell with its line ends, which part its items."""
        text = self._row.text(key)
        return text if self._text(key) else ""

    def _periods(self, key: str) -> Decimal | None:
        """The number in the cell; UNREADABLE, and it is said, where it is none that can be."""
        text = self._text(key)
        if not text:
            return None
        try:
            number = Decimal(text.replace(",", "."))
        except ArithmeticError:
            number = UNREADABLE
        if number.is_finite() and 0 <= number <= MOST_PERIODS:
            return number
        self._say("periods_unlikely", key, "error", value=text[:100])
        return UNREADABLE
