"""xl/styles.xml: a cell's style once more with another ground or another number format.

ECMA-376 part 1, 18.8: a cell names its style by its number in `cellXfs`, a style names its ground
by its number in `fills`.
"""

from collections.abc import Iterable
from enum import Enum, auto

from eduportal.workbooks.editing.markup import (
    MAIN,
    Element,
    Splice,
    appended,
    elements,
    prefix_of,
    spliced,
    the,
    whole,
    with_attribute,
)
from eduportal.workbooks.editing.package import WORKBOOK, Package
from eduportal.workbooks.formats.number_format import parse_format
from eduportal.workbooks.problems import UnreadableWorkbook

PART = "xl/styles.xml"
# What spreadsheet programs give a cell that is called bad.
_GROUND = b"FFFFC7CE"
# 18.8.30: formats that a file names by number alone.
_TEXT_FORMAT = 49
_DAY_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
# 18.8.39: in this order; only those before the styles matter here.
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_LEAST = {
    "fills": b'<%(p)sfills count="2"><%(p)sfill><%(p)spatternFill patternType="none"/></%(p)sfill>'
    b'<%(p)sfill><%(p)spatternFill patternType="gray125"/></%(p)sfill></%(p)sfills>',
    "cellXfs": b'<%(p)scellXfs count="1"><%(p)sxf/></%(p)scellXfs>',
}
# The least that a program needs, for a file without any styles.
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/>'
    '<top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="1"><xf xfId="0"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
).encode()


class Kind(Enum):
    """What a cell's number format is meant for."""

    NUMBER = auto()
    TEXT = auto()
    DAY = auto()


class Styles:
    """The styles of a workbook, which gives a style twins that differ in one thing."""

    def __init__(self, content: bytes) -> None:
        self._content = _completed(content)
        found = elements(self._content)
        self._fills, self._styles = the("fills", found), the("cellXfs", found)
        self._each = _children(self._styles, found)
        fills = _children(self._fills, found)
        self._fill_number = len(fills)
        self._ours = {
            n for n, fill in enumerate(fills) if _GROUND in self._content[fill.start : fill.end]
        }
        self._codes = {
            whole(each.attributes.get("numFmtId")): each.attributes.get("formatCode", "")
            for each in found
            if each.name == "numFmt"
        }
        # A style and what is changed of it -> the number of the twin.
        self._twins: dict[tuple[int, tuple[tuple[bytes, bytes], ...]], int] = {}

    def marked(self, style: int) -> int:
        """The number of the style that looks the same on the marked ground."""
        return style if self._ground(style) in self._ours else self._on(style, self._fill_number)

    def unmarked(self, style: int) -> int:
        """The style without the marked ground; what was below it is not known any more."""
        return self._on(style, 0) if self._ground(style) in self._ours else style

    def guarded(self, style: int) -> int:
        """The style in which a text stays a text even when someone edits the cell."""
        return self._twin(style, (b"quotePrefix", b"1"))

    def kind(self, style: int) -> Kind:
        """What the number format of a style makes of a value."""
        number = whole(self._each[self._known(style)].attributes.get("numFmtId"))
        code = self._codes.get(number, "")
        if number == _TEXT_FORMAT or code == "@":
            return Kind.TEXT
        parsed = parse_format(code)
        is_day = number in _DAY_FORMATS or (parsed is not None and parsed.is_date)
        return Kind.DAY if is_day else Kind.NUMBER

    @property
    def has_twins(self) -> bool:
        """Whether anything was asked for that the part does not have."""
        return bool(self._twins)

    def written(self) -> bytes:
        """The part with the twins asked for so far."""
        if not self._twins:
            return self._content
        prefix = prefix_of(self._content)
        color = b'<%sfgColor rgb="%s"/><%sbgColor indexed="64"/>' % (prefix, _GROUND, prefix)
        pattern = b'<%spatternFill patternType="solid">%s</%spatternFill>' % (prefix, color, prefix)
        fill = b"<%sfill>%s</%sfill>" % (prefix, pattern, prefix)
        twins = b"".join(self._written(*twin) for twin in self._twins)
        is_marked = any(dict(changes).get(b"fillId") for _style, changes in self._twins)
        splices = appended(self._content, self._fills, fill, 1) if is_marked else []
        splices += appended(self._content, self._styles, twins, len(self._twins))
        return spliced(self._content, splices)

    def _ground(self, style: int) -> int:
        return whole(self._each[self._known(style)].attributes.get("fillId"))

    def _known(self, style: int) -> int:
        """A number beyond the list is read as the first style."""
        return style if style < len(self._each) else 0

    def _on(self, style: int, ground: int) -> int:
        return self._twin(style, (b"fillId", str(ground).encode()), (b"applyFill", b"1"))

    def _twin(self, style: int, *changes: tuple[bytes, bytes]) -> int:
        key = self._known(style), changes
        return self._twins.setdefault(key, len(self._each) + len(self._twins))

    def _written(self, style: int, changes: Iterable[tuple[bytes, bytes]]) -> bytes:
        original = self._each[style]
        tag = self._content[original.start : original.open_end]
        for name, value in changes:
            tag = with_attribute(tag, name, value)
        return tag + self._content[original.open_end : original.end]


def _children(parent: Element, found: list[Element]) -> list[Element]:
    number = found.index(parent)
    return [each for each in found if each.parent == number]


def _completed(content: bytes) -> bytes:
    """The part with the two lists that a style needs, where it lacks them."""
    for name, least in _LEAST.items():
        found = elements(content)
        if not any(each.name == name for each in found):
            at = _place_of(name, found)
            content = spliced(content, [Splice(at, at, least % {b"p": prefix_of(content)})])
    return content


def _place_of(name: str, found: list[Element]) -> int:
    """Where a list of the style sheet goes: behind the last of those before it."""
    before = _ORDER[: _ORDER.index(name)]
    ends = [each.end for each in found if each.parent == 0 and each.name in before]
    return max(ends, default=found[0].open_end)


def of_package(package: Package) -> Styles:
    """The styles of a workbook; one without any gets the least there must be."""
    part = package.related(WORKBOOK, "styles")
    if not part:
        package.add(PART, _EMPTY, "spreadsheetml.styles+xml")
        package.relate(WORKBOOK, "styles", PART)
    elif part != PART:
        raise UnreadableWorkbook("damaged")
    return Styles(package.read(PART))
