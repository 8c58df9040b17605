"""Look through an .ods before it is opened: extents, errors, macros, links, encryption."""

from collections.abc import Iterator
from xml.parsers import expat

from eduportal.workbooks.formats.archive import Archive, tags
from eduportal.workbooks.formats.extent import Extent, refuse_too_large
from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.problems import UnreadableWorkbook

_CONTENT = "content.xml"
_CELLS = ("table:table-cell", "table:covered-table-cell")
# The reading library stops at these, whatever the file repeats.
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


def inspect(archive: Archive, limits: Limits) -> dict[str, Extent]:
    """Every sheet's name and extent, in the document's order.

    Raises UnreadableWorkbook for anything the portal does not open.
    """
    if b"encryption-data" in archive.read("meta-inf/manifest.xml"):
        raise UnreadableWorkbook("encrypted")
    if _CONTENT not in archive.parts:
        raise UnreadableWorkbook("damaged")
    extents = _extents(tags(archive.chunks(_CONTENT)))
    refuse_too_large(extents, limits)
    return extents


def _extents(pieces: Iterator[bytes]) -> dict[str, Extent]:
    reader = _ContentReader()
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
    return reader.extents


class _ContentReader:
    """Collects the extents of all tables from the parser's events.

    A row or a cell may stand for many equal ones ("number-rows-repeated"); rows and cells that are
    empty are repeated to the end of the sheet by every program and count only if a filled one
    follows.
    """

    def __init__(self) -> None:
        self.extents: dict[str, Extent] = {}
        self._extent = Extent()
        self._rows_above = self._columns_before = 0
        self._row_repeat = self._cell_repeat = 1
        self._filled = self._error = False
        self._row_columns = self._row_text = 0
        self._text: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS:
            self._cell_repeat = _repeat(attributes, "table:number-columns-repeated", _LAST_COLUMN)
            self._filled = "office:value-type" in attributes
            self._error = attributes.get("calcext:value-type") == "error"
            self._text = []
        elif name == "table:table-row":
            self._row_repeat = _repeat(attributes, "table:number-rows-repeated", _LAST_ROW)
            self._columns_before = self._row_columns = self._row_text = 0
        elif name == "table:table":
            self._extent = Extent()
            self.extents[attributes.get("table:name", "")] = self._extent
            self._rows_above = 0
        elif name in ("table:table-source", "table:cell-range-source"):
            raise UnreadableWorkbook("external_links")

    def characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        if name in _CELLS:
            self._close_cell()
        elif name == "table:table-row":
            if self._row_columns:
                bottom = min(self._rows_above + self._row_repeat, _LAST_ROW)
                self._extent.reach(bottom, self._row_columns)
                self._extent.text_bytes += self._row_text * self._row_repeat
            self._rows_above += self._row_repeat

    def _close_cell(self) -> None:
        text = "".join(self._text or ())
        self._text = None
        if self._filled or text:
            self._row_columns = min(self._columns_before + self._cell_repeat, _LAST_COLUMN)
            self._row_text += len(text) * self._cell_repeat
        if self._error:
            self._extent.patch(self._rows_above + 1, self._columns_before + 1, text)
        self._columns_before += self._cell_repeat


def _repeat(attributes: dict[str, str], name: str, most: int) -> int:
    text = attributes.get(name, "1")
    return min(int(text[:10]), most) if text.isascii() and text.isdigit() else 1
