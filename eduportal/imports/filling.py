"""Filling a template downloaded from another product, by the titles that its importer knows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.imports.importer import listing
from eduportal.imports.sentences import sentence
from eduportal.workbooks.editing.filling import filled
from eduportal.workbooks.editing.lines import Line, Placed, Template, placed, placed_in_rows
from eduportal.workbooks.editing.marking import Mark, marked
from eduportal.workbooks.editing.rebuilding import rebuilt
from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.headers import Header, HeaderProblem
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.reading import MEGABYTE, read_workbook
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.workbook import Sheet, Workbook, column_letters

# A template is small: what is filled in comes from the portal. It is read within the request.
MOST_MEGABYTES = 3
LIMITS = Limits(
    max_bytes=MOST_MEGABYTES * MEGABYTE,
    max_unpacked_bytes=60 * MEGABYTE,
    max_rows=20_000,
    max_cells=1_000_000,
    max_characters=5_000_000,
    max_seconds=10,
    max_wait_seconds=20,
)


class TemplateRefused(Exception):
    """The template cannot be filled; `sentences` say why."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__("; ".join(sentences))


@dataclass(frozen=True)
class Filler:
    """What goes into a table of a template.

    `lines` gives the lines for its columns, and the titles of what is left out for want of a
    column; None for a table of another kind. `belongs` says whether a row of the template is about
    the lines at all, or about others.
    """

    lines: Callable[[Header], tuple[list[Line], list[str]] | None]
    belongs: Callable[[TableRow], bool]


# The tables of a template that could be filled; raises HeaderProblem.
Finding = Callable[[Workbook], Sequence[Template]]


class TemplateForm(forms.Form):
    """The template, as it was downloaded."""

    file = forms.FileField(
        label=gettext_lazy("Template"),
        max_length=255,
        help_text=gettext_lazy(
            "As the other product gave it, at most 3 MB. An .xls, .ods or .csv comes back as an "
            ".xlsx: values, codes and hidden columns are kept, looks and formulas are not."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
        error_messages={"empty": gettext_lazy("This file is empty.")},
    )

    def filled_by(self, find: Finding, filler: Filler) -> bytes | None:
        """The file filled; None, and the field says why, where that cannot be. Of a valid form."""
        upload = self.cleaned_data["file"]
        try:
            if upload.size > LIMITS.max_bytes:
                size, limit = -(-upload.size // MEGABYTE), MOST_MEGABYTES
                name = upload.name
                raise UnreadableWorkbook("too_large", filename=name, size=size, limit=limit)
            return fill_template(upload.read(), upload.name, find, filler)
        except UnreadableWorkbook as refusal:
            self.add_error("file", sentence(refusal.message, refusal.params))
        except TemplateRefused as refusal:
            for said in refusal.sentences:
                self.add_error("file", said)
        return None


@dataclass
class _Table:
    sheet: Sheet
    header: Header
    found: Placed
    left_out: list[str]
    # The column of the titles that carries what is said of all.
    column: int

    @property
    def is_named(self) -> bool:
        """Whether it names people of ours."""
        return bool(self.found.values) and self.found.like is None


def fill_template(content: bytes, filename: str, find: Finding, filler: Filler) -> bytes:
    """The template with the lines in it; one of another format as an .xlsx of all its sheets.

    Rows and people that have no place are said in comments of the file. Raises TemplateRefused, or
    UnreadableWorkbook for a file that the portal does not open.
    """
    workbook = read_workbook(content, filename, LIMITS)
    kind = workbook.kind
    if kind != "xlsx":
        content = rebuilt(workbook)
        workbook = read_workbook(content, filename, LIMITS)
    tables = _tables(workbook, find, filler)
    if not tables:
        raise TemplateRefused([_("The template has no column that could be filled.")])
    named = [table for table in tables if table.is_named]
    empty = [table for table in tables if table.found.like is not None]
    if not named and not empty:
        raise TemplateRefused([_("None of the students in this template is on the list.")])
    taken = named or empty[:1]
    values = {table.sheet.name: table.found.values for table in taken}
    like = {t.sheet.name: t.found.like for t in taken if t.found.like is not None}
    back = filled(content, workbook, values, like, LIMITS)
    said = [mark for table in taken for mark in _said(table)]
    if kind != "xlsx":
        said.append(Mark(workbook.sheets[0].name, "A1", _converted(kind)))
    return marked(back, workbook, said, "", LIMITS) if said else back


def _converted(kind: str) -> str:
    return _(
        "The template was an .%(kind)s and comes back as an .xlsx: values, codes, hidden and "
        "merged cells are kept, looks and formulas are not."
    ) % {"kind": kind}


def _tables(workbook: Workbook, find: Finding, filler: Filler) -> list[_Table]:
    try:
        templates = find(workbook)
    except HeaderProblem as refusal:
        raise TemplateRefused([sentence(p.message, p.params) for p in refusal.problems]) from None
    found = (_table(template, filler) for template in templates)
    return [table for table in found if table is not None]


def _table(template: Template, filler: Filler) -> _Table | None:
    """The table with what goes into it; None for one of another kind."""
    sheet, header = template.sheet, template.header
    given = filler.lines(header)
    if given is None:
        return None
    lines, left_out = given
    if template.rows is None:
        at = placed(sheet, header, lines, filler.belongs)
        first = next(iter(header.columns.values()))
        return _Table(sheet, header, at, left_out, header.columns.get("full_name", first)[0])

    def lines_for(part: Header) -> list[Line]:
        found = filler.lines(part)
        return found[0] if found else []

    at = placed_in_rows(template.rows, lines_for, filler.belongs)
    return _Table(sheet, header, at, left_out, 0)


def _said(table: _Table) -> list[Mark]:
    """What the file itself says of rows and people without a place."""
    name = table.sheet.name
    marks = [
        Mark(name, each.place.cell, _("Not on the portal's list; nothing was filled in."))
        for each in table.found.strangers
        if each.place.cell
    ]
    above = []
    if table.found.missing:
        people = listing([line.name for line in table.found.missing])
        above.append(_("Not in this template, so left out: %(names)s.") % {"names": people})
    if table.left_out:
        columns = ", ".join(table.left_out)
        above.append(_("No column for it, so left out: %(columns)s.") % {"columns": columns})
    if above:
        letters = column_letters(table.column)
        marks.append(Mark(name, f"{letters}{table.header.last_row}", "\n".join(above)))
    return marks


def person_values(header: Header, known: dict[str, Any]) -> dict[int, Any]:
    """Where the facts about a person go in a new row, by the key of their column.

    A name or a day may have several columns: family and given name; day, month, year.
    """
    values: dict[int, Any] = {}
    for key, value in known.items():
        places = header.columns.get(key, ())
        for place, part in zip(places, _parts(key, value, len(places)), strict=True):
            values[place] = part
    return values


def _parts(key: str, value: Any, count: int) -> Sequence[Any]:
    if count < 2:
        return [value] * count
    if key == "full_name":
        family, _space, given = value.rpartition(" ")
        return [family, given, *[""] * (count - 2)]
    if key == "birth_date" and count == 3:
        return [value.day, value.month, value.year]
    return [value, *[""] * (count - 1)]
