"""Templates with all subjects of a class, cards among them, come back filled."""

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from eduportal.core.looking import Kind
from grades.choices import RecordMoment
from grades.models import HomeroomRecord, MarkRecord
from students.models import Absence
from tests import files
from tests.imports.jobs import MARKS, checked, counts, found
from tests.imports.test_mark_sheet_cards import HEADING, cards
from tests.personal import logged
from tests.workbooks.opened import opened

pytestmark = pytest.mark.usefixtures("db_everywhere")


@pytest.fixture
def marked(world):
    """The first student of 6A1 with marks of two subjects, conduct and an absence."""
    stay = world.enrolments[world.class_group][0]
    maths, sport = (world.sheets[world.class_group, each] for each in world.subjects[:2])
    first = {sheet: world.records[sheet][0].pk for sheet in (maths, sport)}
    MarkRecord.objects.filter(pk=first[maths]).update(
        regular=[90, 85, None, None], midterm=80, final=100, average=92
    )
    HomeroomRecord.objects.create(
        school=world.school,
        enrolment=stay,
        term=world.term,
        conduct=4,
        comment="Chăm ngoan",
        moment=RecordMoment.FINAL,
    )
    Absence.objects.create(
        school=world.school,
        enrolment=stay,
        session="morning",
        excused=True,
        on=world.term.starts_on + datetime.timedelta(days=7),
    )
    return stay.student


def sent(client, world, content, name="mau.xlsx"):
    address = f"/homeroom/{world.class_group.public_id}/terms/{world.term.code}/template/"
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


def filled(client, world, content):
    answer = sent(client, world, content)
    assert answer.has_header("Content-Disposition"), answer.content.decode()
    return openpyxl.load_workbook(BytesIO(answer.content)).active


def values(sheet, row):
    return [cell.value for cell in sheet[row]]


def students_of(world):
    return [stay.student for stay in world.enrolments[world.class_group]]


def wide(world, people):
    """Two subjects side by side under groups, a hidden code, and what is said of students."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["BẢNG ĐIỂM TỔNG HỢP LỚP 6A1 - HỌC KỲ 1"])
    groups = [
        "STT",
        "Mã nội bộ",
        "Mã HS",
        "Họ và tên",
        "Toán",
        None,
        None,
        None,
        "Giáo dục thể chất",
        None,
    ]
    sheet.append([*groups, "Kết quả rèn luyện", "Vắng có phép", "Nhận xét của GVCN"])
    sheet.append([*[None] * 4, "ĐĐGtx1", "ĐĐGgk", "ĐĐGck", "ĐTBmhk1", "ĐĐGgk", "ĐĐGck"])
    for number, each in enumerate(people, 1):
        sheet.append([number, f"vn-{number}", each.ministry_code, each.full_name])
    sheet.column_dimensions["B"].hidden = True
    return files.saved(book)


def test_subjects_side_by_side_get_their_marks_and_the_rest_stays(world, client_of, marked):
    people = students_of(world)
    answer = sent(client_of("head"), world, wide(world, people))
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active

    assert values(sheet, 4)[:4] == [1, "vn-1", marked.ministry_code, marked.full_name]
    assert values(sheet, 4)[4:8] == [9, 8, 10, 9.2]
    assert values(sheet, 4)[10:] == ["T", 1, "Chăm ngoan"]
    assert sheet.column_dimensions["B"].hidden
    assert "Toán" in sheet["D3"].comment.text
    assert logged(answer)[Kind.STUDENT] == {each.pk for each in people}


def test_the_cards_of_students_are_filled_beside_each_other(world, client_of, marked):
    lines = [[1, "Toán", *[None] * 4], [2, "Giáo dục thể chất", *[None] * 4], [3, "Thiên văn"]]
    lines = [[*line, *[None] * (6 - len(line))] for line in lines]
    empty = cards(world, (1, 0), lines=lines, under="Rèn luyện: CĐ  Số ngày nghỉ học:  k.p: ")

    answer = sent(client_of("head"), world, empty)
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active

    assert values(sheet, 5)[7:13] == [1, "Toán", "9 8,5", 8, 10, 9.2]
    assert values(sheet, 5)[:6] == [1, "Toán", *[None] * 4]
    assert values(sheet, 7)[:2] == [3, "Thiên văn"]
    assert values(sheet, 8)[7] == "Rèn luyện: T   Số ngày nghỉ học: 1   k.p: 0"
    assert values(sheet, 8)[0] == "Rèn luyện:   Số ngày nghỉ học: 0   k.p: 0"
    third = students_of(world)[2].full_name
    assert third in sheet["A4"].comment.text
    job = checked(answer.content, MARKS, world.school, user=world.users["teacher"])
    assert found(job) == []
    assert counts(job)["new"] == counts(job)["changed"] == 0


def test_a_list_of_conduct_alone_is_filled_as_well(world, client_of, marked):
    rows = [["HỌC KỲ 1"], ["Mã HS", "Họ và tên", "Hạnh kiểm", "Số buổi nghỉ"]]
    rows += [[each.ministry_code, each.full_name, "", ""] for each in students_of(world)]
    sheet = filled(client_of("homeroom"), world, files.xlsx(rows))
    assert values(sheet, 3)[2:] == ["T", 1]
    assert values(sheet, 4)[2:] == [None, 0]


def ods(rows):
    return files.ods("".join(files.ods_row(*map(files.ods_text, row)) for row in rows))


@pytest.mark.parametrize("make", [files.xls, ods])
def test_a_template_of_another_format_comes_back_as_an_xlsx_and_says_so(
    world, client_of, marked, make
):
    rows = [["Lớp 6A1 - HỌC KỲ 1"], ["Mã nội bộ", "Mã HS", "Họ và tên", "Hạnh kiểm"]]
    rows += [["007", each.ministry_code, each.full_name, ""] for each in students_of(world)]
    sheet = filled(client_of("homeroom"), world, make(rows))
    assert values(sheet, 3) == ["007", marked.ministry_code, marked.full_name, "T"]
    assert ".xlsx" in sheet["A1"].comment.text


def test_what_the_portal_writes_of_the_class_is_a_template_too(world, client_of, marked):
    address = f"/homeroom/{world.class_group.public_id}/terms/{world.term.code}/file/"
    client = client_of("head")
    own = client.get(address, {"content": "marks"}).getvalue()
    answer = sent(client, world, own)
    before, after = (opened(each, "a").sheets[0] for each in (own, answer.content))
    assert list(before.rows()) == list(after.rows())


def test_a_template_without_columns_of_a_class_is_a_sentence(world, client_of):
    answer = sent(client_of("homeroom"), world, files.xlsx([["Họ và tên"], ["Lê Ân"], ["Bi"]]))
    assert not answer.has_header("Content-Disposition")
    assert "không có cột nào" in answer.content.decode()


def test_who_may_not_take_the_class_away_fills_no_template(world, client_of):
    assert sent(client_of("auditor"), world, cards(world, heading=HEADING)).status_code == 403
