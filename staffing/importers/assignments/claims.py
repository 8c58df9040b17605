"""Who gives what to whom by a whole file: the cells of the school's table that its rows fill."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from eduportal.imports.importer import Importer, Table, listing
from eduportal.workbooks.cells import class_value, fold, text_value
from eduportal.workbooks.problems import Place, Problem, Severity
from eduportal.workbooks.survey import LEAVE
from eduportal.workbooks.tables import TableRow, table_rows
from schools.models import ClassGroup, SchoolYear, Subject
from schools.rules.class_names import class_key
from staffing.importers.assignments.columns import CLASS, HOMEROOM_WORDS, SUBJECT
from staffing.importers.assignments.people import Named
from staffing.models import StaffMember
from staffing.rules.lesson_texts import Lesson, halves, lessons_in, names_in
from staffing.selectors.cells import HOMEROOM, CellKey
from staffing.selectors.matrix import plans_of
from staffing.services.assigning import MOST_PERIODS, MOST_TEACHERS

RowKey = tuple[str, int]
FLAT, TIMETABLE, GRID, TEACHERS = "flat", "timetable", "grid", "teachers"


@dataclass
class RowFound:
    """What one row of the file says first, and what is wrong with it."""

    cells: list[CellKey] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def layout_of(columns: Sequence[str]) -> str:
    """Which layout a table with these columns has; "" for one of none."""
    has_class = any(key.startswith(CLASS) for key in columns)
    has_subject = any(key.startswith(SUBJECT) for key in columns)
    if {"class_name", "subject", "teacher"} <= set(columns):
        return FLAT
    if has_class and ("hour" in columns or "day" in columns):
        return TIMETABLE
    if "class_name" in columns and (has_subject or "homeroom" in columns):
        return GRID
    if "teacher" in columns and (has_subject or {"lessons", "homeroom"} & set(columns)):
        return TEACHERS
    return ""


class Claims:
    """Reads whole tables, because a cell of the table may be filled by several rows."""

    def __init__(
        self, importer: Importer, year: SchoolYear, classes: Sequence[ClassGroup], named: Named
    ) -> None:
        self._importer, self._year, self._named = importer, year, named
        self.classes = {each.pk: each for each in classes}
        self._by_name = {class_key(each.name): each for each in classes}
        self.plans = plans_of(list(classes))
        plans = [plan for of_class in self.plans.values() for plan in of_class.values()]
        self._subjects = {plan.subject.code: plan.subject for plan in plans}
        self.cells: defaultdict[CellKey, dict[StaffMember, Decimal | None]] = defaultdict(dict)
        self.rows: dict[RowKey, RowFound] = {}
        self._first: dict[CellKey, RowKey] = {}
        self._broken: set[CellKey] = set()

    def read(self, table: Table) -> None:
        """Take in every row of one table."""
        sheet, header = table
        layout = layout_of(list(header.columns))
        answer = self._importer.context.answers.get(f"rows_hidden-{sheet.name}")
        for row in table_rows(sheet, header):
            if not (answer == LEAVE and row.number in sheet.hidden_rows):
                self._row = row
                self._found = self.rows.setdefault((header.sheet, row.number), RowFound())
                getattr(self, f"_read_{layout}")(row)

    def settle(self) -> None:
        """After the last row: say which cells have more teachers than one can have."""
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

    def good_cells(self, found: RowFound) -> list[CellKey]:
        """The cells that the row is the first to fill, and that can be written."""
        return [key for key in found.cells if key not in self._broken]

    def _cell(self, key: CellKey) -> dict[str, str | int]:
        subject = self._subjects[key.subject].name if key.subject != HOMEROOM else "GVCN"
        return {"class": self.classes[key.class_id].name, "subject": subject}

    def _read_flat(self, row: TableRow) -> None:
        """One line for each class, subject and teacher, or for each lesson of the week."""
        subject = self._subject(self._text("subject"), "subject")
        is_counted = "periods" not in row.header.columns and "day" in row.header.columns
        said = self._periods("periods")
        for lesson in lessons_in(self._class_text(), self._is_class):
            group = self._group(lesson.class_name or lesson.text, "class_name")
            for part in names_in(self._text("teacher")):
                periods = Decimal(1) if is_counted else lesson.periods or part.periods or said
                self._claim(group, subject, part.text, periods, "teacher", counts=is_counted)

    def _read_timetable(self, row: TableRow) -> None:
        """One period of one day: a column for each class, subject and teacher in its cell."""
        for key in [key for key in row.header.columns if key.startswith(CLASS)]:
            written, teacher = halves(self._raw(key))
            if not written:
                continue
            group = self.classes[int(key.removeprefix(CLASS))]
            if not teacher:
                self._say("no_teacher_named", key, "warning", value=written[:100])
                continue
            subject = self._subject(written, key)
            for part in names_in(teacher):
                self._claim(group, subject, part.text, Decimal(1), key, counts=True)

    def _read_grid(self, row: TableRow) -> None:
        """One class, with the teachers of each subject in a column of its own."""
        text = self._class_text()
        group = self._group(text, "class_name") if text else None
        for key, subject in self._subject_columns(row):
            for part in names_in(self._raw(key)):
                self._claim(group, subject, part.text, part.periods, key)
        for part in names_in(self._raw("homeroom")):
            self._claim(group, HOMEROOM, part.text, None, "homeroom")

    def _read_teachers(self, row: TableRow) -> None:
        """One teacher, with the classes in one cell or in a column for each subject."""
        name = self._text("teacher")
        if not name:
            return
        usual = self._text("subject")
        for lesson in lessons_in(self._raw("lessons"), self._is_class):
            self._claim_lesson(name, lesson.subject or usual, lesson, "lessons")
        for key, subject in self._subject_columns(row):
            for lesson in lessons_in(self._raw(key), self._is_class):
                group = self._group(lesson.class_name or lesson.text, key)
                self._claim(group, subject, name, lesson.periods, key, named_in="teacher")
        for lesson in lessons_in(self._raw("homeroom"), self._is_class):
            group = self._group(lesson.class_name or lesson.text, "homeroom")
            self._claim(group, HOMEROOM, name, None, "homeroom", named_in="teacher")

    def _claim_lesson(self, name: str, written: str, lesson: Lesson, key: str) -> None:
        if not lesson.class_name:
            self._say("no_class_named", key, "warning", value=lesson.text[:100])
            return
        group = self._group(lesson.class_name, key)
        if fold(written) in HOMEROOM_WORDS:
            self._claim(group, HOMEROOM, name, None, key, named_in="teacher")
            return
        subject = self._subject(written, key) if written else self._usual_subject(name, lesson.text)
        self._claim(group, subject, name, lesson.periods, key, named_in="teacher")

    def _usual_subject(self, name: str, written: str) -> Subject | str | None:
        """The main subject of the teacher, which is said."""
        place = self._row.place("lessons")
        staff, problem = self._named.teacher(name, self._row.place("teacher"))
        if staff is None:
            return "" if problem is None else None
        if staff.main_subject is None:
            told: dict[str, str | int] = {"value": written[:100], "name": staff.full_name}
            self._add(self._problem("no_subject", place, told))
            return None
        self._say(
            "subject_of_teacher",
            "lessons",
            "warning",
            name=staff.full_name,
            subject=staff.main_subject.name,
        )
        return staff.main_subject

    def _claim(
        self,
        group: ClassGroup | None,
        subject: Subject | str | None,
        name: str,
        periods: Decimal | None,
        key: str,
        *,
        counts: bool = False,
        named_in: str = "",
    ) -> None:
        """One teacher of one cell; `named_in` is the column of the name, where it is not `key`."""
        if group is None or not subject:
            return
        code = subject if isinstance(subject, str) else subject.code
        cell, place = CellKey(group.pk, code), self._row.place(key)
        if code != HOMEROOM and code not in self.plans[group.pk]:
            told: dict[str, str | int] = {"class": group.name, "subject": str(subject)}
            self._add(self._problem("not_in_programme", place, told))
            return
        staff = self._teacher_of(cell, name, named_in or key)
        if staff is None:
            return
        if periods is not None and periods > MOST_PERIODS:
            self._broken.add(cell)
            self._add(self._importer.problem("periods_unlikely", place, value=str(periods)))
            return
        self._enter(cell, staff, periods, place, counts=counts)

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
        periods: Decimal | None,
        place: Place,
        *,
        counts: bool,
    ) -> None:
        if cell not in self._first:
            self._first[cell] = (self._row.header.sheet, self._row.number)
            self._found.cells.append(cell)
        teachers = self.cells[cell]
        before = teachers.get(staff)
        if counts:
            teachers[staff] = (before or Decimal(0)) + (periods or 0)
        elif before is not None and periods is not None and before != periods:
            self._broken.add(cell)
            told: dict[str, str | int] = {**self._cell(cell), "name": staff.full_name}
            told |= {"old": str(before), "new": str(periods)}
            self._add(self._problem("said_otherwise", place, told))
        else:
            teachers[staff] = before if periods is None else periods

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

    def _subject_columns(self, row: TableRow) -> Iterator[tuple[str, Subject]]:
        for key in row.header.columns:
            subject = self._subjects.get(key.removeprefix(SUBJECT))
            if key.startswith(SUBJECT) and subject:
                yield key, subject

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
        text = self._text(key).replace(",", ".")
        if not text:
            return None
        try:
            return Decimal(text)
        except ArithmeticError:
            self._say("periods_unlikely", key, "error", value=text[:100])
            return None
