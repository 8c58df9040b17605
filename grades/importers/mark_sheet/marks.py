"""The marks of one row: what they are, and what writing them would change."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from eduportal.imports.importer import Change, Importer
from eduportal.workbooks.cells import fold, text_value
from eduportal.workbooks.number_cells import list_value, number_value
from eduportal.workbooks.problems import CellProblem, Place, Problem, problem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.values import Value
from eduportal.workbooks.workbook import column_letters
from grades.cells import (
    REMARK_LENGTH,
    REMARKS,
    read_cell,
    text_of,
    why_not_studied,
)
from grades.importers.mark_sheet.asked import (
    ONE_OR_TWO,
    UNCERTAIN,
    MarkRefused,
    answer_to,
    letter_meant,
)
from grades.importers.mark_sheet.averages import stated_averages
from grades.importers.mark_sheet.books import Book, days_problem
from grades.importers.mark_sheet.columns import MARKS, REGULAR
from grades.importers.mark_sheet.known import PLAIN, Meaning
from grades.importers.mark_sheet.older import leave_out_older
from grades.importers.mark_sheet.words import TITLES
from grades.models import MarkRecord, MarkSheet
from grades.rules import mark_text
from grades.rules.cells import CellForm
from grades.selectors.days import NO_COLUMN

# What is said instead where only one of them is possible.
READ_AS = {"one": "read_as_one", "two": "read_as_two"}


@dataclass(frozen=True, slots=True)
class Written:
    """One value of the file, on its way to one cell of the sheet.

    `index` is its place in the row, where it does not share its cell with others.
    """

    cell: str
    row: TableRow
    key: str
    index: int | None
    value: Value

    @property
    def place(self) -> Place:
        return self.row.place(self.key, self.index)

    @property
    def reference(self) -> str:
        """The cell of the file: "F12"."""
        index = self.row.header.columns[self.key][0] if self.index is None else self.index
        return f"{column_letters(index)}{self.row.number}"


@dataclass
class RowMarks:
    """What one row writes: {cell: [text before, text after, cell of the file]}."""

    cells: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        return [
            Change(title=TITLES[cell], old=before, new=after, is_code=False)
            for cell, (before, after, _place) in self.cells.items()
        ]

    @property
    def overwrites(self) -> bool:
        return any(before for before, _after, _place in self.cells.values())


def read_marks(importer: Importer, row: TableRow, book: Book, record: MarkRecord) -> RowMarks:
    """Every mark and remark of the row; an empty cell leaves what is stored."""
    marks = RowMarks()
    given: dict[str, int | str] = {}
    values, number, is_usual = row.values, row.number, not record.exempt and record.studies_topics
    for way in book.ways(row.header):
        value = values[way.index]
        if value == "":
            continue
        meaning = way.known.get(value) if type(value) in PLAIN else None
        if meaning is not None and is_usual and way.column and book.days.takes(way.column.kind):
            given[way.cell] = meaning[0]
            _set(marks, book, way.cell, way.column.value(record), meaning, f"{way.letters}{number}")
        else:
            written = Written(way.cell, row, way.key, way.part, value)
            _read_one(importer, written, book, record, marks, given, way.known)
    for written in _written_together(importer, row, book.sheet, marks.problems):
        _read_one(importer, written, book, record, marks, given, {})
    for cell in leave_out_older(importer, row, book, record, marks.cells, marks.problems):
        given.pop(cell, None)
    if book.is_readable:
        marks.problems += stated_averages(importer, row, record, given)
    return marks


def _read_one(
    importer: Importer,
    written: Written,
    book: Book,
    record: MarkRecord,
    marks: RowMarks,
    given: dict[str, int | str],
    known: dict[Value, Meaning],
) -> None:
    """Understand one value, and judge whether it may be written; `known` learns what it means."""
    before = len(marks.problems)
    try:
        wanted = _wanted(importer, written, book, marks.problems)
    except MarkRefused as refusal:
        marks.problems.append(refusal.problem)
        return
    if wanted is None:
        return
    meaning = wanted, text_of(book.sheet, written.cell, wanted)
    if len(marks.problems) == before and type(written.value) in PLAIN:
        known[written.value] = meaning
    current = read_cell(record, written.cell)
    refused = _kept_out(importer, written, book, record)
    if refused is None and not (wanted == current and book.is_readable):
        refused = _closed(importer, written, book, record)
    if refused is not None:
        marks.problems.append(refused)
        return
    given[written.cell] = wanted
    _set(marks, book, written.cell, current, meaning, written.reference)


def _set(
    marks: RowMarks,
    book: Book,
    cell: str,
    current: int | str | bool | None,
    meaning: Meaning,
    reference: str,
) -> None:
    """Note what the cell will hold; `reference` is its place in the file."""
    wanted, after = meaning
    # An equal mark is written as well where telling it apart would give it away.
    if wanted != current or not book.is_readable:
        before = "" if current is None else text_of(book.sheet, cell, current)
        marks.cells[cell] = [before, after, reference]


def _kept_out(
    importer: Importer, written: Written, book: Book, record: MarkRecord
) -> Problem | None:
    """Why the student has no such mark at all; None if there is one."""
    if record.exempt and written.cell in book.sheet.columns:
        return importer.problem("student_exempt", written.place)
    if why_not_studied(record, written.cell):
        return importer.problem("topics_not_studied", written.place)
    return None


def _closed(importer: Importer, written: Written, book: Book, record: MarkRecord) -> Problem | None:
    """What is wrong with writing the cell today, at its place in the file; None if nothing is."""
    column = book.sheet.columns.get(written.cell)
    kind = column.kind if column else NO_COLUMN
    if book.days.takes(kind, record.enrolment.student_id):
        return None
    if column is None:
        return days_problem(importer, "remark_closed", written.place, book.days.due(kind))
    return days_problem(
        importer, "column_closed", written.place, book.days.due(kind), column=column.label
    )


def _written_together(
    importer: Importer, row: TableRow, sheet: MarkSheet, problems: list[Problem]
) -> Iterator[Written]:
    """The values that share a cell or a title: several marks in one, a remark in two columns."""
    columns = row.header.columns
    for key in (*MARKS, *REMARKS):
        if key != "regular" and len(columns.get(key, ())) > 1:
            yield Written(key, row, key, None, row.value(key))
    if len(columns.get("regular", ())) == 1:
        try:
            texts = _listed(importer, row, sheet, problems)
        except MarkRefused as refusal:
            problems.append(refusal.problem)
            return
        for number, text in enumerate(texts, start=1):
            yield Written(f"tx{number}", row, "regular", None, text)


def _listed(
    importer: Importer, row: TableRow, sheet: MarkSheet, problems: list[Problem]
) -> list[str]:
    """The marks of one cell: "9 8 7 9" are four. Raises MarkRefused."""
    place = row.place("regular")
    try:
        return list_value(row.value("regular"))
    except CellProblem as found:
        if found.severity == "warning":
            problems.append(importer.problem(found.code, place, severity="warning", **found.params))
            return [str(found.understood)]
        if found.code != "list_ambiguous":
            raise MarkRefused(importer.problem(found.code, place, **found.params)) from found
    text = text_value(row.value("regular"))
    readings = {"one": [text], "two": text.split(",")}
    possible = [answer for answer, texts in readings.items() if _fit(texts, sheet)]
    if not possible:
        # The cell is refused as it is written.
        return [text]
    if len(possible) == 1:
        (answer,) = possible
        problems.append(importer.problem(READ_AS[answer], place, severity="warning", text=text))
    else:
        answer = answer_to(importer, place, "comma", "one_or_two", ONE_OR_TWO, text)
    return readings[answer]


def _fit(texts: list[str], sheet: MarkSheet) -> bool:
    """Whether the sheet has a place for each regular mark, and each is one."""
    try:
        cells = [mark_text.parse_cell(text, sheet.form) for text in texts]
    except mark_text.MarkTextError:
        return False
    return len(cells) <= sheet.regular_count


def _text_of(importer: Importer, written: Written, book: Book, problems: list[Problem]) -> str:
    """What the cell says: its text for a remark, its stored number for a mark.

    Raises MarkRefused for a number that its cell shows as another.
    """
    reader = text_value if written.cell in book.sheet.scheme.remarks else number_value
    try:
        return reader(written.value)
    except CellProblem as found:
        told = importer.problem(found.code, written.place, severity=found.severity, **found.params)
        if found.severity != "warning":
            raise MarkRefused(told) from found
        problems.append(told)
        return str(found.understood)


def _wanted(
    importer: Importer, written: Written, book: Book, problems: list[Problem]
) -> int | str | None:
    """What is to be stored; None for an empty cell. Raises MarkRefused."""
    sheet = book.sheet
    text = _text_of(importer, written, book, problems)
    if not text:
        return None
    if written.cell in sheet.scheme.remarks:
        return _remark(importer, written.place, text)
    if written.cell not in sheet.columns:
        raise MarkRefused(_no_place(importer, written, sheet))
    is_level = sheet.columns[written.cell].form == CellForm.LEVELS
    if (letter := UNCERTAIN.get(fold(text))) and not is_level:
        return letter_meant(importer, written.place, letter, sheet)
    try:
        return sheet.scheme.parse(sheet, written.cell, text)
    except mark_text.MarkTextError as error:
        raise MarkRefused(
            problem(error.code, written.place, messages=mark_text.MESSAGES, text=error.text[:100])
        ) from error


def _no_place(importer: Importer, written: Written, sheet: MarkSheet) -> Problem:
    """The sheet has no such cell: too many regular marks, or none of the kind."""
    name = sheet.subject.name
    if written.cell in REGULAR and "tx1" in sheet.columns:
        count = sheet.regular_count
        return importer.problem("too_many_regular", written.place, subject=name, count=count)
    title = TITLES[written.cell]
    return importer.problem("no_such_column", written.place, subject=name, column=title)


def _remark(importer: Importer, place: Place, text: str) -> str:
    if len(text) > REMARK_LENGTH:
        raise MarkRefused(
            importer.problem("remark_too_long", place, most=REMARK_LENGTH, length=len(text))
        )
    return text
