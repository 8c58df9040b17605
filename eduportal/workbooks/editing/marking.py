"""A workbook given back to whoever sent it, with the cells marked that have to be mended.

An .xlsx is the same file but for the marks. Other formats have no place for them that all programs
show, or cannot be written, so they come back as an .xlsx of all their sheets.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import NamedTuple

from eduportal.workbooks.editing import styles
from eduportal.workbooks.editing.markup import place_of, tag_end, with_attribute
from eduportal.workbooks.editing.notes import Texts, add_notes, take_notes_away
from eduportal.workbooks.editing.package import Package
from eduportal.workbooks.editing.properties import put_marker
from eduportal.workbooks.editing.rebuilding import rebuilt
from eduportal.workbooks.editing.sheets import drawing_of, parts_by_name
from eduportal.workbooks.editing.stream import Cell, Rewrite, SheetStream
from eduportal.workbooks.formats.archive import Archive
from eduportal.workbooks.formats.limits import DEFAULT_LIMITS, Limits
from eduportal.workbooks.workbook import Workbook

# A cell holds no longer comment (Excel's own limit for a text).
_LONGEST = 32_000


class Mark(NamedTuple):
    """A sentence about one cell, "K9", of a sheet as the readers name it."""

    sheet: str
    cell: str
    sentence: str


def marked(
    content: bytes,
    workbook: Workbook,
    marks: Iterable[Mark],
    marker: str,
    limits: Limits = DEFAULT_LIMITS,
) -> bytes:
    """The file with its bad cells on a ground of their own, each with a comment that says why.

    `workbook` is what reading the content gave. `marker` names the import, for `marker_of`; "" adds
    none. A mark without a cell, or on a sheet that is not there, is left out. Always an .xlsx; one
    that was an .xlsx has every part as it was that no mark touches. Raises UnreadableWorkbook.
    """
    is_new = workbook.kind != "xlsx"
    archive = Archive(rebuilt(workbook) if is_new else content, limits)
    package = Package(archive)
    look = styles.of_package(package)
    parts = parts_by_name(archive)
    if is_new:
        # Excel takes not every name that another program gave.
        names = [sheet.name for sheet in workbook.sheets]
        parts = dict(zip(names, parts.values(), strict=True))
    for sheet, texts in _by_sheet(marks, parts).items():
        _mark_sheet(package, parts[sheet], texts, look)
    if marker:
        put_marker(package, marker)
    return package.written(lambda: {styles.PART: look.written()})


def _mark_sheet(package: Package, part: str, texts: Texts, look: styles.Styles) -> None:
    """The marks of one sheet, in place of those that an earlier answer put there."""
    named = drawing_of(package, part)
    mended = take_notes_away(package, part, named).difference(texts)
    drawing = add_notes(package, part, texts, named) if texts else ""
    rows: defaultdict[int, dict[int, Rewrite]] = defaultdict(dict)
    for restyled, places in ((look.marked, texts), (look.unmarked, mended)):
        rewrite = partial(_restyled, restyled)
        for row, column in places:
            rows[row][column] = rewrite
    if rows:
        package.stream(part, lambda: SheetStream(rows, drawing).patched(package.pieces(part)))


def _restyled(restyled: Callable[[int], int], cell: Cell) -> bytes:
    """The same cell in another style; an empty one where there was none."""
    style = str(restyled(cell.style)).encode()
    if not cell.markup:
        return b'<%sc r="%s" s="%s"/>' % (cell.prefix, cell.reference.encode(), style)
    end = tag_end(cell.markup, 0)
    return with_attribute(cell.markup[:end], b"s", style) + cell.markup[end:]


def _by_sheet(marks: Iterable[Mark], sheets: Collection[str]) -> Mapping[str, Texts]:
    """For each of the sheets the sentences about its cells, one below the other."""
    texts: dict[str, dict[tuple[int, int], str]] = {sheet: {} for sheet in sheets}
    for mark in marks:
        place = place_of(mark.cell)
        if mark.sheet not in texts or not all(place):
            continue
        before = texts[mark.sheet].get(place, "")
        said = f"{before}\n{mark.sentence}" if before else mark.sentence
        texts[mark.sheet][place] = said[:_LONGEST]
    return texts
