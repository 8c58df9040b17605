"""Look through an .ods before it is opened: errors, macros, links, encryption, what cells show."""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import product
from xml.parsers import expat

from eduportal.workbooks.formats.archive import Archive, tags
from eduportal.workbooks.formats.inspected import Inspected
from eduportal.workbooks.formats.looks import Looks
from eduportal.workbooks.formats.patches import PatchCount, Patches
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.values import ShownNumber, Value, shown_date

_CONTENT = "content.xml"
_CELLS = ("table:table-cell", "table:covered-table-cell")
_LINKS = (b"<table:table-source", b"<table:cell-range-source")
_NUMBERS = ("float", "percentage", "currency")
_HIDDEN = ("filter", "collapse")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d+\D*$)")
# A repeated cell or row beyond this is the empty rest of a sheet.
_MOST_REPEATED = 1_000
# Cells that show something else than they hold; some 300 bytes each.
_MOST_LOOKS = 1_500_000


def inspect(archive: Archive) -> Inspected:
    """What python-calamine would pass over, by the name of the sheet.

    Raises UnreadableWorkbook for anything the portal does not open.
    """
    if b"encryption-data" in archive.read("meta-inf/manifest.xml"):
        raise UnreadableWorkbook("encrypted")
    if _CONTENT not in archive.parts:
        raise UnreadableWorkbook("damaged")
    for piece in tags(archive.chunks(_CONTENT)):
        if any(link in piece for link in _LINKS):
            raise UnreadableWorkbook("external_links")
    reader = _ContentReader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        for chunk in archive.chunks(_CONTENT):
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableWorkbook("damaged") from error
    return Inspected(reader.patches, reader.looks)


class _ContentReader:
    """Collects what is shown in all tables from the parser's events.

    A row or a cell may stand for many equal ones ("number-rows-repeated").
    """

    def __init__(self) -> None:
        self.patches: defaultdict[str, Patches] = defaultdict(partial(Patches, PatchCount()))
        self.looks: defaultdict[str, Looks] = defaultdict(Looks)
        self._table = ""
        self._looked = 0
        self._rows_above = self._columns_before = 0
        self._row_repeat = self._cell_repeat = 1
        self._attributes: dict[str, str] = {}
        self._text: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS:
            self._cell_repeat = _number(attributes, "table:number-columns-repeated")
            self._attributes = attributes
            self._text = [] if _is_typed(attributes) else None
            self._add_merge(attributes)
        elif name == "table:table-row":
            self._row_repeat = _number(attributes, "table:number-rows-repeated")
            self._columns_before = 0
            if attributes.get("table:visibility") in _HIDDEN and self._row_repeat < _MOST_REPEATED:
                first = self._rows_above + 1
                self._look.hidden_rows.update(range(first, first + self._row_repeat))
        elif name == "table:table-column":
            self._add_column(attributes)
        elif name == "table:table":
            self._table = attributes.get("table:name", "")
            self._rows_above = self._columns_before = 0

    def characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        if name in _CELLS:
            if self._text:
                self._close("".join(self._text))
            self._text = None
            self._columns_before += self._cell_repeat
        elif name == "table:table-row":
            self._rows_above += self._row_repeat

    @property
    def _look(self) -> Looks:
        return self.looks[self._table]

    def _add_column(self, attributes: dict[str, str]) -> None:
        count = _number(attributes, "table:number-columns-repeated")
        if attributes.get("table:visibility") in _HIDDEN and count < _MOST_REPEATED:
            first = self._columns_before + 1
            self._look.hidden_columns.update(range(first, first + count))
        self._columns_before += count

    def _add_merge(self, attributes: dict[str, str]) -> None:
        down = _number(attributes, "table:number-rows-spanned")
        across = _number(attributes, "table:number-columns-spanned")
        if down > 1 or across > 1:
            top, left = self._rows_above, self._columns_before
            self._look.merges.append(((top, left), (top + down - 1, left + across - 1)))

    def _close(self, text: str) -> None:
        if self._attributes.get("calcext:value-type") == "error":
            for row, column in self._places():
                self.patches[self._table].add(row, column, text)
        elif value := _shown(self._attributes, text):
            for row, column in self._places():
                self._add_look(row, column, value)

    def _places(self) -> Iterator[tuple[int, int]]:
        """Row and column of each cell that the present one stands for."""
        row, column = self._rows_above + 1, self._columns_before + 1
        return product(
            range(row, row + min(self._row_repeat, _MOST_REPEATED)),
            range(column, column + min(self._cell_repeat, _MOST_REPEATED)),
        )

    def _add_look(self, row: int, column: int, value: Value) -> None:
        self._looked += 1
        if self._looked > _MOST_LOOKS:
            raise UnreadableWorkbook("too_many_cells", found=self._looked, limit=_MOST_LOOKS)
        self._look.add_cell(row, column, value)


def _is_typed(attributes: dict[str, str]) -> bool:
    """Whether a cell holds a number, a day or an error, beside the text it shows."""
    kind = attributes.get("office:value-type")
    is_error = attributes.get("calcext:value-type") == "error"
    return is_error or kind in _NUMBERS or kind == "date"


def _shown(attributes: dict[str, str], text: str) -> ShownNumber | datetime.date | None:
    """The value with its text, where this says something else."""
    try:
        if attributes.get("office:value-type") == "date":
            day = datetime.date.fromisoformat(attributes.get("office:date-value", ""))
            return _day(day, text)
        number = float(attributes.get("office:value", ""))
    except ValueError:
        return None
    shown = _DECIMAL_COMMA.sub(".", text)
    return None if shown in (f"{number:.15g}", f"{number:.11g}") else ShownNumber(number, shown)


def _day(day: datetime.date, text: str) -> datetime.date | None:
    numbers = [int(number) for number in re.findall(r"[0-9]+", text)]
    is_month_first = numbers[:2] == [day.month, day.day] and day.month != day.day
    if is_month_first or len(numbers) < 2:
        return shown_date(day.year, day.month, day.day, text)
    return None


def _number(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return int(text[:10]) if text.isascii() and text.isdigit() else 1
