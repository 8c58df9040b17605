"""A class with all its subjects as a workbook: empty to be filled in, or with what is there."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.params import one_of
from eduportal.workbooks.writing import Value, write_xlsx
from grades.cells import read_cell, text_of
from grades.choices import RecordMoment
from grades.choices.traits import TRAIT_TITLES
from grades.homeroom_cells import read_field
from grades.models import HomeroomRecord, MarkSheet
from grades.rules.mark_text import format_cell
from grades.selectors.class_book import ClassBook, class_book, sheets_of_class
from grades.services.homeroom_rights import may_take_away
from grades.services.permissions import may_read, may_write
from grades.views.access import find_homeroom
from grades.views.files import AVERAGE, MARKS, PERSON, REMARKS, as_number, mark_titles
from grades.views.homeroom import moment_of_request
from schools.models import ClassGroup, Term
from students.models import Enrolment

# Official words, which every importer of marks knows; not to be translated.
TIMES = {RecordMoment.MIDTERM: "GIỮA HỌC KỲ", RecordMoment.FINAL: "CUỐI HỌC KỲ"}
OF_CLASS = "Giáo viên chủ nhiệm"
CONDUCT = {"conduct": "Kết quả rèn luyện", "grounds": "Căn cứ"}
COMMENT = {"comment": "Nhận xét của GVCN"}
# School, title, and the row of groups.
LINES_ABOVE = 3


@require_GET
def class_book_file(request: HttpRequest, public_id: UUID, term: str) -> HttpResponse:
    """The class's template, or with `content=marks` what is there.

    Marks of the sheets the user may read; in the template those that the user may write.
    """
    group, of_term = find_homeroom(request, public_id, term)
    if not may_take_away(request.scope, request.user.pk, group):
        raise PermissionDenied
    has_marks = one_of(request, "content", (MARKS,)) == MARKS
    allowed = may_read if has_marks else may_write
    sheets = [
        sheet
        for sheet in sheets_of_class(group, of_term)
        if allowed(request.scope, request.user.pk, sheet)
    ]
    moment = moment_of_request(request)
    book = class_book(group, of_term, moment, sheets)
    shown = [stay.student_id for stay in book.stays]
    looked(request, Kind.STUDENT, at_school(group.school_id, shown))
    table = [*_above(group, of_term, moment, book), *_titles(book, has_marks)]
    table += [_line(group, book, stay, n, has_marks) for n, stay in enumerate(book.stays, start=1)]
    content = write_xlsx([(group.name, table)], lines_above=LINES_ABOVE)
    return download(content, f"{slugify(group.name)}-{of_term.code}")


def _above(
    group: ClassGroup, term: Term, moment: RecordMoment, book: ClassBook
) -> list[list[Value]]:
    """What the table is, in the words the importer reads it by."""
    time = TIMES[moment] if book.traits else "HỌC KỲ"
    title = f"BẢNG ĐIỂM TỔNG HỢP LỚP {group.name} - {time} {term.number}"
    return [[group.school.name], [f"{title} - NĂM HỌC {term.school_year.code}"]]


def _titles(book: ClassBook, has_marks: bool) -> list[list[Value]]:
    """The row of groups and that of columns."""
    groups: list[Value] = [""] * len(PERSON)
    titles: list[Value] = [*PERSON]
    for sheet in book.sheets:
        columns = _columns(sheet, has_marks)
        groups += [sheet.subject.name, *[""] * (len(columns) - 1)]
        titles += columns
    of_class = _fields(book).values()
    return [[*groups, OF_CLASS, *[""] * (len(of_class) - 1)], [*titles, *of_class]]


def _columns(sheet: MarkSheet, has_marks: bool) -> list[str]:
    averages = [AVERAGE] if has_marks and sheet.scheme.has_average else []
    return [*mark_titles(sheet), *averages, *(REMARKS[name] for name in sheet.scheme.remarks)]


def _fields(book: ClassBook) -> dict[str, str]:
    """The fields of the homeroom teacher with their titles."""
    traits = {f"traits-{n}": TRAIT_TITLES[each.code] for n, each in enumerate(book.traits, start=1)}
    return {**(traits or CONDUCT), **COMMENT}


def _line(
    group: ClassGroup, book: ClassBook, stay: Enrolment, order: int, has_marks: bool
) -> list[Value]:
    student = stay.student
    person: list[Value] = [
        order,
        student.ministry_code,
        student.full_name,
        student.birth_date,
        group.name,
    ]
    if not has_marks:
        return person
    marks = [text for sheet in book.sheets for text in _marks(book, sheet, stay)]
    said = book.said.get(stay.pk) or HomeroomRecord()
    return [*person, *marks, *_said(said, _fields(book))]


def _marks(book: ClassBook, sheet: MarkSheet, stay: Enrolment) -> Sequence[Value]:
    record = book.lines.get((sheet.pk, stay.pk))
    if record is None:
        return [""] * len(_columns(sheet, has_marks=True))
    texts = [text_of(sheet, cell, read_cell(record, cell)) for cell in sheet.columns]
    averages = [as_number(format_cell(record.average))] if sheet.scheme.has_average else []
    remarks = [text_of(sheet, cell, read_cell(record, cell)) for cell in sheet.scheme.remarks]
    return [*map(as_number, texts), *averages, *remarks]


def _said(record: HomeroomRecord, fields: Iterable[str]) -> list[Value]:
    return [read_field(record, name) for name in fields]
