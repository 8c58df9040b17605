"""The layouts in which schools write down who gives what to whom, each read row by row."""

from collections.abc import Iterator, Sequence

from eduportal.imports.importer import Table
from eduportal.workbooks.cells import fold
from eduportal.workbooks.survey import LEAVE, TAKE
from eduportal.workbooks.tables import TableRow, table_rows
from schools.models import ClassGroup, Subject
from staffing.importers.assignments.claims import Claims, RowFound, Slot
from staffing.importers.assignments.columns import CLASS, HOMEROOM_WORDS, PERSON, SLOT, SUBJECT
from staffing.rules.lesson_texts import Lesson, halves, lesson_of, lessons_in, names_in
from staffing.selectors.cells import HOMEROOM

FLAT, TIMETABLE, GRID, TEACHERS = "flat", "timetable", "grid", "teachers"
HALVES = ("sang", "chieu")
TIMES = ("day", "session", "hour")
WEEK_OF_CLASS, WEEK_OF_TEACHER = "week_of_class", "week_of_teacher"


def layout_of(columns: Sequence[str]) -> str:
    """Which layout a table with these columns has; "" for one of none."""
    has_class, has_person, has_subject, has_slot = (
        any(key.startswith(prefix) for key in columns) for prefix in (CLASS, PERSON, SUBJECT, SLOT)
    )
    if {"class_name", "subject", "teacher"} <= set(columns):
        return FLAT
    if (has_class or has_person) and ("hour" in columns or "day" in columns):
        return TIMETABLE
    if has_slot and {"teacher", "class_name"} & set(columns):
        return WEEK_OF_TEACHER if "teacher" in columns else WEEK_OF_CLASS
    if "class_name" in columns and (has_subject or "homeroom" in columns):
        return GRID
    if "teacher" in columns and (has_subject or {"lessons", "homeroom"} & set(columns)):
        return TEACHERS
    return ""


class Layouts(Claims):
    """Reads the rows of tables into claims."""

    def read(self, table: Table) -> None:
        """Take in every row of one table."""
        sheet, header = table
        layout = layout_of(list(header.columns))
        self._times: dict[str, str] = {}
        answers = self._importer.context.answers
        answer = answers.get(f"rows_hidden-{sheet.name}")
        below = answers.get(f"rows_below-{sheet.name}") == TAKE
        for row in table_rows(sheet, header, below=below):
            if not (answer == LEAVE and row.number in sheet.hidden_rows):
                self._row = row
                self._found = self.rows.setdefault((header.sheet, row.number), RowFound())
                self._times |= {key: text for key in TIMES if (text := self._time(key))}
                getattr(self, f"_read_{layout}")(row)

    def _read_flat(self, row: TableRow) -> None:
        """One line for each class, subject and teacher, or for each lesson of the week."""
        written, people = self._text("subject"), names_in(self._text("teacher"))
        is_homeroom = fold(written) in HOMEROOM_WORDS
        subject = HOMEROOM if is_homeroom else self._subject(written, "subject")
        is_counted = "periods" not in row.header.columns and "day" in row.header.columns
        said = self._periods("periods")
        if not people and written:
            self._say("no_teacher_named", "subject", "warning", value=written[:100])
        for lesson in lessons_in(self._class_text(), self._is_class):
            group = self._group(lesson.class_name or lesson.text, "class_name")
            for part in people:
                if is_homeroom:
                    self._claim(group, subject, part.text, None, "teacher")
                    continue
                periods = lesson.periods or part.periods or said
                one = self._slot("teacher") if is_counted else periods
                self._claim(group, subject, part.text, one, "teacher")

    def _read_timetable(self, row: TableRow) -> None:
        """One period of one day: a column for each class, or for each teacher."""
        for key in row.header.columns:
            if key.startswith(CLASS):
                self._in_class(self.classes[int(key.removeprefix(CLASS))], key)
            elif key.startswith(PERSON):
                self._with_teacher(self._people[key], key, named_in=key)

    def _read_week_of_class(self, row: TableRow) -> None:
        """One class, with a column for each period of the week."""
        text = self._class_text()
        if group := self._group(text, "class_name") if text else None:
            for key in self._slots(row):
                self._in_class(group, key)

    def _read_week_of_teacher(self, row: TableRow) -> None:
        """One teacher, with a column for each period of the week."""
        if name := self._text("teacher"):
            for key in self._slots(row):
                self._with_teacher(name, key, named_in="teacher", usual=self._text("subject"))

    def _slot(self, key: str) -> Slot:
        """The lesson of the week that a cell stands for; a list of lessons has no doubles.

        A day stands once for its rows, a half of the day as well.
        """
        if key == "teacher":
            return Slot(FLAT, None)
        sheet = fold(self._row.header.sheet)
        half = next((word for word in HALVES if word in sheet.split()), "")
        if key.startswith(SLOT):
            kind = TEACHERS if "teacher" in self._row.header.columns else CLASS
            return Slot(kind, (half, key))
        kind = TEACHERS if key.startswith(PERSON) else CLASS
        if not {"day", "hour"} <= self._times.keys():
            return Slot(kind, None)
        return Slot(kind, (half, *(self._times.get(each, "") for each in TIMES)))

    def _time(self, key: str) -> str:
        return fold(self._text(key)) if key in self._row.header.columns else ""

    def _slots(self, row: TableRow) -> list[str]:
        return [key for key in row.header.columns if key.startswith(SLOT)]

    def _in_class(self, group: ClassGroup, key: str) -> None:
        """A lesson of the class: subject and teacher stand in the cell."""
        written, teacher = halves(self._raw(key))
        if not written:
            return
        if not teacher:
            self._say("no_teacher_named", key, "warning", value=written[:100])
            return
        subject = self._subject(written, key)
        for part in names_in(teacher):
            self._claim(group, subject, part.text, self._slot(key), key)

    def _with_teacher(self, name: str, key: str, *, named_in: str, usual: str = "") -> None:
        """A lesson of the teacher: class, and perhaps subject, stand in the cell."""
        if not (text := self._raw(key).strip()):
            return
        lesson = lesson_of(text, self._is_class)
        if not lesson.class_name:
            self._say("no_class_named", key, "warning", value=text[:100])
            return
        group, written = self._group(lesson.class_name, key), lesson.subject or usual
        if written:
            subject: Subject | str | None = self._subject(written, key)
        else:
            subject = self._usual_subject(name, text, key, named_in)
        self._claim(group, subject, name, self._slot(key), key, named_in=named_in)

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
        subject = (
            self._subject(written, key)
            if written
            else self._usual_subject(name, lesson.text, key, "teacher")
        )
        self._claim(group, subject, name, lesson.periods, key, named_in="teacher")

    def _usual_subject(
        self, name: str, written: str, key: str, named_in: str
    ) -> Subject | str | None:
        """The main subject of the teacher, which is said."""
        staff, problem = self._named.teacher(name, self._row.place(named_in))
        if staff is None:
            if problem is None:
                return ""
            self._add(problem)
            return None
        if staff.main_subject is None:
            told: dict[str, str | int] = {"value": written[:100], "name": staff.full_name}
            self._add(self._problem("no_subject", self._row.place(key), told))
            return None
        subject = staff.main_subject
        told = {"name": staff.full_name, "subject": subject.name}
        self._say("subject_of_teacher", key, "warning", **told)
        return subject

    def _subject_columns(self, row: TableRow) -> Iterator[tuple[str, Subject]]:
        for key in row.header.columns:
            subject = self._subjects.get(key.removeprefix(SUBJECT))
            if key.startswith(SUBJECT) and subject:
                yield key, subject
