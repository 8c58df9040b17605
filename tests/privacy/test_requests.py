"""A copy of everything kept about a person, and requests for correction."""

import datetime
import io
import uuid

import openpyxl
import pytest
from django.http import HttpResponse
from django.utils import timezone
from pytest_django.fixtures import Settings

from eduportal import scoping
from eduportal.accounts.selectors import scope_for
from eduportal.core.looking import Kind
from eduportal.exchange.wire import package as wire
from eduportal.privacy.choices import EDGES, CorrectionState
from eduportal.privacy.models import Correction
from eduportal.privacy.services.corrections import StepRefused, after_working_days, move
from grades.services import CellEdit, save_cells
from students.choices import Sex
from students.models import Student
from tests import factories
from tests.exchange.test_wire_package import HEADER
from tests.personal import logged
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
DAY = datetime.date
ROSTER_ROW = {
    "fields": {"full_name": "Trần Thị Mỹ", "birth_date": "2014-05-06", "sex": Sex.FEMALE},
    "class_name": "6A1",
    "grade_level": 6,
    "status": "transferred_in",
    "on": "2026-09-05",
    "expected": {"full_name": "Trần Thị Mĩ", "sort_key": "my tran thi", "status": "studying"},
}


@pytest.fixture
def child(world: World) -> Student:
    return world.enrolments[world.class_group][0].student


@pytest.fixture
def full(world: World, child: Student) -> Student:
    """A child about whom the portal keeps something of every kind."""
    enrolment = world.enrolments[world.class_group][0]
    factories.ChosenSubjectFactory(enrolment=enrolment, subject=world.subjects[1])
    teacher = world.users["teacher"]
    with scoping.acting_as(scoping.Actor(user_id=teacher.pk, door="browser")):
        save_cells(
            sheet_id=world.sheet.pk,
            edits=[CellEdit(uuid.uuid4(), world.record.pk, "gk", "", "8,5")],
            scope=scope_for(teacher),
            user_id=teacher.pk,
        )
    factories.TermResultFactory(enrolment=enrolment, term=world.term, learning=4)
    cells = [85, None, 210, 70, None, 79]
    lines = [[str(child.person_uid), "", "", "x", "", "s", None, cells, []]]
    factories.class_package(
        world.class_group,
        world.term,
        layout=[["TOAN", "scored", 3, 0]],
        content=wire.compressed(wire.build(HEADER, [*lines, ["another"]])),
    )
    job = factories.ImportJobFactory(school=world.school, file_name="danh-sach.xlsx")
    factories.ImportRowFactory(job=job, number=7, values=ROSTER_ROW | {"student": child.pk})
    newcomer = {"student": None, "fields": {"ministry_code": child.ministry_code}}
    factories.ImportRowFactory(job=job, number=8, values=newcomer)
    factories.ImportRowFactory(job=job, number=9, values={"student": None, "fields": {}})
    marks = factories.ImportJobFactory(
        school=world.school, importer="mark-sheet", file_name="diem.xlsx"
    )
    cells = {"gk": ["7,0", "8,5", "D5"], "tx1": ["", "9,0", "B5"]}
    values = {"sheet": world.sheet.pk, "record": world.record.pk, "cells": cells}
    factories.ImportRowFactory(job=marks, number=11, values=values)
    factories.ImportRowFactory(job=marks, number=12, values={"record": world.record.pk + 1})
    factories.CorrectionFactory(student=child, school=world.school, wrong="Sai ngày sinh.")
    factories.AccessFactory(user=teacher, school=world.school, persons=[child.pk])
    factories.NoticeFactory(school=world.school, user=world.users["homeroom"], student=child)
    return child


def sheets_of(response: HttpResponse) -> dict[str, list[list[str]]]:
    """The rows of every sheet of the file under the titles, as text."""
    assert response.status_code == 200, response.content
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    return {
        sheet.title: [[str(v) for v in row if v is not None] for row in sheet.values][1:]
        for sheet in book
    }


def test_a_copy_holds_what_is_kept_about_the_child_and_nothing_of_another(
    world: World, client_of: ClientOf, full: Student
) -> None:
    response = client_of("head").get(f"/privacy/students/{full.public_id}/copy/")

    sheets = sheets_of(response)
    flat = {name: [" | ".join(row) for row in rows] for name, rows in sheets.items()}
    register = dict(row for row in sheets["Hồ sơ"] if len(row) == 2)
    assert register["Họ và tên"] == full.full_name
    assert len(sheets["Quá trình học"]) == len(sheets["Môn lựa chọn"]) == 1
    assert [line for line in flat["Điểm"] if "GK 8,5" in line]
    [change] = flat["Thay đổi điểm"]
    assert "GK | 8,5" in change and str(world.users["teacher"]) in change
    assert len(sheets["Kết quả"]) == 1
    [line] = flat["Các gói đã khóa"]
    assert "Ngữ văn" not in line and "VAN" not in line
    rows = [line.split(" | ")[4] for line in flat["Dòng của tệp nhập"]]
    assert rows == ["7", "8", "11"]
    assert "Sai ngày sinh." in flat["Yêu cầu chỉnh sửa"][0]
    assert str(world.users["teacher"]) in flat["Ai đã xem"][0]
    assert str(world.users["homeroom"]) in flat["Thông báo"][0]
    others = [each.student for each in world.enrolments[world.class_group][1:]]
    assert not [each for each in others if each.ministry_code in str(sheets)]


def test_a_copy_says_packages_and_rows_of_files_in_words(
    client_of: ClientOf, full: Student
) -> None:
    response = client_of("head").get(f"/privacy/students/{full.public_id}/copy/")

    sheets = sheets_of(response)
    [package] = sheets["Các gói đã khóa"]
    named, of_newcomer, of_marks = (" | ".join(row) for row in sheets["Dòng của tệp nhập"])
    told = " | ".join(package)
    assert "Học kỳ I" in told and "Toán" in told and "8,5; ; V | 7,0 | 7,9" in told
    for words in (
        "Họ và tên: Trần Thị Mỹ; Ngày sinh: 06/05/2014; Giới tính: Nữ; Lớp: 6A1; Khối: 6",
        "Trạng thái: chuyển đến; Ngày có trạng thái: 05/09/2026",
        "Trong hồ sơ lúc đó: Họ và tên: Trần Thị Mĩ; Trạng thái: đang học",
    ):
        assert words in named, named
    assert full.ministry_code in of_newcomer
    assert "ĐĐGgk: 7,0 → 8,5; ĐĐGtx1: 9,0" in of_marks
    for name, rows in sheets.items():
        raw = [cell for row in rows for cell in row if set(cell) & set('{}[]"')]
        assert not raw, (name, raw)


def test_taking_a_copy_is_itself_written_down(
    world: World, client_of: ClientOf, full: Student
) -> None:
    response = client_of("head").get(f"/privacy/students/{full.public_id}/copy/")

    teacher = world.users["teacher"].pk
    told = world.users["homeroom"].pk
    assert logged(response) == {Kind.STUDENT: {full.pk}, Kind.ACCOUNT: {teacher, told}}


def test_a_copy_of_a_child_of_whom_little_is_kept_says_so(
    world: World, client_of: ClientOf, child: Student
) -> None:
    sheets = sheets_of(client_of("head").get(f"/privacy/students/{child.public_id}/copy/"))

    assert sheets["Dòng của tệp nhập"] == sheets["Thay đổi điểm"] == [["không lưu gì"]]


def test_a_copy_costs_the_same_however_much_is_kept(
    world: World, client_of: ClientOf, full: Student
) -> None:
    client = client_of("head")
    address = f"/privacy/students/{full.public_id}/copy/"
    ask_counted(client, "privacy:student-copy:head", address)
    for _number in range(3):
        factories.AccessFactory(
            user=factories.UserFactory(), school=world.school, persons=[full.pk]
        )
        job = factories.ImportJobFactory(school=world.school)
        factories.ImportRowFactory(job=job, values={"student": full.pk, "fields": {}})

    ask_counted(client, "privacy:student-copy:head", address)


def test_who_may_not_export_gets_no_copy(
    world: World, client_of: ClientOf, child: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    from eduportal.accounts.roles import ACTIONS, Role
    from eduportal.scoping.actions import Action

    monkeypatch.setitem(ACTIONS, Role.HEAD, ACTIONS[Role.HEAD] - {Action.EXPORT})
    client = client_of("head")

    for address in (
        f"/privacy/students/{child.public_id}/copy/",
        f"/privacy/accounts/{world.users['teacher'].pk}/copy/",
    ):
        assert client.get(address).status_code == 403
    page = client.get(f"/privacy/students/{child.public_id}/").content.decode()
    assert "/copy/" not in page


def test_a_copy_of_an_account_holds_roles_posts_sign_ins_and_who_looked(
    world: World, client_of: ClientOf
) -> None:
    teacher = world.users["teacher"]
    factories.PostFactory(staff=world.staff["teacher"])
    for user in (teacher, world.users["clerk"]):
        factories.SignInFactory(user=user, address="10.0.0.7")
    factories.BrowserSessionFactory(user=teacher, address="10.0.0.8")
    factories.AccessFactory(of_account=True, user=world.users["clerk"], persons=[teacher.pk])
    elsewhere = factories.MembershipFactory(user=teacher, school=world.foreign_school)
    factories.NoticeFactory(user=teacher, school=world.school, of_sheet=True)
    address = f"/privacy/accounts/{teacher.pk}/copy/"

    of_head = sheets_of(client_of("head").get(address))
    response = client_of("department_admin").get(address)
    of_admin = sheets_of(response)

    assert ["Tên đăng nhập", "teacher"] in of_admin["Tài khoản"]
    assert (len(of_head["Vai trò"]), len(of_admin["Vai trò"])) == (1, 2)
    assert str(elsewhere.school) not in str(of_head)
    assert len(of_admin["Công tác và phân công"]) == 3
    assert "Sổ Toán 6A1 bị trả lại" in of_head["Thông báo"][0]
    [attempt], [session] = of_admin["Lịch sử đăng nhập"], of_admin["Phiên đăng nhập"]
    assert "10.0.0.7" in attempt and "10.0.0.8" in session
    assert len(of_admin["Thay đổi của tài khoản"]) > len(of_head["Thay đổi của tài khoản"]) > 0
    assert str(world.users["clerk"]) in str(of_admin["Ai đã xem"])
    # Entries about accounts belong to no school: the Department's alone.
    assert of_head["Ai đã xem"] == [["không lưu gì"]]
    assert logged(response)[Kind.STAFF] == {world.staff["teacher"].pk}


def test_a_school_hands_out_no_copy_of_an_account_whose_role_there_has_ended(
    world: World, client_of: ClientOf
) -> None:
    former = factories.UserFactory()
    factories.MembershipFactory(user=former, school=world.school, ended=True)
    address = f"/privacy/accounts/{former.pk}/"
    pages = (address, f"{address}copy/", f"{address}correction/")

    def answers(persona: str) -> list[int]:
        return [client_of(persona).get(page).status_code for page in pages]

    # The school may still ask what it looked at, and write down what is wrong about it.
    assert answers("head") == [200, 404, 200]
    page = client_of("head").get(address).content.decode()
    assert f"{address}copy/" not in page and f"{address}correction/" in page
    assert answers("department_admin") == [200, 200, 200]
    factories.MembershipFactory(user=former, school=world.school)
    assert answers("head") == [200, 200, 200]


def test_a_request_gets_its_days_and_shows_what_is_overdue(
    world: World, client_of: ClientOf, child: Student, settings: Settings
) -> None:
    settings.EDUPORTAL_CORRECTION_DAYS = 20
    form = {"asked_by": "mẹ", "came_on": "2026-11-27", "wrong": "Ngày sinh ghi sai."}

    client = client_of("head")
    made = client.post(f"/privacy/students/{child.public_id}/correction/", form)

    row = Correction.objects.get()
    assert made["Location"] == f"/privacy/corrections/{row.public_id}/"
    assert (row.answer_due, row.done_due) == (DAY(2026, 12, 1), DAY(2026, 12, 17))
    assert (row.school_id, row.written_by) == (world.school.pk, world.users["head"])
    factories.CorrectionFactory(
        school=world.school, came_on=timezone.localdate() - datetime.timedelta(days=60)
    )
    listed = ask_counted(client, "privacy:correction-list:head", "/privacy/corrections/")
    assert listed.content.decode().count("quá hạn") == 2
    ask_counted(client, "privacy:correction-detail:head", made["Location"])


def test_what_came_after_its_day_says_so_on_the_list_and_on_its_page(
    world: World, client_of: ClientOf
) -> None:
    now, today = timezone.now(), timezone.localdate()
    late = today - datetime.timedelta(days=5)
    answered = {"state": "answered", "answered_at": now}
    ended = {"ended": True, "done_due": late}
    for more, told in (
        (answered | {"answer_due": late}, {"trả lời trễ hạn"}),
        (answered | {"answer_due": today}, set()),
        (answered | {"answer_due": late, "done_due": late}, {"trả lời trễ hạn", "quá hạn"}),
        (ended | {"answer_due": today}, {"xử lý xong trễ hạn"}),
        (ended | {"answer_due": late}, {"trả lời trễ hạn", "xử lý xong trễ hạn"}),
    ):
        row = factories.CorrectionFactory(school=world.school, **more)
        address = "/privacy/corrections/" + ("?ended" if row.ended_at else "")
        for page in (address, f"/privacy/corrections/{row.public_id}/"):
            text = client_of("head").get(page).content.decode()
            words = {"trả lời trễ hạn", "xử lý xong trễ hạn", "quá hạn"}
            assert {each for each in words if each in text} == told, (more, page)
        Correction.objects.all().delete()


def test_a_request_from_tomorrow_and_an_empty_one_are_refused_with_all_reasons(
    client_of: ClientOf, child: Student
) -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    address = f"/privacy/students/{child.public_id}/correction/"

    page = client_of("head").post(address, {"came_on": tomorrow.isoformat()})

    assert set(page.context["form"].errors) == {"asked_by", "came_on", "wrong"}
    assert not Correction.objects.exists()


def test_two_working_days_pass_over_the_weekend() -> None:
    friday = DAY(2026, 11, 27)

    assert [after_working_days(friday, number) for number in range(4)] == [
        friday,
        DAY(2026, 11, 30),
        DAY(2026, 12, 1),
        DAY(2026, 12, 2),
    ]


@pytest.mark.parametrize("state", CorrectionState)
def test_every_open_state_has_a_way_out_and_an_end_has_none(
    world: World, client_of: ClientOf, state: CorrectionState
) -> None:
    user = world.users["head"]
    steps = {}
    for step in CorrectionState:
        ended = {"ended_at": timezone.now()} if state not in EDGES else {}
        row = factories.CorrectionFactory(school=world.school, state=state, **ended)
        try:
            move(correction=row, seen=state, step=step, end="Đã sửa.", user=user)
        except StepRefused:
            row.refresh_from_db()
            assert row.state == state
        else:
            row.refresh_from_db()
            steps[row.state] = (row.answered_at is not None or state != "open", row.ended_by)
    ends = {"done": (True, user), "refused": (True, user)}
    expected = {"open": {"answered": (True, None)} | ends, "answered": ends}
    assert steps == expected.get(state, {})


def test_an_end_needs_a_reason_and_a_stale_page_moves_nothing(
    world: World, client_of: ClientOf
) -> None:
    row = factories.CorrectionFactory(school=world.school)
    client = client_of("head")
    address = f"/privacy/corrections/{row.public_id}/"

    no_reason = client.post(address, {"seen": "open", "step": "refused", "end": " "})
    client.post(address, {"seen": "open", "step": "answered", "end": ""})
    stale = client.post(address, {"seen": "open", "step": "done", "end": "Đã sửa."})
    invented = client.post(address, {"seen": "x", "step": "done", "end": "Đã sửa."})

    row.refresh_from_db()
    assert (no_reason.status_code, stale.status_code, invented.status_code) == (200, 200, 200)
    assert no_reason.context["form"].errors and stale.context["form"].errors
    assert (row.state, row.end) == ("answered", "")
    done = client.post(address, {"seen": "answered", "step": "done", "end": "Đã sửa."})
    assert done.status_code == 302
    text = client.get(address).content.decode()
    assert "Đã sửa." in text and '<form method="post" novalidate' not in text


def test_a_department_account_is_nobodys_but_the_departments(
    world: World, client_of: ClientOf
) -> None:
    row = factories.CorrectionFactory(of_account=True, school=None)
    address = f"/privacy/corrections/{row.public_id}/"

    assert client_of("head").get(address).status_code == 404
    assert client_of("department_admin").get(address).status_code == 200


def test_a_birth_date_tells_two_of_one_name_apart(world: World, client_of: ClientOf) -> None:
    days = (DAY(2014, 5, 6), DAY(2014, 5, 7))
    twins = [
        factories.StudentFactory(school=world.school, full_name="Trần Văn Quý", birth_date=day)
        for day in days
    ]
    client = client_of("head")

    def found(born: str) -> set[int]:
        return logged(client.get("/privacy/", {"q": "tran van quy", "born": born}))[Kind.STUDENT]

    assert found("2014-05-07") == {twins[1].pk}
    for no_day in ("không rõ", "20140507", "2014-W19-3"):
        assert found(no_day) == {each.pk for each in twins}


def test_a_request_about_someone_of_two_schools_or_of_an_earlier_time_is_the_writers(
    world: World, client_of: ClientOf
) -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    teacher = world.users["teacher"]
    factories.MembershipFactory(user=teacher, school=world.foreign_school, starts_on=tomorrow)
    left = factories.MembershipFactory(school=world.school, ended=True).user
    form = {"asked_by": "chính người đó", "came_on": "2026-11-02", "wrong": "Tên ghi sai."}

    for account in (teacher, left):
        made = client_of("head").post(f"/privacy/accounts/{account.pk}/correction/", form)
        assert made.status_code == 302

    found = Correction.objects.values_list("account", "school")
    assert set(found) == {(teacher.pk, world.school.pk), (left.pk, world.school.pk)}


def test_staff_without_an_account_are_found_and_get_their_copy(
    world: World, client_of: ClientOf
) -> None:
    member = factories.StaffMemberFactory(school=world.school, user=None, full_name="Vũ Đình Lưu")
    factories.PostFactory(staff=member)
    client = client_of("head")
    address = f"/privacy/staff/{member.public_id}/copy/"

    found = client.get("/privacy/", {"q": "vu dinh luu"})
    sheets = sheets_of(client.get(address))

    assert address in found.content.decode()
    assert logged(found) == {Kind.STAFF: {member.pk}}
    assert sheets["Nhân sự"][0][1] == "Vũ Đình Lưu"
    assert len(sheets["Công tác và phân công"]) == 1
