"""Look through an .xlsx before it is opened: extents, errors, macros, links, entities."""

import posixpath
import re
from collections.abc import Iterator
from functools import cache, partial
from xml.etree import ElementTree

from eduportal.workbooks.formats.archive import Archive, refuse_macro_types, tags
from eduportal.workbooks.formats.extent import Extent, fits, refuse_too_large
from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.formats.xlsx_sheet import exact_extent, quick_extent
from eduportal.workbooks.problems import UnreadableWorkbook

_STRING_END = re.compile(rb"</(?:[^\s<>/!?:]+:)?si\s*>|<(?:[^\s<>/!?:]+:)?si\s*/>")
_STRINGS = "xl/sharedstrings.xml"
# The library never reads a document's properties, and they may be in another encoding.
_LOOKED_THROUGH = re.compile(r"^(?!docprops/|customxml/).*\.(?:xml|rels)$")


def inspect(archive: Archive, limits: Limits) -> dict[str, Extent]:
    """Every sheet's name and extent, in the workbook's order.

    Raises UnreadableWorkbook for anything the portal does not open.
    """
    refuse_macro_types(archive.read("[content_types].xml"))
    longest, lengths = _longest_string(archive), cache(partial(_string_lengths, archive))
    extents: dict[str, Extent] = {}
    for part in archive.parts:
        if _LOOKED_THROUGH.match(part) and part != _STRINGS:
            extent = quick_extent(tags(archive.chunks(part)), longest)
            if extent is None or not fits(extent, limits):
                extent = exact_extent(tags(archive.chunks(part)), lengths())
            extents[part] = extent
    sheets = _sheet_parts(archive)
    if not set(sheets.values()) <= set(extents):
        # A sheet kept where nobody looked.
        raise UnreadableWorkbook("damaged")
    by_name = {name: extents[part] for name, part in sheets.items()}
    refuse_too_large(by_name, limits)
    return by_name


def _string_pieces(archive: Archive) -> Iterator[bytes]:
    return tags(archive.chunks(_STRINGS)) if _STRINGS in archive.parts else iter(())


def _longest_string(archive: Archive) -> int:
    """At least the length in bytes of the longest shared string, found by its end tags alone."""
    longest = left = 0
    for piece in _string_pieces(archive):
        first, *others = map(len, piece.split(b"si>"))
        longest = max(longest, left + first, *others)
        left = others[-1] if others else left + first
    return longest


def _string_lengths(archive: Archive) -> list[int]:
    """The length in bytes of each shared string, in order."""
    lengths: list[int] = []
    left = 0
    for piece in _string_pieces(archive):
        start = 0
        for end in _STRING_END.finditer(piece):
            lengths.append(left + end.start() - start)
            left, start = 0, end.end()
        left += len(piece) - start
    return lengths


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
