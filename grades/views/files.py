"""A mark sheet as a workbook: empty to be filled in and brought back, or with its marks."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of
from eduportal.scoping import Scope
from eduportal.workbooks.writing import Value, write_xlsx
from grades.models import MarkSheet
from grades.selectors import sheet_page
from grades.selectors.days import days_of_sheet
from grades.selectors.sheet import Row, SheetPage
from grades.services.permissions import may_write
from grades.views.access import find_sheet

MARKS = "marks"
# The Ministry's titles (Mẫu 1), which every importer of marks knows; not to be translated.
PERSON = ("STT", "Mã định danh", "Họ và tên", "Ngày sinh", "Lớp")
TITLES = {"gk": "ĐĐGgk", "ck": "ĐĐGck", "cdht": "CĐHT"}
AVERAGE, NOTE = "ĐTB môn", "Ghi chú"
REMARKS = {"midterm_remark": "Nhận xét giữa kỳ", "remark": "Nhận xét"}
LINES_ABOVE = 2


def may_take_away(scope: Scope, user_id: int | None, sheet: MarkSheet) -> bool:
    """Whether the sheet may be had as a file: by the right to export, or as its teacher."""
    return scope.may_export(frozenset({sheet.school_id})) or may_write(scope, user_id, sheet)


@require_GET
def marksheet_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The class's template, or with `content=marks` the marks as they are."""
    sheet = find_sheet(request, public_id)
    if not may_take_away(request.scope, request.user.pk, sheet):
        raise PermissionDenied
    has_marks = one_of(request, "content", (MARKS,)) == MARKS
    page = sheet_page(sheet, "", days_of_sheet(sheet))
    rows = [row for row in page.rows if has_marks or not row.gone]
    shown = at_school(sheet.school_id, [row.student_id for row in rows])
    looked(request, Kind.STUDENT, shown)
    table = [*_above(sheet), _titles(page, has_marks)]
    table += [_line(sheet, row, has_marks) for row in rows]
    content = write_xlsx([(sheet.class_group.name, table)], lines_above=LINES_ABOVE)
    subject = slugify(sheet.subject.code)
    return download(content, f"{subject}-{slugify(sheet.class_group.name)}-{sheet.term.code}")


def _above(sheet: MarkSheet) -> list[list[Value]]:
    """What the table is, in the words the importer reads it by."""
    title = (
        f"BẢNG ĐIỂM MÔN {sheet.subject.name} - HỌC KỲ {sheet.term.number}"
        f" - NĂM HỌC {sheet.term.school_year.code}"
    )
    return [[sheet.class_group.school.name], [title]]


def _titles(page: SheetPage, has_marks: bool) -> list[Value]:
    sheet = page.sheet
    averages = [AVERAGE] if has_marks and sheet.scheme.has_average else []
    remarks = [REMARKS[name] for name in sheet.scheme.remarks]
    return [*PERSON, *mark_titles(sheet), *averages, *remarks, NOTE]


def mark_titles(sheet: MarkSheet) -> list[str]:
    """The Ministry's titles of the sheet's columns of marks."""
    return [
        column.title or TITLES.get(name, f"ĐĐG{name}") for name, column in sheet.columns.items()
    ]


def _line(sheet: MarkSheet, row: Row, has_marks: bool) -> list[Value]:
    texts = [cell.text if has_marks else "" for cell in row.cells]
    has_average = has_marks and sheet.scheme.has_average
    average: list[Value] = [as_number(row.average)] if has_average else []
    note = row.stayed or (_("Exempt") if row.exempt else "")
    person: list[Value] = [
        row.order,
        row.student_code,
        row.name,
        row.birth_date,
        sheet.class_group.name,
    ]
    remarks = [each.text if has_marks else "" for each in row.remarks]
    return [*person, *map(as_number, texts), *average, *remarks, note]


def as_number(text: str) -> Value:
    """A mark as a number, so that a spreadsheet can compute with it; a result as it is written."""
    whole, _comma, tenths = text.partition(",")
    if not (whole + tenths).isdecimal():
        return text
    return int(whole + tenths) / 10 if tenths else int(whole)
