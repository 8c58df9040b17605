"""Properties of a document: one that the portal writes to know a file again, and its last saving.

ECMA-376 part 1, 22.3. Excel and LibreOffice keep it when the file is saved; other programs may not,
so whoever reads it does without where it is missing.
"""

import datetime

from eduportal.workbooks.editing.markup import Splice, appended, elements, escaped, spliced, whole
from eduportal.workbooks.editing.package import Package
from eduportal.workbooks.formats.archive import Archive
from eduportal.workbooks.formats.limits import DEFAULT_LIMITS, Limits
from eduportal.workbooks.problems import UnreadableWorkbook

NAME = "EduPortalImport"
_PART = "docProps/custom.xml"
# The identity that all properties of users share (22.3.2.2).
_USER = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_FIRST = 2
# Where a document of each format says when it was last saved.
_SAVED = (("docprops/core.xml", "modified"), ("meta.xml", "date"))
_SPACES = {
    False: (
        "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
        "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
        "custom-properties",
    ),
    True: (
        "http://purl.oclc.org/ooxml/officeDocument/customProperties",
        "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes",
        "customProperties",
    ),
}


def put_marker(package: Package, marker: str) -> None:
    """Write the marker, in place of one that is there."""
    space, types, kind = _SPACES["purl.oclc.org" in package.relations]
    content = package.read(_PART.lower())
    if not content:
        start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        content = f'{start}<Properties xmlns="{space}"></Properties>'.encode()
        package.add(_PART, content, "custom-properties+xml")
        package.relate("", kind, _PART)
    found = elements(content)
    own = [each for each in found if _is_ours(each.attributes)]
    numbers = [whole(each.attributes.get("pid")) for each in found]
    child = (
        b'<property xmlns="%s" xmlns:vt="%s" fmtid="%s" pid="%d" name="%s">'
        b"<vt:lpwstr>%s</vt:lpwstr></property>"
    ) % (
        *(space.encode(), types.encode(), _USER.encode()),
        *(max([_FIRST - 1, *numbers]) + 1, NAME.encode(), escaped(marker)),
    )
    removed = [Splice(each.start, each.end, b"") for each in own]
    package.put(_PART, spliced(content, removed + appended(content, found[0], child)))


def marker_of(content: bytes, limits: Limits = DEFAULT_LIMITS) -> str:
    """The marker of the import that gave this file back; "" for none, and for other formats."""
    try:
        part = Archive(content, limits).text(_PART.lower()) if content.startswith(b"PK") else b""
        found = elements(part) if part else []
    except UnreadableWorkbook:
        return ""
    for number, each in enumerate(found):
        if _is_ours(each.attributes):
            texts = (inner for inner in found if inner.parent == number)
            return "".join(part[inner.open_end : inner.inner].decode() for inner in texts)
    return ""


def saved_at(content: bytes, limits: Limits = DEFAULT_LIMITS) -> datetime.datetime | None:
    """When the document says it was last saved (ECMA-376 part 2, 11; ODF 1.2 part 1, 4.3.2.5).

    None where it does not say so, and for files that cannot: .xls, .csv.
    """
    for part, name in _SAVED:
        try:
            text = Archive(content, limits).text(part) if content.startswith(b"PK") else b""
            found = elements(text) if text else []
        except UnreadableWorkbook:
            return None
        for each in found:
            if each.name == name:
                return _moment(text[each.open_end : each.inner].decode(errors="replace"))
    return None


def _moment(text: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def _is_ours(attributes: dict[str, str]) -> bool:
    return attributes.get("name") == NAME
