"""The sheets of an .xlsx by the names that its readers use, and what a sheet names itself."""

import re

from eduportal.core.text import visible
from eduportal.workbooks.editing.package import WORKBOOK, Package
from eduportal.workbooks.formats.archive import Archive
from eduportal.workbooks.formats.xlsx import sheet_parts
from eduportal.workbooks.sheet_names import read_names

_DRAWING = re.compile(rb"<(?:[\w.\-]+:)?legacyDrawing\s[^>]*?:id=[\"']([^\"']+)[\"']")


def parts_by_name(archive: Archive) -> dict[str, str]:
    """Each sheet's name as the portal shows it -> the part with its cells."""
    parts = sheet_parts(archive, archive.text(WORKBOOK))
    names = read_names([visible(name) for name in parts])
    return dict(zip(names, parts.values(), strict=True))


def drawing_of(package: Package, sheet: str) -> str:
    """The id of the relation to the drawing with a sheet's comments; "" for none."""
    if not package.related(sheet, "vmlDrawing"):
        return ""
    for piece in package.pieces(sheet):
        if found := _DRAWING.search(piece):
            return found[1].decode()
    return ""
