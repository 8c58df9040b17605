"""What an .xlsx says of the looks of its cells: xl/styles.xml and the marks in each sheet."""

import re
from collections.abc import Iterable
from xml.etree import ElementTree

from eduportal.workbooks.formats.archive import Archive
from eduportal.workbooks.formats.looks import Looks
from eduportal.workbooks.formats.number_format import BUILT_IN, NumberFormat, parse_format
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.workbook import column_number

_HIDDEN_ROW = re.compile(
    rb"<(?:\w+:)?row\s(?=[^>]*(?:hidden=[\"'](?:1|true)[\"']|\sht=[\"']0[\"']))"
    rb"[^>]*?\br=[\"'](\d{1,7})[\"']"
)
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_HIDDEN = re.compile(rb"hidden=[\"'](?:1|true)[\"']|width=[\"']0[\"']")
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)>")
_REFERENCE = re.compile(rb"\br=[\"']([A-Za-z]{0,3})(\d{1,7})[\"']")
_STYLE = re.compile(rb"\bs=[\"'](\d{1,6})[\"']")
_FEW = 8
# A list hides a few columns; a sheet hides all that lie beyond its end.
_WIDEST = 16_384


def read_formats(archive: Archive) -> dict[int, NumberFormat]:
    """By number of a cell's style, the formats that may show a value otherwise."""
    content = archive.text("xl/styles.xml")
    if not content:
        return {}
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise UnreadableWorkbook("damaged") from error
    codes = dict(BUILT_IN)
    for element in root.iter():
        if _name(element) == "numFmt":
            codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
    styles = next((each for each in root if _name(each) == "cellXfs"), ())
    parsed = {
        number: parse_format(codes.get(int(style.get("numFmtId", "0")), ""))
        for number, style in enumerate(styles)
    }
    return {number: found for number, found in parsed.items() if found and _may_differ(found)}


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _may_differ(found: NumberFormat) -> bool:
    return not found.is_date or found.month_first or found.partial


def _marks(formats: Iterable[int]) -> list[bytes]:
    """Texts of which one stands in every piece of markup with a cell of these formats.

    A few plain texts are looked for in a tenth of the time that one expression takes.
    """
    numbers = [str(number).encode() for number in formats]
    if len(numbers) > _FEW:
        return [b's="', b"s='"]
    return [b"s=" + quote + number + quote for number in numbers for quote in (b'"', b"'")]


class SheetLook:
    """Gathers the looks of one sheet from the pieces of its markup."""

    def __init__(self, formats: dict[int, NumberFormat]) -> None:
        self.looks = Looks()
        self._formats = formats
        self._row = self._column = 0
        self._cells: list[tuple[int, int]] = []
        listed = b"|".join(str(number).encode() for number in formats)
        self._marks = _marks(formats)
        # What most programs write; anything else is counted cell by cell.
        self._usual = re.compile(
            rb'<c r="([A-Z]{1,3})(\d{1,7})" s="(' + listed + rb')"' if formats else rb"(?!)"
        )

    def add(self, piece: bytes) -> None:
        """One more piece, which begins and ends between tags."""
        if b"hidden" in piece or b'"0"' in piece:
            self.looks.hidden_rows.update(int(row) for row in _HIDDEN_ROW.findall(piece))
            self._add_columns(_COLUMN.findall(piece))
        if not any(mark in piece for mark in self._marks):
            self._count_on(piece)
        elif piece.count(b"<c ") == piece.count(b'<c r="') and b":c " not in piece:
            for letters, row, number in self._usual.findall(piece):
                self._put(int(row), column_number(letters.decode()), int(number))
        else:
            self._add_counted(piece)

    def finished(self) -> Looks:
        """All of it, after the last piece."""
        self._close()
        return self.looks

    def _add_columns(self, columns: Iterable[bytes]) -> None:
        for attributes in columns:
            if not _HIDDEN.search(attributes):
                continue
            first, last = (
                int(found[1]) if (found := re.search(name + rb"=[\"'](\d{1,5})", attributes)) else 0
                for name in (rb"\bmin", rb"\bmax")
            )
            if 0 < first and last < _WIDEST:
                self.looks.hidden_columns.update(range(first, last + 1))

    def _count_on(self, piece: bytes) -> None:
        """Remember where the cells without a reference of their own go on."""
        if b"<row>" in piece or b"<c>" in piece or b"<c s=" in piece or b":row" in piece:
            self._add_counted(piece)

    def _add_counted(self, piece: bytes) -> None:
        for tag, attributes in _ROW_OR_CELL.findall(piece):
            reference = _REFERENCE.search(attributes)
            if tag == b"row":
                self._row = int(reference[2]) if reference else self._row + 1
                self._column = 0
                continue
            self._column += 1
            if reference:
                self._column, self._row = column_number(reference[1].decode()), int(reference[2])
            style = _STYLE.search(attributes)
            if style and int(style[1]) in self._formats:
                self._put(self._row, self._column, int(style[1]))

    def _put(self, row: int, column: int, number: int) -> None:
        if self._cells and row != self._written_row:
            self._close()
        self._written_row = row
        self._cells.append((column, number))

    def _close(self) -> None:
        if self._cells:
            self.looks.add_row(self._written_row, self._cells, self._formats)
            self._cells = []

    _written_row = 0
