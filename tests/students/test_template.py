"""Templates of lists come back with the students of a list in them."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet

from eduportal.core.looking import Kind
from students.models import Student
from students.views import filling
from tests import files
from tests.conftest import ClientOf
from tests.files import SAMPLES
from tests.imports.jobs import ROSTER, checked, counts, found
from tests.personal import logged
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")
LIST = "replica_csdl_danh_sach_hoc_sinh_25_cols.xlsx"
TITLES_AT = 4


@pytest.fixture
def clerk(client_of: ClientOf) -> Client:
    return client_of("clerk")


def sent(client: Client, content: bytes, query: str = "") -> HttpResponse:
    file = SimpleUploadedFile("mau.xlsx", content)
    return client.post(f"/students/template/{query}", {"file": file})


def sheet_of(answer: HttpResponse) -> Worksheet:
    assert answer.has_header("Content-Disposition"), answer.content.decode()
    return openpyxl.load_workbook(BytesIO(answer.content)).active


def empty_list() -> bytes:
    """The Ministry's list of 25 columns without its students."""
    book = openpyxl.load_workbook(SAMPLES / LIST)
    book.active.delete_rows(TITLES_AT + 1, book.active.max_row)
    return files.saved(book)


def test_the_list_of_25_columns_is_filled_and_read_back_as_it_is_stored(
    world: World, clerk: Client
) -> None:
    answer = sent(clerk, empty_list(), f"?class={world.class_group.public_id}")
    sheet = sheet_of(answer)
    titles = [cell.value for cell in sheet[TITLES_AT]]
    names = [sheet.cell(row, 1 + titles.index("Họ tên")).value for row in range(5, 50)]
    students = [each.student for each in world.enrolments[world.class_group]]
    assert sorted(filter(None, names)) == sorted(each.full_name for each in students)
    assert logged(answer)[Kind.STUDENT] == {each.pk for each in students}

    job = checked(answer.content, ROSTER, world.school, year=world.year.code)
    assert found(job) == []
    assert counts(job)["same"] == counts(job)["total"] == len(students)


def test_rows_that_name_students_get_their_facts_and_no_personal_number(
    world: World, clerk: Client
) -> None:
    student = world.enrolments[world.class_group][0].student
    Student.objects.filter(pk=student.pk).update(personal_number="079214000123")
    titles = ["Mã HS", "Họ và tên", "Ngày sinh", "Giới tính", "Trạng thái", "Lớp", "Số CCCD"]
    row = [student.ministry_code, student.full_name, f"{student.birth_date:%d/%m/%Y}"]
    answer = sent(clerk, files.xlsx([titles, row]))
    filled_in = [cell.value for cell in sheet_of(answer)[2]]
    assert filled_in[3] in ("Nam", "Nữ")
    assert filled_in[4:] == ["Đang học", world.class_group.name, None]
    assert b"079214000123" not in answer.content


def test_a_list_too_long_for_a_template_is_said(
    world: World, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "MOST_STUDENTS", 3)
    answer = sent(clerk, empty_list())
    assert not answer.has_header("Content-Disposition")
    assert "nhiều nhất 3" in answer.content.decode()


def test_the_sex_is_a_cross_where_the_template_has_a_column_for_girls(
    world: World, clerk: Client
) -> None:
    girl, boy, somebody = (each.student for each in world.enrolments[world.class_group][:3])
    for student, sex in ((girl, "2"), (boy, "1"), (somebody, "0")):
        Student.objects.filter(pk=student.pk).update(sex=sex)
    titles = ["Mã HS", "Họ và tên", "Ngày sinh", "Nữ", "Lớp"]
    rows = [
        [each.ministry_code, each.full_name, f"{each.birth_date:%d/%m/%Y}", None, None]
        for each in (girl, boy, somebody)
    ]

    sheet = sheet_of(sent(clerk, files.xlsx([titles, *rows])))

    assert [[cell.value for cell in row][3:] for row in sheet.iter_rows(min_row=2)] == [
        ["x", "6A1"],
        [None, "6A1"],
        [None, "6A1"],
    ]
    assert somebody.full_name in sheet["B1"].comment.text
