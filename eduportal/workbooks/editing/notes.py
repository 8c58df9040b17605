"""Comments on cells as every version of Excel has them: a list of texts and a drawing in VML.

ECMA-376 part 1, 18.7, and part 4, 19. Comments that are there stay; a cell that has one gets the
new text below the old, after the name of the portal, by which it is known again.
"""

import re
from collections.abc import Iterator, Mapping

from eduportal.workbooks.editing.markup import (
    MAIN,
    Element,
    Splice,
    appended,
    elements,
    escaped_text,
    place_of,
    prefix_of,
    spliced,
    the,
    whole,
)
from eduportal.workbooks.editing.package import Package
from eduportal.workbooks.workbook import column_letters

AUTHOR = "EduPortal"
# Row and column from 1 -> what is said there.
Texts = Mapping[tuple[int, int], str]
_EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="%s"><authors>'
    b"</authors><commentList></commentList></comments>"
)
_SPACES = (
    b' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_KIND_ID = b"_x0000_t202"
_KIND = (
    b'<v:shapetype%s id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    b'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    b'<v:shape%s id="_x0000_s%d" type="#_x0000_t202" '
    b'style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    b'<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    b'<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"/>'
    b'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    b"<x:Anchor>%d, 15, %d, 2, %d, 15, %d, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    b"<x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"
)
_SHAPE_ID = re.compile(rb'"_x0000_s(\d{1,9})"')
_SHAPE_BEGINS = re.compile(rb"<((?:\w+:)?)shape\s")
_AT = (re.compile(rb"<(?:\w+:)?Row>\s*(\d{1,7})"), re.compile(rb"<(?:\w+:)?Column>\s*(\d{1,5})"))
_OUR_RUN = re.compile(rb"(?:<[^>]*>)*\s*" + AUTHOR.encode() + b": ")
# Excel numbers the shapes of a sheet from a multiple of this on.
_FIRST_SHAPE = 1024
_LETTERS_A_LINE, _WIDTH, _MOST_LINES = 28, 3, 12
_LAST_COLUMN = 16_384
_TEXT_ENDS = ("rPh", "phoneticPr")


def add_notes(package: Package, sheet: str, texts: Texts, drawing: str) -> str:
    """Put comments on cells of one sheet.

    `drawing` is the id of the relation that the sheet itself names for its drawing. Returns the id
    the sheet has to name, "" where it does already.
    """
    known = package.related(sheet, "comments")
    if known:
        content, shown = _added(package.read(known), texts)
        package.put(known, content)
    else:
        part = package.free_name("xl/comments%d.xml")
        content, shown = _added(_EMPTY % MAIN.encode(), texts)
        package.add(part, content, "spreadsheetml.comments+xml")
        package.relate(sheet, "comments", part)
    drawn = package.related(sheet, "vmlDrawing", drawing) if drawing else ""
    if drawn:
        package.put(drawn, _drawn(package.read(drawn), shown))
        return ""
    part = package.free_name("xl/drawings/vmlDrawing%d.vml")
    package.declare_ending("vml", "vmlDrawing")
    package.put(part, _drawn(b"<xml%s></xml>" % _SPACES, shown))
    return package.relate(sheet, "vmlDrawing", part)


def take_notes_away(package: Package, sheet: str, drawing: str) -> set[tuple[int, int]]:
    """Take away what the portal said on a sheet before; the cells about which it did."""
    known = package.related(sheet, "comments")
    if not known:
        return set()
    content = package.read(known)
    found = elements(content)
    authors = [each for each in found if each.name == "author"]
    own = {str(n) for n, each in enumerate(authors) if _inner(content, each) == AUTHOR.encode()}
    notes = [e for e in found if e.name == "comment" and e.attributes.get("authorId") in own]
    runs = [e for e in found if e.name == "r" and _OUR_RUN.match(_inner(content, e))]
    runs = [run for run in runs if found[found[run.parent].parent] not in notes]
    if notes or runs:
        removed = [Splice(each.start, each.end, b"") for each in (*notes, *runs)]
        package.put(known, spliced(content, removed))
    alone = {_place(each) for each in notes}
    if alone and drawing and (drawn := package.related(sheet, "vmlDrawing", drawing)):
        package.put(drawn, _without(package.read(drawn), alone))
    places = alone | {_place(found[found[run.parent].parent]) for run in runs}
    return {place for place in places if place != (0, 0)}


def _inner(content: bytes, element: Element) -> bytes:
    return content[element.open_end : element.inner]


def _place(comment: Element) -> tuple[int, int]:
    return place_of(comment.attributes.get("ref", ""))


def _without(drawing: bytes, places: set[tuple[int, int]]) -> bytes:
    """The drawing without the shapes of the comments in these places."""
    kept, at = [], 0
    for begun in _SHAPE_BEGINS.finditer(drawing):
        closing = b"</%sshape>" % begun[1]
        end = drawing.find(closing, begun.end())
        if end < 0:
            break
        shape = drawing[begun.start() : end]
        row, column = (whole(f[1].decode()) + 1 if (f := each.search(shape)) else 0 for each in _AT)
        if (row, column) in places:
            kept.append(drawing[at : begun.start()])
            at = end + len(closing)
    return b"".join((*kept, drawing[at:]))


def _added(content: bytes, texts: Texts) -> tuple[bytes, Texts]:
    """The comments with the new ones; those of cells that had none, which need a shape."""
    found = elements(content)
    prefix = prefix_of(content)
    old = {
        each.attributes.get("ref", ""): number
        for number, each in enumerate(found)
        if each.name == "comment"
    }
    named = {place: f"{column_letters(place[1] - 1)}{place[0]}" for place in texts}
    below = [place for place in texts if named[place] in old]
    new = {place: text for place, text in texts.items() if named[place] not in old}
    splices = [_below(found, old[named[place]], prefix, texts[place]) for place in below]
    names = [_inner(content, each) for each in found if each.name == "author"]
    number = len(names)
    if AUTHOR.encode() in names:
        number = names.index(AUTHOR.encode())
    else:
        name = b"<%sauthor>%s</%sauthor>" % (prefix, AUTHOR.encode(), prefix)
        splices += appended(content, the("authors", found), name)
    comments = b"".join(_comment(named[at], number, new[at], prefix) for at in sorted(new))
    listed = the("commentList", found)
    return spliced(content, [*splices, *appended(content, listed, comments)]), new


def _comment(reference: str, author: int, text: str, prefix: bytes) -> bytes:
    inner = b'<%st xml:space="preserve">%s</%st>' % (prefix, escaped_text(text), prefix)
    return b'<%scomment ref="%s" authorId="%d"><%stext>%s</%stext></%scomment>' % (
        *(prefix, reference.encode(), author, prefix, inner, prefix, prefix),
    )


def _below(found: list[Element], comment: int, prefix: bytes, text: str) -> Splice:
    """A text at the end of a comment that is there."""
    number = found.index(the("text", found[comment:]))
    behind = (
        each.start for each in found[number:] if each.parent == number and each.name in _TEXT_ENDS
    )
    at = next(behind, found[number].inner)
    run = b'<%sr><%st xml:space="preserve">\n%s: %s</%st></%sr>'
    said = AUTHOR.encode(), escaped_text(text)
    return Splice(at, at, run % (prefix, prefix, *said, prefix, prefix))


def _drawn(content: bytes, texts: Texts) -> bytes:
    """The drawing with a shape for each comment. VML need not be XML, so its end is looked for."""
    end = content.rindex(b"</xml>") if b"</xml>" in content else len(content)
    declared = b"" if _declares_all(content[:2000]) else _SPACES
    numbers = [int(number) for number in _SHAPE_ID.findall(content)]
    first = max(numbers, default=_FIRST_SHAPE) + 1
    kind = b"" if b'"%s"' % _KIND_ID in content else _KIND % declared
    shapes = b"".join(_shapes(texts, first, declared))
    return content[:end] + kind + shapes + content[end:]


def _declares_all(start: bytes) -> bool:
    root = start[: start.find(b">") + 1]
    return all(f"xmlns:{prefix}=".encode() in root for prefix in "vox")


def _shapes(texts: Texts, first: int, declared: bytes) -> Iterator[bytes]:
    for number, (row, column) in enumerate(sorted(texts), first):
        text = texts[row, column]
        lines = sum(1 + len(line) // _LETTERS_A_LINE for line in text.split("\n")) + 1
        left = min(column, _LAST_COLUMN - _WIDTH - 1)
        top = max(row - 2, 0)
        anchor = left, top, left + _WIDTH, top + min(lines, _MOST_LINES)
        yield _SHAPE % (declared, number, *anchor, row - 1, column - 1)
