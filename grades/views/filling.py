"""A template of another product, given back with the marks of a sheet in it."""

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, at_school, looked
from eduportal.imports.filling import Filler, TemplateForm, person_values
from eduportal.imports.importer import load_importer
from eduportal.workbooks.cells import class_value
from eduportal.workbooks.editing.lines import Line, Template
from eduportal.workbooks.headers import Header
from eduportal.workbooks.problems import CellProblem
from eduportal.workbooks.tables import TableRow
from eduportal.workbooks.workbook import Workbook
from eduportal.workbooks.writing import Value
from grades.models import MarkSheet
from grades.selectors import sheet_page
from grades.selectors.days import days_of_sheet
from grades.selectors.sheet import Row, SheetPage
from grades.views.access import find_sheet
from grades.views.files import as_number, may_take_away
from schools.rules.class_names import class_key

# All regular marks under one title.
TOGETHER, REGULAR = "regular", "tx"


@require_http_methods(["GET", "POST"])
def marksheet_template(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take another product's template of the class; it comes back filled and is not kept."""
    sheet = find_sheet(request, public_id)
    if not may_take_away(request.scope, request.user.pk, sheet):
        raise PermissionDenied
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        page = sheet_page(sheet, "", days_of_sheet(sheet))
        content = form.filled_by(_find, _filler(page))
        if content is not None:
            shown = [row.student_id for row in _there(page)]
            looked(request, Kind.STUDENT, at_school(sheet.school_id, shown))
            subject, group = slugify(sheet.subject.code), slugify(sheet.class_group.name)
            return download(content, f"{subject}-{group}-{sheet.term.code}")
    sheet_url = reverse("grades:marksheet-edit", args=[sheet.public_id])
    context = {"sheet": sheet, "form": form, "up_url": sheet_url}
    return render(request, "grades/marksheet_template.html", context)


def _find(workbook: Workbook) -> list[Template]:
    return load_importer("mark-sheet").templates(workbook, {})


def _there(page: SheetPage) -> list[Row]:
    return [row for row in page.rows if not row.gone]


def _filler(page: SheetPage) -> Filler:
    name = class_key(page.sheet.class_group.name)

    def belongs(row: TableRow) -> bool:
        said = class_of(row)
        return not said or class_key(said) == name

    def lines(header: Header) -> tuple[list[Line], list[str]] | None:
        columns = [TOGETHER, *page.sheet.columns]
        if not any(column in header.columns for column in columns):
            return None
        found = [_line(page.sheet, row, header) for row in _there(page)]
        return found, _left_out(page, header)

    return Filler(lines, belongs)


def class_of(row: TableRow) -> str:
    """The class a row of the template is about, if it says one."""
    try:
        said = class_value(row.value("class_name")) or row.section
    except CellProblem:
        said = ""
    return said


def _line(sheet: MarkSheet, row: Row, header: Header) -> Line:
    code = row.student_code
    known = {
        "ministry_code": code,
        "student_code": code,
        "full_name": row.name,
        "birth_date": row.birth_date,
        "class_name": sheet.class_group.name,
    }
    person = person_values(header, known)
    return Line([code] if code else [], row.name, row.birth_date, _values(row, header), person)


def _values(row: Row, header: Header) -> dict[int, Value]:
    texts = {cell.cell: cell.text for cell in row.cells}
    texts |= {remark.cell: remark.text for remark in row.remarks}
    return values_in(texts, header.columns)


def values_in(texts: Mapping[str, str], columns: Mapping[str, tuple[int, ...]]) -> dict[int, Value]:
    """Where the marks of one sheet go in the columns of a template, by their names."""
    values = {columns[cell][0]: as_number(text) for cell, text in texts.items() if cell in columns}
    together = columns.get(TOGETHER, ())
    regular = [text for cell, text in texts.items() if cell.startswith(REGULAR)]
    if len(together) > 1:
        values |= {at: as_number(text) for at, text in zip(together, regular, strict=False)}
    elif together:
        written = [text.removesuffix(",0") for text in regular]
        values[together[0]] = " ".join(filter(None, written))
    return values


def _left_out(page: SheetPage, header: Header) -> list[str]:
    """The columns of the sheet that hold marks and that the template lacks."""
    together = header.columns.get(TOGETHER, ())
    room = len(page.sheet.columns) if len(together) == 1 else len(together)
    regular = [cell for cell in page.sheet.columns if cell.startswith(REGULAR)]
    placed = {*header.columns, *regular[:room]}
    held = {cell.cell for row in _there(page) for cell in row.cells if cell.text}
    labels = {column.cell: column.label for column in page.columns}
    left = [labels[cell] for cell in page.sheet.columns if cell in held and cell not in placed]
    remarks = {each.cell: each.title for row in _there(page) for each in row.remarks if each.text}
    return left + [title for cell, title in remarks.items() if cell not in header.columns]
