"""One look over all rows of a table before any of them is understood.

Some things only a whole column or a whole sheet can say: that day and month were exchanged, that a
column is filled and has no title, that rows are hidden, that texts were typed in an old font.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from eduportal.workbooks.cells import display_text
from eduportal.workbooks.day_columns import DayColumn, DayDoubt
from eduportal.workbooks.headers import Header
from eduportal.workbooks.letters import other_reading
from eduportal.workbooks.messages import MESSAGES
from eduportal.workbooks.problems import Param, Place, Problem, problem
from eduportal.workbooks.tables import TableRow, looks_like_record, table_rows
from eduportal.workbooks.values import ConvertedText, Value
from eduportal.workbooks.workbook import Sheet, column_letters

TAKE, LEAVE = "take", "leave"
_NAMES_WITHIN = 40
_LAST_WESTERN = "\xff"
_NUMBERS = frozenset((float, int))
# Rows of which each column is looked over as a whole.
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Columns:
    """What an importer knows of its columns: which hold days, which the name of a person."""

    days: Sequence[str] = ()
    name: str = ""


@dataclass
class Survey:
    """What the look has found.

    `problems` are told once each; `day_doubts` and `hidden` wait for a person's answer; the rest
    says how each row is read. `below` are the rows under a total or a signature that look like
    records and lack something.
    """

    sheet: Sheet
    header: Header
    count: int = 0
    problems: list[Problem] = field(default_factory=list)
    day_doubts: list[DayDoubt] = field(default_factory=list)
    hidden: int = 0
    first_hidden: int = 0
    below: set[int] = field(default_factory=set)
    footer: str = ""
    # By the index of the column: its days, and the code that some of its texts are written in.
    days: dict[int, DayColumn] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    # Columns in which no text is surely Unicode: their doubtful words are in the code as well.
    in_one_code: set[int] = field(default_factory=set)
    # The most values of a row, where a longer one was cut at the wrong places.
    row_width: int | None = None

    def read(
        self,
        row: TableRow,
        answers: Mapping[str, str],
        hidden: str | None,
        below: str | None = TAKE,
    ) -> Problem | None:
        """Make the row's values what is meant by them; a problem that keeps the whole row out.

        `answers` are those to the doubts by letters of the column, `hidden` and `below` what to do
        with hidden rows and with those under a footer.
        """
        if self.row_width is not None and len(row.values) > self.row_width:
            return self._too_long(row)
        if hidden is None and row.number in self.sheet.hidden_rows:
            return problem("row_hidden", self._place(row), severity="question")
        if below is None and row.number in self.below:
            return problem("row_below", self._place(row), severity="question", line=self.footer)
        for index, column in self.days.items():
            value = row.values[index]
            if value != "" and not column.is_plain(value):
                row.values[index] = column.meant(value, answers.get(column_letters(index)))
        for index, code in self.codes.items():
            value = row.values[index]
            if type(value) is str and (other := other_reading(value, code)):
                if index not in self.in_one_code:
                    return self._unclear(row, index, code, other)
                row.values[index] = ConvertedText(other, value, code)
        return None

    def leaves_out(self, row: TableRow, hidden: str | None) -> bool:
        """Whether the row is hidden and a person has said to leave such rows."""
        return hidden == LEAVE and row.number in self.sheet.hidden_rows

    def _place(self, row: TableRow) -> Place:
        return Place(self.header.sheet, row.number)

    def _too_long(self, row: TableRow) -> Problem:
        return problem(
            "row_longer", self._place(row), found=len(row.values), expected=self.row_width or 0
        )

    def _unclear(self, row: TableRow, index: int, code: str, other: str) -> Problem:
        key = next(key for key, places in self.header.columns.items() if index in places)
        text = display_text(row.values[index])
        return problem(
            "letters_unclear", row.place(key, index), code=code, value=text[:100], other=other[:100]
        )


def survey(sheet: Sheet, header: Header, columns: Columns, *, from_1904: bool = False) -> Survey:
    """Look over the rows of one table."""
    return _Look(sheet, header, columns, from_1904).result()


class _Look:
    """Gathers while the rows go by; one for each table."""

    def __init__(self, sheet: Sheet, header: Header, columns: Columns, from_1904: bool) -> None:
        self._found = Survey(sheet, header)
        self._header = header
        self._name = columns.name
        self._days = {
            header.columns[key][0]: DayColumn(from_1904)
            for key in columns.days
            if len(header.columns.get(key, ())) == 1
        }
        self._mapped = sorted({index for at in header.columns.values() for index in at})
        self._untitled: dict[int, list[tuple[int, Value]]] = {}
        self._texts = Counter[int]()
        self._converted: dict[int, list[ConvertedText]] = {}
        self._counts = Counter[int]()
        self._unicode: set[int] = set()
        self._widths = Counter[int]()
        self._fills_beyond = False
        # The first row under a footer that is none of a list, with its footer and its text.
        self._words_below: tuple[int, str, str] | None = None

    def result(self) -> Survey:
        """The survey, after one pass over all rows."""
        rows = table_rows(self._found.sheet, self._header, passed_over=self._pass_over)
        while some := list(islice(rows, _AT_ONCE)):
            self._count_rows(some)
            self._add_untitled(some)
            for index in self._mapped:
                self._add_letters(index, [row.values[index] for row in some])
            for index, column in self._days.items():
                for row in some:
                    if row.values[index] != "":
                        column.add(row.number, row.values[index])
        self._judge_columns()
        self._judge_widths()
        self._say_name()
        self._judge_letters()
        self._judge_days()
        self._say_hidden_columns()
        self._say_below()
        return self._found

    def _pass_over(self, row: TableRow, footer: str) -> None:
        """Remember a row below a footer: one to be asked about, or words that are not read."""
        found, footer = self._found, footer.strip()[:100]
        if looks_like_record(row):
            found.footer = found.footer or footer
            found.below.add(row.number)
        elif self._words_below is None:
            key = row.header.required[0] if row.header.required else ""
            texts = [text for each in row.header.columns if (text := row.text(each).strip())]
            if len(texts) > 1 and key and row.text(key).strip():
                self._words_below = row.number, footer, row.text(key).strip()[:100]

    def _say_below(self) -> None:
        if self._words_below:
            number, footer, text = self._words_below
            place = Place(self._header.sheet, number, seen=text)
            self._say("words_below", place, row=number, line=footer, value=text)

    def _count_rows(self, rows: Sequence[TableRow]) -> None:
        found = self._found
        found.count += len(rows)
        self._widths.update(len(row.values) for row in rows)
        hidden = [row.number for row in rows if row.number in found.sheet.hidden_rows]
        if hidden:
            found.hidden += len(hidden)
            found.first_hidden = found.first_hidden or hidden[0]

    def _add_untitled(self, rows: Sequence[TableRow]) -> None:
        for index in (*self._header.untitled, *range(self._header.width, max(self._widths))):
            for row in rows:
                if index < len(row.values) and row.values[index] != "":
                    value = row.values[index]
                    self._fills_beyond |= index >= self._header.width
                    self._untitled.setdefault(index, []).append((row.number, value))
                    del self._untitled[index][2:]
                    self._counts[index] += 1
                    self._texts[index] += _is_word(value)

    def _add_letters(self, index: int, cells: Sequence[Value]) -> None:
        """What the texts of a column are written in."""
        kinds = set(map(type, cells))
        if ConvertedText in kinds:
            converted = [cell for cell in cells if isinstance(cell, ConvertedText)]
            self._converted.setdefault(index, converted[:1])
            self._counts[index] += len(converted)
        if index in self._unicode or kinds <= _NUMBERS:
            return
        letters = "".join(
            cell for cell in cells if isinstance(cell, str) and type(cell) is not ConvertedText
        )
        if not letters.isascii() and max(letters) > _LAST_WESTERN:
            self._unicode.add(index)

    def _judge_columns(self) -> None:
        """A filled column without a title is the second part of the name beside it, or unread."""
        for index, examples in sorted(self._untitled.items()):
            is_name = self._is_second_name(index)
            number, value = examples[0]
            letters, text = column_letters(index), display_text(value)[:100]
            place = Place(self._header.sheet, number, f"{letters}{number}", seen=text)
            if is_name:
                title = self._header.titles[self._name]
                self._say("name_joined", place, letters=letters, title=title, value=text)
                places = (*self._header.columns[self._name], index)
                columns = {**self._header.columns, self._name: places}
                self._header = self._found.header = replace(self._header, columns=columns)
            elif index < self._header.width or not self._found.sheet.is_text:
                self._say("column_untitled", place, letters=letters, value=text)
                unknown = {**self._header.unknown, letters: f"({letters})"}
                self._header = self._found.header = replace(self._header, unknown=unknown)

    def _is_second_name(self, index: int) -> bool:
        places = self._header.columns.get(self._name, ())
        is_beside = len(places) == 1 and index == places[0] + 1 < self._header.width
        return is_beside and 2 * self._texts[index] > self._found.count

    def _judge_widths(self) -> None:
        """In a text file a row longer than its titles has been cut at the wrong places.

        Separators at the end of every row, with nothing behind them, do no harm.
        """
        longer = [width for width in self._widths if width > self._header.width]
        is_tail = len(self._widths) == 1 and not self._fills_beyond
        if longer and self._found.sheet.is_text and not is_tail:
            self._found.row_width = self._header.width

    def _say_name(self) -> None:
        if name := self._found.sheet.written_name:
            self._say(
                "sheet_name_converted",
                Place(self._header.sheet, seen=name.written),
                code=name.code,
                value=name.written[:100],
                repaired=str(name)[:100],
            )

    def _judge_letters(self) -> None:
        for index, examples in self._converted.items():
            first = examples[0]
            key = next(key for key, at in self._header.columns.items() if index in at)
            self._say(
                "letters_converted",
                Place(self._header.sheet, column=self._header.titles[key], seen=first.written),
                code=first.code,
                count=self._counts[index],
                value=first.written[:100],
                repaired=str(first)[:100],
            )
            self._found.codes[index] = first.code
            if index not in self._unicode:
                self._found.in_one_code.add(index)

    def _judge_days(self) -> None:
        for index, column in self._days.items():
            key = next(key for key, at in self._header.columns.items() if index in at)
            place = Place(self._header.sheet, column=self._header.titles[key])
            self._found.days[index] = column
            if doubt := column.doubt(place, column_letters(index)):
                self._found.day_doubts.append(doubt)
            self._found.problems += column.remarks(place, column_letters(index))

    def _say_hidden_columns(self) -> None:
        hidden = [i for i in self._mapped if i + 1 in self._found.sheet.hidden_columns]
        if hidden:
            letters = ", ".join(map(column_letters, hidden))
            self._say("columns_hidden", Place(self._header.sheet), columns=letters)

    def _say(self, rule: str, place: Place, **params: Param) -> None:
        self._found.problems.append(
            problem(rule, place, messages=MESSAGES, severity="warning", **params)
        )


def _is_word(value: Value) -> bool:
    """Whether a cell may hold a part of a person's name."""
    return (
        isinstance(value, str) and len(value) < _NAMES_WITHIN and not any(map(str.isdigit, value))
    )
