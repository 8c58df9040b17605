"""Templates of other products come back with the marks of a sheet in them."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet

from eduportal.core.looking import Kind
from grades.models import MarkRecord
from students.models import Student
from tests import files
from tests.conftest import ClientOf
from tests.imports.jobs import MARKS, checked, found
from tests.imports.marks import line
from tests.personal import logged
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")
TITLES = ["STT", "Mã nội bộ", "Mã HS", "Họ và tên", "Ngày sinh", "TX1", "TX2", "GK", "CK"]


@pytest.fixture
def teacher(client_of: ClientOf) -> Client:
    return client_of("teacher")


@pytest.fixture
def marked(world: World) -> list[MarkRecord]:
    """The lines of the sheet, the first with marks."""
    MarkRecord.objects.filter(pk=world.record.pk).update(
        regular=[85, 210, 100, None], midterm=70, remark="Tiến bộ"
    )
    records = world.records[world.sheet]
    return [line(world, number) for number in range(len(records))]


def student(record: MarkRecord) -> Student:
    return record.enrolment.student


def template(rows: list[list[object]], titles: list[str] = TITLES) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["PHIẾU NHẬP ĐIỂM MÔN TOÁN - HỌC KỲ 1"])
    sheet.append(titles)
    for row in rows:
        sheet.append(row)
    sheet.column_dimensions["B"].hidden = True
    return files.saved(book)


def sent(client: Client, world: World, content: bytes, name: str = "mau.xlsx") -> object:
    address = f"/marksheets/{world.sheet.public_id}/template/"
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


def filled(client: Client, world: World, content: bytes) -> Worksheet:
    answer = sent(client, world, content)
    assert answer.has_header("Content-Disposition"), answer.content.decode()
    return openpyxl.load_workbook(BytesIO(answer.content)).active


def values(sheet: Worksheet, row: int) -> list[object]:
    return [cell.value for cell in sheet[row]]


def named(records: list[MarkRecord]) -> list[list[object]]:
    return [
        [n, f"vn-{n}", student(record).ministry_code, student(record).full_name.upper()]
        for n, record in enumerate(records, 1)
    ]


def test_marks_go_to_the_rows_that_name_their_students(
    world: World, teacher: Client, marked: list[MarkRecord]
) -> None:
    rows = list(reversed(named(marked)))
    sheet = filled(teacher, world, template(rows))

    last = len(rows) + 2
    assert values(sheet, last)[:4] == rows[-1]
    assert values(sheet, last)[5:9] == [8.5, "V", 7, None]
    assert [values(sheet, 3 + n)[:4] for n in range(len(rows))] == rows
    assert sheet.column_dimensions["B"].hidden
    note = sheet["D2"].comment.text
    assert "TX3" in note.upper()


def test_an_empty_template_gets_a_row_for_each_student_and_reads_back_as_the_sheet(
    world: World, teacher: Client, marked: list[MarkRecord]
) -> None:
    titles = [*TITLES[:7], "TX3", "GK", "CK", "Nhận xét", "Lớp"]
    answer = sent(teacher, world, template([], titles))
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert [values(sheet, 3 + n)[3] for n in range(len(marked))] == [
        student(record).full_name for record in marked
    ]
    assert values(sheet, 3)[5:11] == [8.5, "V", 10, 7, None, "Tiến bộ"]
    options = {"subject": world.sheet.subject.code, "term": world.sheet.term.code}
    job = checked(answer.content, MARKS, world.school, user=world.users["teacher"], **options)
    assert found(job) == []
    assert {row.action for row in job.rows.all()} == {"same"}


def test_rows_of_strangers_and_of_other_classes_are_left_and_said(
    world: World, teacher: Client, marked: list[MarkRecord]
) -> None:
    titles = [*TITLES, "Lớp"]
    rows = [row + [None] * 5 for row in named(marked)[:1]]
    stranger = [9, "vn-9", "", "Người Lạ", None, None, None, None, None, ""]
    elsewhere = [8, "vn-8", "", "Người Khác", None, None, None, None, None, "9C7"]
    sheet = filled(teacher, world, template([*rows, stranger, elsewhere], titles))

    assert sheet["D4"].comment is not None
    assert sheet["D5"].comment is None
    assert student(marked[-1]).full_name in sheet["D2"].comment.text


def test_marks_packed_in_one_cell_and_comments_fit_their_template(
    world: World, teacher: Client, marked: list[MarkRecord]
) -> None:
    titles = [*TITLES[:5], "TX", "GK", "CK"]
    sheet = filled(teacher, world, template(named(marked), titles))
    assert values(sheet, 3)[5:7] == ["8,5 V 10", 7]


def test_whom_the_file_shows_is_in_the_log(
    world: World, teacher: Client, marked: list[MarkRecord]
) -> None:
    answer = sent(teacher, world, template([]))
    shown = logged(answer)[Kind.STUDENT]
    assert shown == {student(record).pk for record in marked}


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (files.xls([["Họ và tên", "GK"], ["Lê Ân", ""]]), "mau.xls", "Không có học sinh nào"),
        (b"PK\x03\x04 cut off", "mau.xlsx", "mau.xlsx"),
        (template([[1, "", "", "Người Lạ"]]), "mau.xlsx", "Không có học sinh nào"),
        (template([], ["STT", "Họ và tên", "Ngày sinh"]), "mau.xlsx", "không có cột nào"),
        (template([], ["Tên hàng", "Giá"]), "mau.xlsx", "Họ và tên"),
    ],
)
def test_a_template_that_cannot_be_filled_is_a_sentence(
    world: World, teacher: Client, content: bytes, name: str, said: str
) -> None:
    answer = sent(teacher, world, content, name)
    assert not answer.has_header("Content-Disposition")
    assert said in answer.content.decode()


def test_who_may_not_take_marks_away_fills_no_template(
    world: World, client_of: ClientOf, marked: list[MarkRecord]
) -> None:
    assert sent(client_of("auditor"), world, template([])).status_code == 403
