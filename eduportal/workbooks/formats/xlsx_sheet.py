"""How far one worksheet part of an .xlsx reaches.

The quick way, by regular expression, settles the parts that programs usually write; whatever it
cannot vouch for goes through an XML parser, five times slower and exact.
"""

import re
from collections.abc import Iterator
from xml.parsers import expat

from eduportal.workbooks.formats.extent import Extent
from eduportal.workbooks.problems import UnreadableWorkbook

_LETTERS, _DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
_USUAL_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_USUAL_ROW = re.compile(rb'<row r="([0-9]{1,7})"')
# A cell begun in another way than "<c ", one with a namespace prefix, a formula. Three patterns,
# because only one that begins with fixed letters is searched for fast.
_ODD_CELLS = (
    re.compile(rb"<c[\t\n\r/>]"),
    re.compile(rb":c[\s/>]"),
    re.compile(rb"<f[\s/>]"),
)
_ERROR_TYPES = (b't="e"', b"t='e'")
_REFERENCE = re.compile(r"^([A-Za-z]{1,3})([0-9]{1,7})$")


def quick_extent(pieces: Iterator[bytes], longest_string: int) -> Extent | None:
    """The extent of a part whose every cell is written the usual way; None if one is not.

    Cells that are formatted but empty count here; the exact way leaves them out. The text is
    counted as if each cell used the longest shared string.
    """
    scan = _Scan()
    is_sheet, is_usual = False, True
    # To the end in any case: it is this loop that meets forbidden entities.
    for piece in pieces:
        is_sheet = is_sheet or b"sheetData" in piece
        if is_sheet and is_usual:
            is_usual = scan.take(piece)
    if not is_usual:
        return None
    extent = Extent(rows=scan.rows, columns=column_number(scan.letters))
    extent.text_bytes = extent.cells * longest_string
    return extent


class _Scan:
    """Follows the last row and column through a sheet.

    One search a piece for a cell that lies beyond what is known: the rows announced so far, the
    widest column so far. Far cheaper than looking at each cell.
    """

    def __init__(self) -> None:
        self.rows = 0
        self.letters = ""
        self._beyond = _beyond(self.letters, self.rows)

    def take(self, piece: bytes) -> bool:
        """Count a piece of the sheet; False if it holds anything but usual cells in their rows."""
        if any(odd.search(piece) for odd in _ODD_CELLS):
            return False
        if any(error in piece for error in _ERROR_TYPES):
            return False
        self._know(self.letters, max(map(int, _USUAL_ROW.findall(piece)), default=0))
        position = 0
        while found := self._beyond.search(piece, position):
            cell = _USUAL_CELL.match(piece, found.start())
            if cell is None or int(cell[2]) > self.rows:
                return False
            self._know(cell[1].decode(), self.rows)
            position = found.start()
        return True

    def _know(self, letters: str, rows: int) -> None:
        if rows > self.rows or letters != self.letters:
            self.rows, self.letters = max(rows, self.rows), letters
            self._beyond = _beyond(self.letters, self.rows)


def _beyond(letters: str, rows: int) -> re.Pattern[bytes]:
    """A cell that is written oddly, or lies right of or below the given last ones."""
    columns, numbers = _up_to(letters, _LETTERS), _up_to(str(rows), _DIGITS)
    return re.compile(f'<c (?!r="(?:{columns})(?:{numbers})")'.encode())


def _up_to(last: str, signs: str) -> str:
    """A pattern of all numbers up to `last`: 23 gives [0-1][0-9]{1}|2[0-2]|23|[0-9]{1,1}.

    Numbers as long as the last come first: most rows of a long sheet are.
    """
    everything = f"[{signs[0]}-{signs[-1]}]"
    choices = []
    for place, sign in enumerate(last):
        below = signs[: signs.index(sign)]
        if below:
            rest = f"{everything}{{{len(last) - place - 1}}}" if place < len(last) - 1 else ""
            choices.append(f"{last[:place]}[{below[0]}-{below[-1]}]{rest}")
    shorter = [f"{everything}{{1,{len(last) - 1}}}"] if len(last) > 1 else []
    return "|".join([*choices, last, *shorter])


def column_number(letters: str) -> int:
    """The number of a column from its letters: A is 1, AA is 27, none is 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def exact_extent(pieces: Iterator[bytes], strings: list[int]) -> Extent:
    """The extent by XML parser: only filled cells, with formula errors and uncomputed formulas."""
    reader = _SheetReader(strings)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableWorkbook("damaged") from error
    return reader.extent


class _SheetReader:
    """Collects the extent of one worksheet part from the parser's events."""

    def __init__(self, strings: list[int]) -> None:
        self.extent = Extent()
        self._strings = strings
        self._row = self._column = 0
        self._kind = ""
        self._parts: dict[str, str] = {}
        self._inside = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self._row = _whole(attributes.get("r"), self._row + 1)
            self._column = 0
        elif name == "c":
            self._place(attributes.get("r"))
            self._kind = attributes.get("t", "n")
            self._parts = {}
        elif name in ("v", "is", "f"):
            self._inside = name
            self._parts[name] = ""

    def characters(self, text: str) -> None:
        if self._inside:
            self._parts[self._inside] += text

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == self._inside:
            self._inside = ""
        elif name == "c":
            self._close_cell()

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        match = _REFERENCE.match(reference)
        if match is None:
            raise UnreadableWorkbook("damaged")
        self._column, self._row = column_number(match[1]), int(match[2])

    def _close_cell(self) -> None:
        value = self._parts.get("v", "")
        if value or "is" in self._parts:
            self.extent.reach(self._row, self._column)
        if self._kind == "e" and value:
            self.extent.patch(self._row, self._column, value)
        elif self._kind != "str" and "f" in self._parts and not value:
            self.extent.reach(self._row, self._column)
            self.extent.patch(self._row, self._column, "=" + self._parts["f"])
        elif self._kind == "s":
            index = _whole(value, -1)
            if 0 <= index < len(self._strings):
                self.extent.text_bytes += self._strings[index]


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
