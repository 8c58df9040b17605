"""Look through an .xlsx before it is opened: extents, errors, macros, links, entities.

Two passes. The quick one, by regular expression, settles the files that programs write; whatever
it cannot vouch for goes through an XML parser, four times slower and exact.
"""

import posixpath
import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.parsers import expat

from eduportal.imports.archive import Archive, refuse_macro_types, tags
from eduportal.imports.extent import Extent, fits, refuse_too_large
from eduportal.imports.limits import Limits
from eduportal.imports.problems import UnreadableWorkbook

# Without and with a namespace prefix: <c r="B2", <x:c r="B2".
_PLAIN = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_PREFIXED = re.compile(rb':c r="([A-Z]{1,3})([0-9]{1,7})"')
# A cell begun otherwise, or a formula.
_ODD = re.compile(rb"<(?:[cf][\t\n\r/>]|f )")
_ODD_PREFIXED = re.compile(rb":(?:[cf][\t\n\r/>]|f )")
_ERROR_TYPES = (b't="e"', b"t='e'")
_STRING_END = re.compile(rb"</(?:[^\s<>/!?:]+:)?si\s*>|<(?:[^\s<>/!?:]+:)?si\s*/>")
_REFERENCE = re.compile(r"^([A-Za-z]{1,3})([0-9]{1,7})$")
_STRINGS = "xl/sharedstrings.xml"
# The library never reads a document's properties, and they may be in another encoding.
_LOOKED_THROUGH = re.compile(r"^(?!docprops/|customxml/).*\.(?:xml|rels)$")


def inspect(archive: Archive, limits: Limits) -> dict[str, Extent]:
    """Every sheet's name and extent, in the workbook's order.

    Raises UnreadableWorkbook for anything the portal does not open.
    """
    refuse_macro_types(archive.read("[Content_Types].xml"))
    longest = _longest_string(archive)
    extents: dict[str, Extent] = {}
    for entry in archive.entries:
        part = entry.filename.lower()
        if _LOOKED_THROUGH.match(part) and part != _STRINGS:
            extent = _quick_extent(tags(archive.chunks(entry)), longest)
            if extent is None or not fits(extent, limits):
                extent = _exact_extent(tags(archive.chunks(entry)), _string_lengths(archive))
            extents[part] = extent
    sheets = _sheet_parts(archive)
    if not set(sheets.values()) <= set(extents):
        # A sheet kept where nobody looked.
        raise UnreadableWorkbook("damaged")
    by_name = {name: extents[part] for name, part in sheets.items()}
    refuse_too_large(by_name, limits)
    return by_name


def _quick_extent(pieces: Iterator[bytes], longest_string: int) -> Extent | None:
    """The extent of a part whose every cell is written the usual way; None if one is not.

    Cells that are formatted but empty count here; the exact pass leaves them out. The text is
    counted as if each cell used the longest shared string.
    """
    extent = Extent()
    is_sheet, usual = False, True
    # To the end in any case: it is this loop that meets forbidden entities.
    for piece in pieces:
        is_sheet = is_sheet or b"sheetData" in piece
        if is_sheet and usual:
            references = _references(piece)
            usual = references is not None
            if references:
                widest = max({letters for letters, _row in references}, key=_column_number)
                last = max(map(int, {row for _letters, row in references}))
                extent.reach(last, _column_number(widest))
                extent.text_bytes += len(references) * longest_string
    return extent if usual else None


def _references(piece: bytes) -> list[tuple[bytes, bytes]] | None:
    """Column and row of every cell in a piece of a sheet; None if any is written in an odd way."""
    plain, prefixed = piece.count(b"<c "), piece.count(b":c ")
    references = _PLAIN.findall(piece) if plain else []
    if prefixed:
        references += _PREFIXED.findall(piece)
    if (
        len(references) != plain + prefixed
        or any(error in piece for error in _ERROR_TYPES)
        or _ODD.search(piece)
        or _ODD_PREFIXED.search(piece)
    ):
        return None
    return references


def _column_number(letters: bytes | str) -> int:
    text = letters.decode() if isinstance(letters, bytes) else letters
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _longest_string(archive: Archive) -> int:
    """At least the length in bytes of the longest shared string, found by its end tags alone."""
    entry = archive.find(_STRINGS)
    longest = left = 0
    for piece in tags(archive.chunks(entry)) if entry else ():
        first, *others = map(len, piece.split(b"si>"))
        longest = max(longest, left + first, *others)
        left = others[-1] if others else left + first
    return longest


def _string_lengths(archive: Archive) -> list[int]:
    """The length in bytes of each shared string, in order."""
    entry = archive.find(_STRINGS)
    lengths: list[int] = []
    left = 0
    for piece in tags(archive.chunks(entry)) if entry else ():
        start = 0
        for end in _STRING_END.finditer(piece):
            lengths.append(left + end.start() - start)
            left, start = 0, end.end()
        left += len(piece) - start
    return lengths


def _exact_extent(pieces: Iterator[bytes], strings: list[int]) -> Extent:
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
        self._column, self._row = _column_number(match[1]), int(match[2])

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


def _sheet_parts(archive: Archive) -> dict[str, str]:
    """Each sheet's name -> the lower-case path of the part that holds its cells."""
    try:
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except ElementTree.ParseError as error:
        raise UnreadableWorkbook("damaged") from error
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    parts: dict[str, str] = {}
    for element in workbook.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            relation = next((v for k, v in element.items() if k.endswith("}id")), None)
            name = element.get("name", "")
            path = posixpath.normpath(posixpath.join("/xl", targets.get(relation, "")))
            if name in parts:
                raise UnreadableWorkbook("damaged")
            parts[name] = path.lstrip("/").lower()
    return parts
