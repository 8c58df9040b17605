"""The marks of one row: what they are, and what writing them would change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from eduportal.imports.importer import Change, Importer, Question
from eduportal.workbooks.cells import Value, fold, list_value, text_value
from eduportal.workbooks.problems import CellProblem, Param, Problem, Severity
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.workbook import Cell
from grades.cells import REMARK_LENGTH, cell_names, parse_text, read_cell, text_of
from grades.importers.mark_sheet.books import Book
from grades.importers.mark_sheet.columns import MARKS, REGULAR
from grades.models import MarkRecord
from grades.rules import mark_text

TITLES = {
    **{name: f"ĐĐG{name}" for name in REGULAR},
    "cdht": "ĐĐG chuyên đề",
    "gk": "ĐĐGgk",
    "ck": "ĐĐGck",
    "remark": "Nhận xét",
}
# The letters whose meaning differs from school to school. "Miễn" written out needs no question.
UNCERTAIN = {"m": "M", "mg": "MG"}
MEANINGS = (
    ("exempt", gettext_noop("exempt from this assessment (Miễn)")),
    ("absent", gettext_noop("absent (Vắng)")),
    ("skip", gettext_noop("nothing: leave these cells as they are")),
)
WRITTEN_AS = {"exempt": "M", "absent": "V"}
ONE_OR_TWO = (
    ("one", gettext_noop("one mark with a decimal")),
    ("two", gettext_noop("two marks")),
)


@dataclass(frozen=True)
class Written:
    """One value of the file, on its way to one cell of the sheet."""

    cell: str
    place: Cell
    title: str
    value: Value

    def problem(
        self,
        rule: str,
        message: str,
        params: Mapping[str, Param],
        severity: Severity = "error",
    ) -> Problem:
        """A problem of this value, where the clerk sees it."""
        return Problem(
            sheet=self.place.sheet[:100],
            cell=self.place.coordinate,
            row=self.place.row,
            column=self.title[:100],
            rule=rule,
            severity=severity,
            message=message,
            params=dict(params),
            value=self.place.text[:200],
        )


@dataclass
class RowMarks:
    """What one row writes: {cell: [text before, text after, cell of the file]}."""

    cells: dict[str, list[str]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def overwrites(self) -> bool:
        return any(before for before, _after, _place in self.cells.values())


def read_marks(importer: Importer, row: TableRow, book: Book, record: MarkRecord) -> RowMarks:
    """Every mark and the remark of the row; an empty cell leaves what is stored."""
    marks = RowMarks()
    for written in _written(importer, row, marks.problems):
        text = _text(importer, written, book, marks.problems)
        if text is None:
            continue
        wanted = parse_text(book.sheet, written.cell, text)
        current = read_cell(record, written.cell)
        if wanted != current:
            before, after = text_of(written.cell, current), text_of(written.cell, wanted)
            marks.cells[written.cell] = [before, after, written.place.coordinate]
            title = TITLES[written.cell]
            marks.changes.append(Change(title=title, old=before, new=after, is_code=False))
    return marks


def _written(importer: Importer, row: TableRow, problems: list[Problem]) -> Iterator[Written]:
    """The values of the row's columns, several marks in one cell told apart."""
    titles, columns = row.header.titles, row.header.columns
    for key in (*MARKS, "remark"):
        if key in columns and key != "regular":
            yield Written(key, row.cell(key), titles[key], row.value(key))
    places = columns.get("regular", ())
    if len(places) > 1:
        for number, index in enumerate(places, start=1):
            value = row.values[index]
            place = Cell(row.header.sheet, row.number, index, value)
            yield Written(f"tx{number}", place, titles["regular"], value)
    elif places:
        for number, text in enumerate(_listed(importer, row, problems), start=1):
            yield Written(f"tx{number}", row.cell("regular"), titles["regular"], text)


def _listed(importer: Importer, row: TableRow, problems: list[Problem]) -> list[str]:
    """The marks of one cell: "9 8 7 9" are four."""
    whole = Written("tx1", row.cell("regular"), row.header.titles["regular"], "")
    try:
        return list_value(row.value("regular"))
    except CellProblem as found:
        if found.code != "list_ambiguous":
            problems.append(whole.problem(found.code, found.message, found.params))
            return []
    text = text_value(row.value("regular"))
    try:
        mark_text.parse_mark(text)
    except mark_text.MarkTextError:
        # "10,9" is no mark: only two marks are left.
        return text.split(",")
    message = importer.messages["one_or_two"]
    answer = importer.ask(Question("comma", message, ONE_OR_TWO, params={"text": text}))
    if answer is None:
        problems.append(whole.problem("one_or_two", message, {"text": text}, "question"))
        return []
    return [text] if answer == "one" else text.split(",")


def _text(importer: Importer, written: Written, book: Book, problems: list[Problem]) -> str | None:
    """The text to be stored; None for an empty cell and for one that cannot be stored as it is."""
    try:
        text = text_value(written.value)
    except CellProblem as found:
        problems.append(written.problem(found.code, found.message, found.params))
        return None
    if not text:
        return None
    if written.cell == "remark":
        return _remark(importer, written, text, problems)
    if written.cell not in cell_names(book.sheet):
        message, sheet = importer.messages["too_many_regular"], book.sheet
        named: dict[str, Param] = {"subject": sheet.subject.name, "count": sheet.regular_count}
        problems.append(written.problem("too_many_regular", message, named))
        return None
    if fold(text) in UNCERTAIN:
        return _meaning(importer, written, UNCERTAIN[fold(text)], book, problems)
    try:
        book.sheet.scheme.parse(book.sheet, text)
    except mark_text.MarkTextError as error:
        message = mark_text.MESSAGES[error.code]
        problems.append(written.problem(error.code, message, {"text": error.text[:100]}))
        return None
    return text


def _meaning(
    importer: Importer, written: Written, letter: str, book: Book, problems: list[Problem]
) -> str | None:
    """What the school means by the letter, asked once; None while nobody has said."""
    message = importer.messages["what_does_it_mean"]
    meanings = MEANINGS if book.sheet.scheme.takes_exempt_cells else MEANINGS[1:]
    answer = importer.ask(Question(letter, message, meanings, params={"text": letter}))
    if answer is None:
        problems.append(written.problem("what_does_it_mean", message, {"text": letter}, "question"))
        return None
    return WRITTEN_AS.get(answer)


def _remark(importer: Importer, written: Written, text: str, problems: list[Problem]) -> str | None:
    if len(text) <= REMARK_LENGTH:
        return text
    message = importer.messages["remark_too_long"]
    params: dict[str, Param] = {"most": REMARK_LENGTH, "length": len(text)}
    problems.append(written.problem("remark_too_long", message, params))
    return None
