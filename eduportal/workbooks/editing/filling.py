"""A template downloaded from another product, given back filled.

Its hidden columns and codes, validations, formulas and looks stay: only cells of the rows that are
filled change. Rows that name people are found by code, otherwise by name and date of birth; a
template without any gets them below its titles.
"""

import re
from collections.abc import Mapping
from functools import partial

from eduportal.workbooks.editing import styles
from eduportal.workbooks.editing.cell_values import CellWriter, without_result
from eduportal.workbooks.editing.markup import Splice, elements, prefix_of, spliced, with_attribute
from eduportal.workbooks.editing.package import WORKBOOK, Package
from eduportal.workbooks.editing.sheets import parts_by_name
from eduportal.workbooks.editing.stream import Cell, Rewrite, SheetStream
from eduportal.workbooks.formats.archive import Archive
from eduportal.workbooks.formats.limits import DEFAULT_LIMITS, Limits
from eduportal.workbooks.workbook import Workbook
from eduportal.workbooks.writing import Value

# Row and column from 1 -> what is written there.
Values = Mapping[int, Mapping[int, Value]]
_HAS_FORMULA = re.compile(rb"<(?:[\w.\-]+:)?f[\s/>]")
# ECMA-376 part 1, 18.2.27: what comes before the settings of computing.
_BEFORE_COMPUTING = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("functionGroups", "externalReferences", "definedNames"),
)


def filled(
    content: bytes,
    workbook: Workbook,
    values: Mapping[str, Values],
    like: Mapping[str, int],
    limits: Limits = DEFAULT_LIMITS,
) -> bytes:
    """The template, an .xlsx, with these values, by the sheet's name; no other part is touched.

    `like` names for some sheets the row whose looks the rows have that the sheet lacks. A value of
    "" or None leaves the cell as it is. Raises UnreadableWorkbook.
    """
    archive = Archive(content, limits)
    package = Package(archive)
    look = styles.of_package(package)
    writer = CellWriter(look, counts_from_1904=workbook.counts_from_1904)
    for sheet, part in parts_by_name(archive).items():
        if sheet in values:
            donors = _styles_of_row(package, part, like[sheet]) if sheet in like else {}
            _fill_sheet(package, part, values[sheet], writer, donors)
    return package.written(lambda: {styles.PART: look.written()} if look.has_twins else {})


def _fill_sheet(
    package: Package, part: str, values: Values, writer: CellWriter, donors: Mapping[int, int]
) -> None:
    edits: dict[int, dict[int, Rewrite]] = {}
    for row, cells in values.items():
        written = {
            c: writer.writing(value) for c, value in cells.items() if value not in ("", None)
        }
        if written:
            edits[row] = {c: partial(_like, donors.get(c), write) for c, write in written.items()}
    if not edits:
        return
    if any(_HAS_FORMULA.search(piece) for piece in package.pieces(part)):
        _compute_when_opened(package)
    stream = partial(SheetStream, edits, beside=without_result)
    package.stream(part, lambda: stream().patched(package.pieces(part)))


def _like(style: int | None, write: Rewrite, cell: Cell) -> bytes:
    """The cell written; one that was not there in the style of the row above it."""
    is_new = not cell.markup and style is not None
    return write(cell._replace(style=style or 0) if is_new else cell)


def _styles_of_row(package: Package, part: str, row: int) -> dict[int, int]:
    """The style of each cell of a row, by column."""
    found: dict[int, int] = {}

    def note(column: int, cell: Cell) -> bytes:
        if cell.markup:
            found[column] = cell.style
        return cell.markup

    columns = {column: partial(note, column) for column in range(1, 257)}
    for _piece in SheetStream({row: columns}).patched(package.pieces(part)):
        pass
    return found


def _compute_when_opened(package: Package) -> None:
    """Have programs compute the formulas anew: what they are computed from has changed."""
    content = package.read(WORKBOOK)
    found = elements(content)
    for each in found:
        if each.name == "calcPr":
            tag = with_attribute(content[each.start : each.open_end], b"fullCalcOnLoad", b"1")
            package.put(WORKBOOK, spliced(content, [Splice(each.start, each.open_end, tag)]))
            return
    at = max(each.end for each in found if each.parent == 0 and each.name in _BEFORE_COMPUTING)
    tag = b'<%scalcPr fullCalcOnLoad="1"/>' % prefix_of(content)
    package.put(WORKBOOK, spliced(content, [Splice(at, at, tag)]))
