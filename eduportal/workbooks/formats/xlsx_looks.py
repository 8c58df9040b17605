"""What an .xlsx says of the looks of its cells: xl/styles.xml and the marks in each sheet."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
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
_RULE = re.compile(rb"<(?:\w+:)?cfRule\s[^>]*?\bdxfId=[\"'](\d{1,6})[\"']")
_OWN_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s[^>]*?\bformatCode=\"([^\"]*)\"")
_STYLE = re.compile(rb"\bs=[\"'](\d{1,6})[\"']")
_FEW = 8
# A list hides a few columns; a sheet hides all that lie beyond its end.
_WIDEST = 16_384


@dataclass(frozen=True, slots=True)
class Formats:
    """Formats that may show a value otherwise, by number of a cell's style; `rules` are those that
    a conditional format gives, by their number."""

    styles: dict[int, NumberFormat]
    rules: frozenset[int]


def read_formats(archive: Archive) -> Formats:
    """What xl/styles.xml says of number formats."""
    content = archive.text("xl/styles.xml")
    if not content:
        return Formats({}, frozenset())
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise UnreadableWorkbook("damaged") from error
    codes = dict(BUILT_IN)
    for element in next((each for each in root if _name(each) == "numFmts"), ()):
        codes[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
    styles = next((each for each in root if _name(each) == "cellXfs"), ())
    parsed = {
        number: parse_format(codes.get(int(style.get("numFmtId", "0")), ""))
        for number, style in enumerate(styles)
    }
    differing = {number: found for number, found in parsed.items() if found and _may_differ(found)}
    rules = next((each for each in root if _name(each) == "dxfs"), ())
    return Formats(differing, frozenset(n for n, rule in enumerate(rules) if _changes(rule)))


def _changes(rule: ElementTree.Element) -> bool:
    """Whether a conditional format may show a value otherwise."""
    codes = (each.get("formatCode", "") for each in rule.iter() if _name(each) == "numFmt")
    return any(map(_is_changing, codes))


def _is_changing(code: str) -> bool:
    found = parse_format(code)
    return found is not None and _may_differ(found)


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

    def __init__(self, found: Formats) -> None:
        self.looks = Looks()
        self.is_conditional = False
        self._formats = formats = found.styles
        self._rules = found.rules
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
        if b"cfRule" in piece or b"numFmt" in piece:
            self._add_rules(piece)
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

    def _add_rules(self, piece: bytes) -> None:
        """Note a conditional format of numbers: what its cells show depends on the condition."""
        named = {int(number) for number in _RULE.findall(piece)}
        # Newer rules have their format with them.
        codes = (unescape(code.decode()) for code in _OWN_FORMAT.findall(piece))
        self.is_conditional |= bool(named & self._rules) or any(map(_is_changing, codes))

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
