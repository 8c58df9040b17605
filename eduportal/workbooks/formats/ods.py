"""Look through an .ods before it is opened: errors, macros, links, encryption."""

from collections import defaultdict
from xml.parsers import expat

from eduportal.workbooks.formats.archive import Archive, tags
from eduportal.workbooks.formats.patches import Patches
from eduportal.workbooks.problems import UnreadableWorkbook

_CONTENT = "content.xml"
_CELLS = ("table:table-cell", "table:covered-table-cell")
_LINKS = (b"<table:table-source", b"<table:cell-range-source")
_ERROR_TYPES = (b'"error"', b"'error'")


def inspect(archive: Archive) -> dict[str, Patches]:
    """What python-calamine would pass over, by the name of the sheet.

    Raises UnreadableWorkbook for anything the portal does not open.
    """
    if b"encryption-data" in archive.read("meta-inf/manifest.xml"):
        raise UnreadableWorkbook("encrypted")
    if _CONTENT not in archive.parts:
        raise UnreadableWorkbook("damaged")
    has_errors = False
    for piece in tags(archive.chunks(_CONTENT)):
        if any(link in piece for link in _LINKS):
            raise UnreadableWorkbook("external_links")
        has_errors = has_errors or any(error in piece for error in _ERROR_TYPES)
    return _patches(archive) if has_errors else {}


def _patches(archive: Archive) -> dict[str, Patches]:
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
    return reader.patches


class _ContentReader:
    """Collects the errors of all tables from the parser's events.

    A row or a cell may stand for many equal ones ("number-rows-repeated"); the first of them is
    reported.
    """

    def __init__(self) -> None:
        self.patches: defaultdict[str, Patches] = defaultdict(Patches)
        self._table = ""
        self._rows_above = self._columns_before = 0
        self._row_repeat = self._cell_repeat = 1
        self._error: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS:
            self._cell_repeat = _repeat(attributes, "table:number-columns-repeated")
            self._error = [] if attributes.get("calcext:value-type") == "error" else None
        elif name == "table:table-row":
            self._row_repeat = _repeat(attributes, "table:number-rows-repeated")
            self._columns_before = 0
        elif name == "table:table":
            self._table = attributes.get("table:name", "")
            self._rows_above = 0

    def characters(self, text: str) -> None:
        if self._error is not None:
            self._error.append(text)

    def end(self, name: str) -> None:
        if name in _CELLS:
            if self._error is not None:
                place = self._rows_above + 1, self._columns_before + 1
                self.patches[self._table].add(*place, "".join(self._error))
            self._error = None
            self._columns_before += self._cell_repeat
        elif name == "table:table-row":
            self._rows_above += self._row_repeat


def _repeat(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return int(text[:10]) if text.isascii() and text.isdigit() else 1
