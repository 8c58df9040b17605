"""Lists of staff, of accounts and of assignments go back as a whole once written."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import Role
from eduportal.accounts.services.managing import renew_access
from eduportal.imports.choices import JobState
from eduportal.notices.models import Notice
from grades.models import MarkSheet
from staffing.models import (
    Duty,
    HomeroomAssignment,
    Post,
    StaffMember,
    Substitution,
    TeachingAssignment,
)
from staffing.models.records import RECORDS
from tests import factories
from tests.files import xlsx
from tests.imports.jobs import checked, sentences, written
from tests.imports.test_undo_registers import rows
from tests.imports.undone import kept, taken_back
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")
TITLES = [
    *("STT", "Số định danh cá nhân", "Họ tên", "Ngày sinh", "Trạng thái CB", "Ngày trạng thái"),
    *("Vị trí việc làm", "Môn dạy", "Trình độ chuyên môn", "Nhiệm vụ kiêm nhiệm"),
]
LA = {
    "Họ tên": "Trần Văn Lạ",
    "Ngày sinh": "01/09/1980",
    "Trạng thái CB": "Đang làm việc",
    "Vị trí việc làm": "Giáo viên",
    "Trình độ chuyên môn": "Đại học sư phạm",
    "Môn dạy": "Toán",
}
OF_STAFF = (StaffMember, Post, Duty, *RECORDS)
OF_CELLS = (TeachingAssignment, HomeroomAssignment, Substitution)


def bring(world: World, kind: str, content: bytes, user: str, **options: Any):
    by = world.users[user]
    job = written(checked(content, kind, world.school, user=by, **options), by)
    assert job.state == JobState.APPLIED, sentences(job)
    return job, by


def staff(world: World, *people: dict[str, str]):
    lines = [[{"STT": n, **row}.get(title) for title in TITLES] for n, row in enumerate(people)]
    return bring(world, "staff-list", xlsx([TITLES, *lines]), "clerk", year=world.year.code)


def known(member: StaffMember, **said: str) -> dict[str, str]:
    born = f"{member.birth_date:%d/%m/%Y}"
    usual = {"Họ tên": member.full_name, "Ngày sinh": born, "Trạng thái CB": "Đang làm việc"}
    return usual | said


@pytest.fixture
def teacher(world: World) -> StaffMember:
    """A teacher who gives lessons, leads a class and has a day of birth."""
    member = world.staff["homeroom"]
    member.birth_date = datetime.date(1975, 5, 4)
    member.save()
    return member


def test_people_of_the_staff_go_again_or_hold_what_they_held(world, teacher):
    before = rows(*OF_STAFF)
    job, clerk = staff(world, LA, known(teacher, **{"Trình độ chuyên môn": "Thạc sĩ"}))
    assert rows(*OF_STAFF) != before

    undo = taken_back(job, clerk)

    assert not kept(undo)
    assert rows(*OF_STAFF) == before
    assert undo.back == {
        "People removed from the staff list": 1,
        "People of the staff with the data they had": 1,
    }


def test_who_left_by_the_list_has_the_classes_again(world, teacher):
    substitute = factories.StaffMemberFactory(school=world.school)
    lesson = factories.TeachingAssignmentFactory(
        staff=substitute,
        class_group=world.class_group,
        subject=world.subjects[1],
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate() + datetime.timedelta(days=20),
    )
    Substitution.objects.create(school=world.school, assignment=lesson, absent=teacher)
    before = rows(*OF_STAFF, *OF_CELLS)
    left = f"{timezone.localdate() - datetime.timedelta(days=2):%d/%m/%Y}"
    job, clerk = staff(
        world, known(teacher, **{"Trạng thái CB": "Đã nghỉ hưu", "Ngày trạng thái": left})
    )
    assert rows(*OF_CELLS) != before[-3:]

    undo = taken_back(job, clerk)

    assert not kept(undo)
    assert rows(*OF_STAFF, *OF_CELLS) == before
    assert undo.back == {"People of the staff with the data they had": 1}


def test_people_whom_others_changed_or_use_stay(world, teacher):
    job, clerk = staff(
        world,
        LA,
        LA | {"Họ tên": "Lê Thị Bút"},
        known(teacher, **{"Trình độ chuyên môn": "Thạc sĩ"}),
    )
    StaffMember.objects.filter(full_name="Lê Thị Bút").update(sex="1")
    StaffMember.objects.filter(pk=teacher.pk).update(ministry_code="77")
    used = StaffMember.objects.get(full_name="Trần Văn Lạ")
    factories.TeachingAssignmentFactory(
        staff=used, class_group=world.class_group, subject=world.subjects[0]
    )

    undo = taken_back(job, clerk)

    assert ("Lê Thị Bút", "It has been changed since.") in kept(undo)
    assert ("Trần Văn Lạ", "It is used by now: other records hang on it.") in kept(undo)
    assert undo.back == {"People of the staff with the data they had": 1}
    assert Post.objects.filter(staff=used).count() == 1


HEAD = ["Họ và tên", "Ngày sinh", "Tên đăng nhập", "Vai trò", "Email"]


def accounts(world: World, *lines: list[str]):
    return bring(world, "accounts", xlsx([HEAD, *lines]), "head")


def test_an_account_nobody_has_used_goes_again_and_its_name_is_free(world):
    person = factories.StaffMemberFactory(school=world.school, full_name="Trần Văn Lạ")
    before = set(User.objects.values_list("username", flat=True))
    job, head = accounts(world, ["Trần Văn Lạ", "", "la.tv", "Giáo viên, Văn thư", ""])
    person.refresh_from_db()
    renew_access(actor=head, accounts=[person.user], origin="https://portal.example")

    undo = taken_back(job, head)

    assert undo.back == {"Accounts removed that nobody had used": 1}
    person.refresh_from_db()
    assert person.user is None
    assert set(User.objects.values_list("username", flat=True)) == before


def test_an_account_that_was_used_is_closed_and_its_roles_end(world):
    person = factories.StaffMemberFactory(school=world.school, full_name="Trần Văn Lạ")
    job, head = accounts(world, ["Trần Văn Lạ", "", "la.tv", "Giáo viên", ""])
    User.objects.filter(username="la.tv").update(last_login=timezone.now())

    undo = taken_back(job, head)

    account = User.objects.get(username="la.tv")
    assert undo.back == {"Accounts closed": 1, "Roles ended": 1}
    assert kept(undo) == [
        ("Trần Văn Lạ", "The account has been used since: it is closed, and not removed.")
    ]
    assert not account.is_active
    assert not Membership.objects.in_force().filter(user=account).exists()
    person.refresh_from_db()
    assert person.user == account


def test_only_the_role_of_the_list_ends_for_who_had_an_account(world):
    teacher = world.staff["teacher"]
    before = list(Membership.objects.filter(user=teacher.user).values())
    job, head = accounts(world, [teacher.full_name, "", "", "Chủ nhiệm", ""])

    undo = taken_back(job, head)

    assert undo.back == {"Roles ended": 1} and not undo.stays
    assert list(Membership.objects.filter(user=teacher.user).values()) == before
    assert User.objects.get(pk=teacher.user_id).is_active


def test_an_account_that_got_another_role_since_stays_open(world):
    factories.StaffMemberFactory(school=world.school, full_name="Trần Văn Lạ")
    job, head = accounts(world, ["Trần Văn Lạ", "", "la.tv", "Giáo viên", ""])
    account = User.objects.get(username="la.tv")
    factories.MembershipFactory(user=account, school=world.school, role=Role.CLERK)

    undo = taken_back(job, head)

    account.refresh_from_db()
    assert account.is_active
    assert kept(undo)[0][1] == "The account has got another role since: it stays open."
    roles = Membership.objects.in_force().filter(user=account).values_list("role", flat=True)
    assert set(roles) == {Role.CLERK}


def cells(world: World, *lines: list[object]):
    options = {"year": world.year.code, "on": timezone.localdate().isoformat()}
    return bring(world, "assignments", xlsx([*lines]), "head", **options)


HA, BINH = "Nguyễn Thị Hà", "Trần Văn Bình"


@pytest.fixture
def people(world):
    return [
        factories.StaffMemberFactory(
            school=world.school, full_name=name, main_subject=world.subjects[0]
        )
        for name in (HA, BINH)
    ]


def test_cells_of_assignments_have_those_they_had_and_people_are_told(world, people):
    before = rows(*OF_CELLS, MarkSheet)
    job, head = cells(world, ["Lớp", "Toán", "GVCN"], ["6A1", f"{HA} (4), {BINH} (1)", BINH])
    assert rows(*OF_CELLS) != before[:3]
    former = world.staff["teacher"].user
    assert [each.kind for each in Notice.objects.filter(user=former)] == ["lessons_ended"]

    undo = taken_back(job, head)

    assert rows(*OF_CELLS, MarkSheet) == before
    assert undo.back == {"Cells of the table of assignments with those they had": 2}
    assert Notice.objects.filter(user=former, kind="lessons_given").exists()


def test_a_cell_that_was_changed_since_stays(world, people):
    job, head = cells(world, ["Lớp", "Toán"], ["6A1", HA], ["6A2", HA])
    TeachingAssignment.objects.filter(staff=people[0], class_group__name="6A1").update(
        weekly_periods=2
    )
    factories.TeachingAssignmentFactory(
        staff=people[1],
        class_group=world.classes[world.school][1],
        subject=world.subjects[0],
        starts_on=timezone.localdate(),
    )

    undo = taken_back(job, head)

    subject = world.subjects[0].name
    assert kept(undo) == [
        (f"6A1 · {subject}", "It has been changed since."),
        (f"6A2 · {subject}", "It has been changed since."),
    ]
    assert TeachingAssignment.objects.in_force().filter(staff=people[0]).count() == 2
