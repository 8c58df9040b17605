"""Pieces of XML as bytes: start tags and their attributes, elements of a small part, escaping."""

import re
from collections.abc import Iterable
from typing import NamedTuple
from xml.parsers import expat

from eduportal.core.text import visible
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.workbook import column_number

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = b"http://purl.oclc.org/ooxml/"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
# A comment has three; others have far fewer.
_MOST_ELEMENTS = 500_000
_ATTRIBUTE = re.compile(rb"\s+([\w:.\-]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_REFERENCE = re.compile(r"^([A-Za-z]{1,3})([1-9][0-9]{0,6})$", re.ASCII)
_SPELLED = re.compile(r"_(x[0-9A-Fa-f]{4}_)")
_TAG_END = re.compile(rb"(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")


class Splice(NamedTuple):
    """Bytes to put in place of those from `start` to before `end`."""

    start: int
    end: int
    content: bytes


class Element(NamedTuple):
    """Where an element of a part stands; `inner` is where its content ends, without the end tag.

    A prefix is no part of the name. `parent` is the index of the element around it, -1 for none.
    """

    name: str
    attributes: dict[str, str]
    start: int
    open_end: int
    inner: int
    end: int
    parent: int


def spliced(content: bytes, splices: Iterable[Splice]) -> bytes:
    """The content with all splices made; they do not overlap."""
    pieces, at = [], 0
    for splice in sorted(splices, key=lambda each: each[:2]):
        pieces += [content[at : splice.start], splice.content]
        at = splice.end
    return b"".join((*pieces, content[at:]))


def new_parser() -> expat.XMLParserType:
    """A parser for a part of a workbook. It refuses document types, where entities are declared."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_declared: object) -> None:
        raise UnreadableWorkbook("xml_entities")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def whole(text: str | None) -> int:
    """A number of a part; 0 for none, and for what is no number a workbook can have."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def place_of(reference: str) -> tuple[int, int]:
    """Row and column of a cell's reference, from 1; zeros where it names no cell."""
    found = _REFERENCE.match(reference)
    return (int(found[2]), column_number(found[1])) if found else (0, 0)


def tag_end(content: bytes | bytearray, start: int) -> int:
    """Where the tag that begins at `start` ends."""
    found = _TAG_END.match(content, start)
    if found is None:
        raise UnreadableWorkbook("damaged")
    return found.end()


def is_closed(tag: bytes) -> bool:
    """Whether a start tag is its element's end as well."""
    return tag.endswith(b"/>")


def elements(content: bytes) -> list[Element]:
    """All elements of a small part, in the order of their start tags.

    Raises UnreadableWorkbook for what is no XML.
    """
    index = _Index(content)
    parser = new_parser()
    parser.StartElementHandler = lambda name, attributes: index.begin(
        name, attributes, parser.CurrentByteIndex
    )
    parser.EndElementHandler = lambda _name: index.close(parser.CurrentByteIndex)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise UnreadableWorkbook("damaged") from error
    return index.found


class _Index:
    def __init__(self, content: bytes) -> None:
        self.found: list[Element] = []
        self._content = content
        self._open: list[int] = []

    def begin(self, name: str, attributes: dict[str, str], start: int) -> None:
        if len(self.found) == _MOST_ELEMENTS:
            raise UnreadableWorkbook("too_heavy")
        end = tag_end(self._content, start)
        parent = self._open[-1] if self._open else -1
        self._open.append(len(self.found))
        plain = name.rpartition(":")[2]
        self.found.append(Element(plain, attributes, start, end, end, end, parent))

    def close(self, at: int) -> None:
        number = self._open.pop()
        element = self.found[number]
        if not is_closed(self._content[element.start : element.open_end]):
            end = tag_end(self._content, at)
            self.found[number] = element._replace(inner=at, end=end)


def the(name: str, found: list[Element]) -> Element:
    """The first element of that name. Raises UnreadableWorkbook where the part has none."""
    for each in found:
        if each.name == name:
            return each
    raise UnreadableWorkbook("damaged")


def appended(content: bytes, element: Element, children: bytes, count: int = 0) -> list[Splice]:
    """The splices that put children at the end of an element, and raise its count if it has one."""
    tag = content[element.start : element.open_end]
    if count and "count" in element.attributes:
        total = whole(element.attributes["count"]) + count
        tag = with_attribute(tag, b"count", str(total).encode())
    if not is_closed(tag):
        return [
            Splice(element.start, element.open_end, tag),
            Splice(element.inner, element.inner, children),
        ]
    name = tag[1:].split(None, 1)[0].rstrip(b"/>")
    opened = tag[:-2].rstrip() + b">"
    return [Splice(element.start, element.open_end, opened + children + b"</" + name + b">")]


def with_attribute(tag: bytes, name: bytes, value: bytes | None) -> bytes:
    """A start tag with an attribute set to what is written so; None takes it out."""
    written = b"" if value is None else b" " + name + b'="' + value + b'"'
    for found in _ATTRIBUTE.finditer(tag):
        if found[1] == name:
            return tag[: found.start()] + written + tag[found.end() :]
    at = len(tag) - (2 if is_closed(tag) else 1)
    return tag[:at].rstrip() + written + tag[at:]


def prefix_of(content: bytes) -> bytes:
    """How names of a part begin, "x:" or nothing: as that of its first element does."""
    root = re.search(rb"<([\w.\-]+:)?[\w.\-]+[\s/>]", content)
    return root[1] or b"" if root else b""


def relations_of(start: bytes) -> str:
    """The namespace of relations that goes with a part that begins so, of either conformance."""
    return _STRICT_RELATIONS if _STRICT in start else RELATIONS


def escaped_text(text: str) -> bytes:
    """A text of a cell or a comment, which may spell characters as _x000D_ (22.9.2.19)."""
    return escaped(_SPELLED.sub(r"_x005F_\1", text))


def escaped(text: str) -> bytes:
    """A text as content or quoted value; characters that no text may hold are shown as lost."""
    plain = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace('"', "&quot;").replace("\r", "&#13;").encode()
