"""The rows under a header, one person or one record each, without what lists carry around them.

Left out: titles repeated for the next class, class lines ("LỚP 1A"), rows of column numbers,
totals, signatures and numbered but otherwise empty rows. A row that merely lacks something stays
in: the importer can say what is missing.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from operator import itemgetter
from typing import TypeVar, cast

from eduportal.workbooks.cells import display_text, fold
from eduportal.workbooks.header_titles import class_line, title_key
from eduportal.workbooks.headers import ORDER_NUMBER, Header
from eduportal.workbooks.problems import CellProblem, Place, Problem, problem
from eduportal.workbooks.values import Value
from eduportal.workbooks.workbook import Row, Sheet, column_letters

Read = TypeVar("Read")

# "Tổng" and "Cộng" by their accents: "Tống" is a family name.
_TOTAL = re.compile(r"^\W*(?:tổng|cộng)\b")
_FOOTER = re.compile(
    r"^\W*(?:tong (?:cong|so|hop)\b|cong\s*:?$|nguoi (?:lap|tong hop|nhap|kiem tra)\b"
    r"|(?:pho )?hieu truong\b|ghi chu\b|giao vien (?:chu nhiem|bo mon)\b|gv(?:cn|bm)\b"
    r"|thu truong\b|ban giam hieu\b|xac nhan\b|ky ten\b|danh sach (?:nay )?(?:gom|co)\b"
    r"|danh gia kq\b|so ngay nghi\b)|\bngay\b.{0,8}\bthang\b.{0,8}\bnam\b"
)


# Not frozen: a frozen one takes three times as long to make, and there are 300,000.
@dataclass(slots=True)
class TableRow:
    """One row under a header.

    `number` is the row the clerk sees, `section` the class named by the line above, `values` the
    whole row. The keys are those of the header's columns.
    """

    header: Header
    number: int
    values: Row
    section: str

    def value(self, key: str) -> Value:
        """The raw value; "" where the file has no such column. A split title's texts are joined."""
        places = self.header.columns.get(key, ())
        if len(places) == 1:
            return self.values[places[0]]
        texts = (display_text(self.values[index]).strip() for index in places)
        return " ".join(text for text in texts if text)

    def text(self, key: str) -> str:
        """What the cell shows."""
        return display_text(self.value(key))

    def place(self, key: str, index: int | None = None) -> Place:
        """Where a problem of a column stands: its cell, or only the row where it has no column.

        `index` tells one of several cells apart that are under a single title.
        """
        indexes = self.header.columns.get(key)
        if not indexes:
            return Place(self.header.sheet, self.number)
        shown = self.text(key) if index is None else display_text(self.values[index])
        letters = column_letters(indexes[0] if index is None else index)
        return Place(
            sheet=self.header.sheet,
            row=self.number,
            cell=f"{letters}{self.number}",
            column=self.header.titles[key],
            seen=shown,
        )

    def read(
        self, key: str, reader: Callable[[Value], Read], problems: list[Problem]
    ) -> Read | None:
        """The cell as the reader understands it; what is wrong is added to `problems`.

        None where it cannot be read. A warning or a question does not hide the value.
        """
        try:
            return reader(self.value(key))
        except CellProblem as found:
            place = self.place(key)
            problems.append(problem(found.code, place, severity=found.severity, **found.params))
            return cast("Read | None", found.understood)


# Told of a row below a footer that is left out, and of the footer's text.
PassedOver = Callable[[TableRow, str], None]


class _Kind(Enum):
    RECORD = auto()
    TITLES = auto()
    CLASS_LINE = auto()
    FOOTER = auto()
    NOTHING = auto()


def table_rows(
    sheet: Sheet, header: Header, *, below: bool = False, passed_over: PassedOver | None = None
) -> Iterator[TableRow]:
    """The records of one sheet, top to bottom, read as they are asked for.

    A footer ends the table until titles, a class line or a complete record follow: a note between
    two classes must not swallow the second. Whoever is `passed_over` is told of the rows between,
    with the text of the footer; with `below` those count that look like records.
    """
    sorter = _Sorter(header)
    skipped_to, section, is_ended, footer = header.last_row, header.class_line, False, ""
    merged = _MergedDown(sheet, header)
    for number, values in sheet.rows():
        if number <= skipped_to:
            continue
        values = sorter.filled_up(values)
        if merged.is_any:
            merged.fill(number, values)
        kind = sorter.kind(values, is_first=number == skipped_to + 1)
        if kind is _Kind.TITLES:
            skipped_to, is_ended = number + header.last_row - header.first_row, False
        elif kind is _Kind.CLASS_LINE:
            section, is_ended = class_line(_first_text(values)), False
        elif kind is _Kind.FOOTER:
            is_ended, footer = True, _first_text(values)
        elif kind is _Kind.RECORD:
            row = TableRow(header, number, values, section)
            is_ended = is_ended and not sorter.is_complete(values)
            if not is_ended or _counts_below(row, footer, below, passed_over):
                yield row


def _counts_below(row: TableRow, footer: str, below: bool, passed_over: PassedOver | None) -> bool:
    """Whether a row below a footer counts; of one that does not, whoever asked is told."""
    if below and looks_like_record(row):
        return True
    if passed_over:
        passed_over(row, footer)
    return False


def looks_like_record(row: TableRow) -> bool:
    """Whether a row below a footer may be one of the list, and not the names of who signs it.

    It fills several columns of the table, one of them with a number, a day or a code.
    """
    filled = [text for key in row.header.columns if (text := row.text(key).strip())]
    return len(filled) > 1 and any(any(map(str.isdigit, text)) for text in filled)


class _MergedDown:
    """Values of cells that are merged over several rows: each row has the value it shows."""

    def __init__(self, sheet: Sheet, header: Header) -> None:
        mapped = {index for at in header.columns.values() for index in at}
        below = header.last_row
        self._waiting = sorted(
            (
                (top + 1, bottom + 1, left)
                for (top, left), (bottom, _right) in sheet.merges or ()
                if bottom > top >= below and left in mapped
            ),
            reverse=True,
        )
        self.is_any = bool(self._waiting)
        # One for each column, so that blocks over each other cost nothing.
        self._open: dict[int, tuple[int, Value]] = {}

    def fill(self, number: int, values: Row) -> None:
        """Write into the row what is merged down to it; rows come from top to bottom."""
        while self._waiting and self._waiting[-1][0] <= number:
            top, bottom, index = self._waiting.pop()
            if top == number:
                self._open[index] = (bottom, values[index])
        for index, (bottom, value) in list(self._open.items()):
            if number > bottom:
                del self._open[index]
            elif values[index] == "":
                values[index] = value


class _Sorter:
    """Tells records from what stands between them. One for each table, for speed."""

    def __init__(self, header: Header) -> None:
        columns = header.columns
        self.width = 1 + max(index for places in columns.values() for index in places)
        required = header.required or tuple(columns)[:1]
        self._required = [columns[key][0] for key in required]
        self._required_values = itemgetter(*self._required, *self._required[:1])
        self._mapped = [i for key, at in columns.items() if key != ORDER_NUMBER for i in at]
        self._titles = {at[0]: title_key(header.titles[key]) for key, at in columns.items()}
        # In most rows one cell shows that they are no repeated titles: a number, or a text that
        # begins otherwise. The column of running numbers is the surest.
        anchor = ORDER_NUMBER if ORDER_NUMBER in columns else required[0]
        self._anchor = columns[anchor][0]
        self._anchor_start = self._titles[self._anchor][:1]
        self._starts_like_title: dict[str, bool] = {}

    def filled_up(self, values: Row) -> Row:
        """The row with a value for every column that is known."""
        lacking = self.width - len(values)
        return values + [""] * lacking if lacking > 0 else values

    def kind(self, values: Row, *, is_first: bool) -> _Kind:
        """What a row is; `is_first` directly under the titles, where column numbers may stand."""
        anchor = values[self._anchor]
        if isinstance(anchor, str) and self._is_titles(values, anchor):
            return _Kind.TITLES
        if is_first and is_numbering(values):
            return _Kind.NOTHING
        if self.is_complete(values):
            return _Kind.RECORD
        return self._kind_of_sparse(values)

    def is_complete(self, values: Row) -> bool:
        """Whether every required cell is filled; never, where only one is required."""
        return len(self._required) > 1 and "" not in self._required_values(values)

    def _kind_of_sparse(self, values: Row) -> _Kind:
        filled = [index for index, value in enumerate(values) if value != ""]
        first = values[filled[0]]
        if isinstance(first, str):
            if len(filled) <= 2 and class_line(first):
                return _Kind.CLASS_LINE
            if _is_footer(first):
                return _Kind.FOOTER
            if len(filled) == 1 and filled[0] not in self._required:
                # A line of its own: the name of a team, a remark.
                return _Kind.NOTHING
        if not any(display_text(values[index]).strip() for index in self._mapped):
            return _Kind.NOTHING
        return _Kind.RECORD

    def _is_titles(self, values: Row, anchor: str) -> bool:
        start = anchor[:3]
        is_like = self._starts_like_title.get(start)
        if is_like is None:
            is_like = title_key(start)[:1] == self._anchor_start
            self._starts_like_title[start] = is_like
        if not is_like:
            return False
        same = sum(title_key(display_text(values[i])) == key for i, key in self._titles.items())
        return same > 1 and 2 * same >= len(self._titles)


def _first_text(values: Row) -> str:
    return next((value for value in values if isinstance(value, str) and value.strip()), "")


def _is_footer(text: str) -> bool:
    composed = unicodedata.normalize("NFC", text).lower()
    return bool(_TOTAL.search(composed) or _FOOTER.search(fold(text)))


def is_numbering(values: Row) -> bool:
    """Whether a row numbers the columns: (1) (2) (3), or A B 1 2 3."""
    texts = [display_text(value).strip(" ()[]") for value in values if value != ""]
    while texts and texts[0] in ("A", "B", "C", "D"):
        texts.pop(0)
    return len(texts) > 2 and texts == [str(number) for number in range(1, len(texts) + 1)]
