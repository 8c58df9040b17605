"""The Ministry's spreadsheets: its layout, this school's students, and who may take them."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from eduportal.exchange.ministry.forms import RESULTS_C1, STUDENTS, filled, form
from eduportal.privacy.models import Access
from students.models import Student
from tests.exchange.ministry_side import class_list, on_list, school_known, seal
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
HEADERS = [
    "Mã lớp",
    "Mã học sinh",
    "Họ tên",
    "Ngày sinh",
    "Giới tính",
    "Trạng thái HS",
    "Ngày nhập trạng thái",
    "Dân tộc",
    "Loại khuyết tật",
    "Số định danh cá nhân",
]


@pytest.fixture
def listed(world: World) -> World:
    """The world's school with two class lists as it has sealed them."""
    school_known(world.school, "6A1", "6A2")
    gone = {"standing": "t", "left": "2026-12-01"}
    class_list(
        world.school,
        "6A1",
        on_list(1, name="Lê Văn Bình"),
        on_list(2, name="Trần Văn Cường", **gone),
    )
    class_list(world.school, "6A2", on_list(3, name="=1+1"))
    return world


def file(client: Client, world: World, layout: str = STUDENTS) -> Worksheet:
    response = client.get(f"/exchange/ministry/files/{world.school.public_id}/{layout}/")
    assert response.status_code == 200
    return load_workbook(BytesIO(response.content))["Sheet1"]


def test_the_list_of_students_has_the_ministrys_headers_and_a_row_a_student(
    listed: World, client_of: ClientOf
) -> None:
    sheet = file(client_of("clerk"), listed)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == HEADERS
    number = "079000000001"
    first = ["6A1", "2500000001", "Lê Văn Bình", "25/07/2014", "Nữ", "Đang học", None, None, None]
    assert rows[1] == [*first, number]
    assert rows[2][5:7] == ["Chuyển đi", "01/12/2026"]
    assert rows[3][:3] == ["6A2", "2500000003", "=1+1"]
    assert sheet["C4"].data_type == "s"
    assert len(rows) == 4


def test_the_form_for_results_has_35_columns_under_three_merged_rows() -> None:
    layout = form(RESULTS_C1)
    student = {"grade": 1, "class_name": "1A", "code": "25", "name": "Lê An", "birth": "2019-01-02"}
    content = filled(layout, [student, {**student, "grade": 3}])
    sheet = load_workbook(BytesIO(content))["Sheet1"]
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert len(layout.places) == 35
    assert {"F1:R1", "F2:G2", "H2:I2", "S1:Z1", "S2:U2", "V2:Z2", "AA1:AE1"} <= merged
    assert {"A1:A3", "E1:E3", "AA2:AA3", "AF1:AF3", "AG1:AG3", "AH1:AH3"} <= merged
    assert [sheet[place].value for place in ("F1", "F2", "F3", "G3", "J2", "J3")] == [
        "Môn học và hoạt động giáo dục",
        "Toán",
        "Mức đạt được",
        "Điểm KTĐK",
        "Đạo đức",
        "Mức đạt được",
    ]
    assert sheet["AF1"].value == "Hoàn thành\nchương trình lớp học"
    assert sheet["AI1"].value is None
    assert sheet.max_row == 4
    row = [cell.value for cell in sheet[4]]
    assert row[:6] == [1, "1A", "25", "Lê An", "02/01/2019", None]


def test_the_form_for_results_leaves_out_who_is_in_another_grade(
    listed: World, client_of: ClientOf
) -> None:
    assert file(client_of("head"), listed, RESULTS_C1).max_row == 3


def test_who_is_in_the_file_is_in_the_access_log(world: World, client_of: ClientOf) -> None:
    school_known(world.school, "6A1")
    student = world.enrolments[world.class_group][0].student
    line = on_list(1, uid=str(Student.objects.get(pk=student.pk).person_uid))
    class_list(world.school, "6A1", line)
    before = Access.objects.count()
    file(client_of("head"), world)
    entry = Access.objects.latest("pk")
    assert Access.objects.count() > before
    assert student.pk in entry.persons


@pytest.mark.parametrize("persona", ["teacher", "department_officer", "auditor", "other_teacher"])
def test_nobody_else_gets_it(listed: World, client_of: ClientOf, persona: str) -> None:
    address = f"/exchange/ministry/files/{listed.school.public_id}/students/"
    assert client_of(persona).get(address).status_code == 404


def test_a_layout_nobody_knows_does_not_exist(listed: World, client_of: ClientOf) -> None:
    address = f"/exchange/ministry/files/{listed.school.public_id}/results-c9/"
    assert client_of("head").get(address).status_code == 404


def test_the_list_of_students_leads_there(world: World, client_of: ClientOf) -> None:
    seal(world.school, "school", [[world.school.code, "A", ["03"], "1", "so", "", "", ""]])
    found = client_of("head").get("/students/").content.decode()
    assert f"/exchange/ministry/files/{world.school.public_id}/students/" in found
    assert "results-c1" not in found
