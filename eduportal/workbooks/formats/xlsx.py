"""Look through an .xlsx before it is opened: formula errors, macros, links, entities."""

import posixpath
import re
from collections import Counter
from xml.etree import ElementTree
from xml.parsers import expat

from eduportal.core.text import visible
from eduportal.workbooks.formats.archive import Archive, refuse_macro_types, tags
from eduportal.workbooks.formats.inspected import Inspected
from eduportal.workbooks.formats.patches import PatchCount, Patches
from eduportal.workbooks.formats.xlsx_looks import SheetLook, read_formats
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.workbook import column_number

# The library never reads a document's properties, and they may be in another encoding.
_LOOKED_THROUGH = re.compile(r"^(?!docprops/|customxml/).*\.(?:xml|rels)$")
_FROM_1904 = re.compile(rb"\bdate1904=[\"'](?:1|true)[\"']")
_FORMULA = re.compile(rb"[<:]f[\s/>]")
_ERROR_TYPES = (b'"e"', b"'e'")
# How cells and shared texts begin, with a prefix or without; the few others that do are no matter.
_CELL_MARKS, _TEXT_MARKS = (b"<c", b":c"), (b"<si", b":si")
_TEXTS = "xl/sharedstrings.xml"
_REFERENCE = re.compile(r"^([A-Za-z]{1,3})([0-9]{1,7})$")


def _refuse_sheet(name: str, look: SheetLook, held: int, most_held: int) -> None:
    """Raises UnreadableWorkbook for a sheet the library cannot hold or may show otherwise."""
    if held > most_held:
        raise UnreadableWorkbook(
            "too_much_at_once", sheet=visible(name), found=held, limit=most_held
        )
    if look.is_conditional:
        raise UnreadableWorkbook("conditional_format", sheet=visible(name))


def inspect(archive: Archive, most_held: int) -> Inspected:
    """Look through the whole file.

    Raises UnreadableWorkbook for anything the portal does not open, and where a sheet with the
    texts of the file has more than the library may hold.
    """
    refuse_macro_types(archive.read("[content_types].xml"))
    workbook = archive.text("xl/workbook.xml")
    sheets = sheet_parts(archive, workbook)
    formats = read_formats(archive)
    looks = {part: SheetLook(formats) for part in sheets.values()}
    # To the end of each part: it is `tags` that meets forbidden entities.
    held = Counter[str]()
    suspects = {
        part: _look_through(archive, part, looks.get(part), held)
        for part in archive.parts
        if _LOOKED_THROUGH.match(part)
    }
    if not set(sheets.values()) <= set(suspects):
        # A sheet kept in a part that was not looked through.
        raise UnreadableWorkbook("damaged")
    for name, part in sheets.items():
        _refuse_sheet(name, looks[part], held[part] + held[_TEXTS], most_held)
    count = PatchCount()
    patches = {
        name: _patches(archive, part, count) if suspects[part] else Patches()
        for name, part in sheets.items()
    }
    finished = {name: looks[part].finished() for name, part in sheets.items()}
    return Inspected(patches, finished, _FROM_1904.search(workbook) is not None)


def _look_through(archive: Archive, part: str, look: SheetLook | None, held: Counter[str]) -> bool:
    """Whether a part may hold a formula or an error; the look of a sheet is gathered on the way.

    Its cells, or the texts of the file, are counted in `held`.
    """
    is_suspect = False
    marks = _TEXT_MARKS if part == _TEXTS else _CELL_MARKS if look else ()
    for piece in tags(archive.chunks(part)):
        held[part] += sum(map(piece.count, marks))
        is_suspect = is_suspect or _is_suspect(piece)
        if look is not None:
            look.add(piece)
    return is_suspect


def _is_suspect(piece: bytes) -> bool:
    """Whether a piece of markup may hold a formula or an error."""
    if any(error in piece for error in _ERROR_TYPES):
        return True
    # The plain texts first: in most files they are not there, and that is found out quickly.
    return (b"<f" in piece or b":f" in piece) and _FORMULA.search(piece) is not None


def sheet_parts(archive: Archive, content: bytes) -> dict[str, str]:
    """Each sheet's name -> the lower-case path of the part that holds its cells."""
    try:
        workbook = ElementTree.fromstring(content)
        relations = ElementTree.fromstring(archive.text("xl/_rels/workbook.xml.rels"))
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


def _patches(archive: Archive, part: str, count: PatchCount) -> Patches:
    reader = _SheetReader(count)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        for chunk in archive.chunks(part):
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise UnreadableWorkbook("damaged") from error
    return reader.patches


class _SheetReader:
    """Collects errors and uncomputed formulas of one worksheet part from the parser's events."""

    def __init__(self, count: PatchCount) -> None:
        self.patches = Patches(count)
        self._row = self._column = 0
        self._kind = ""
        self._parts: dict[str, list[str]] = {}
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
        elif name in ("v", "f"):
            self._inside = name
            self._parts[name] = []

    def characters(self, text: str) -> None:
        if self._inside:
            # A long text comes in pieces: adding them up takes quadratic time.
            self._parts[self._inside].append(text)

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
        value = "".join(self._parts.get("v", ()))
        if self._kind == "e" and value:
            self.patches.add(self._row, self._column, value)
        elif self._kind != "str" and "f" in self._parts and not value:
            self.patches.add(self._row, self._column, "=" + "".join(self._parts["f"]))


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise
