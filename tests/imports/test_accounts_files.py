"""Accounts and roles of a school's staff from a list."""

import pytest
from django.urls import reverse

from eduportal.accounts.models import Membership, OneTimeLink, User
from eduportal.accounts.roles import Role
from eduportal.core.looking import Kind
from eduportal.imports.choices import JobState, Severity
from eduportal.imports.services import NotPermitted
from tests import factories
from tests.files import xlsx
from tests.imports.jobs import checked, counts, found, receive, sentences, written
from tests.personal import logged

pytestmark = pytest.mark.usefixtures("db_everywhere")
ACCOUNTS = "accounts"
LA = "Trần Văn Lạ"
HEAD = ["Họ và tên", "Ngày sinh", "Tên đăng nhập", "Vai trò", "Email"]


@pytest.fixture
def person(world):
    return factories.StaffMemberFactory(school=world.school, full_name=LA, birth_date="1980-09-01")


def bring(world, *rows, user="head", head=HEAD):
    return checked(xlsx([head, *rows]), ACCOUNTS, world.school, user=world.users[user])


def test_an_address_that_the_account_has_not_is_said_and_stays(world):
    staff = world.staff["teacher"]
    kept = staff.user.email

    job = bring(world, [staff.full_name, "", "", "Giáo viên", "khac@truong.vn"])

    assert found(job, Severity.WARNING) == [("E2", "mail_otherwise")]
    assert "khac@truong.vn" in sentences(job)[0]
    staff.user.refresh_from_db()
    assert staff.user.email == kept


def test_people_of_the_staff_get_accounts_without_a_link_until_it_is_printed(world, person):
    other = factories.StaffMemberFactory(school=world.school, full_name="Lê Thị Bút")
    job = bring(
        world,
        [LA, "01/09/1980", "la.tv", "Giáo viên", ""],
        ["Lê Thị Bút", "", "", "GVCN, Văn thư", "but@truong.vn"],
    )
    assert counts(job) == {"total": 2, "new": 2, "changed": 0, "same": 0, "refused": 0}
    assert [rule for _cell, rule in found(job, Severity.WARNING)] == ["no_link_yet"]

    written(job, world.users["head"])

    person.refresh_from_db()
    other.refresh_from_db()
    assert person.user.username == "la.tv"
    assert not person.user.has_usable_password()
    assert other.user.username == "but.lt"
    assert {each.role for each in other.user.memberships.all()} == {Role.HOMEROOM, Role.CLERK}
    assert not OneTimeLink.objects.filter(account__in=[person.user, other.user]).exists()


def test_who_has_an_account_gets_the_further_role_and_keeps_the_others(world):
    teacher = world.staff["teacher"]
    head = ["Họ và tên", "Mã định danh", "Vai trò", "Tên đăng nhập"]
    teacher.ministry_code = "77"
    teacher.save()

    job = bring(world, [teacher.full_name, "77", "Chủ nhiệm", "teacher"], head=head)
    assert counts(job)["changed"] == 1
    written(job, world.users["head"])
    roles = Membership.objects.in_force().filter(user=teacher.user).values_list("role", flat=True)
    assert set(roles) == {Role.TEACHER, Role.HOMEROOM}

    again = bring(world, [teacher.full_name, "77", "Giáo viên", "teacher"], head=head)
    assert counts(again)["same"] == 1


def test_nobody_gives_by_a_file_what_the_page_would_not_let_give(world, person):
    for user, role in (
        ("vice_head", "Hiệu trưởng"),
        ("vice_head", "Phó hiệu trưởng"),
        ("head", "Hiệu trưởng"),
        ("head", "department administrator"),
    ):
        job = bring(world, [LA, "", "la.tv", role, ""], user=user)
        assert found(job) == [("D2", "role_not_yours")], (user, role)
        assert sentences(job)
        assert counts(job)["new"] == 0


def test_only_who_manages_accounts_brings_such_a_file_and_no_command_does(world, client_of):
    address = reverse("imports:job-new")
    assert client_of("head").get(address, {"kind": ACCOUNTS}).context["importer"].key == ACCOUNTS
    for persona in ("clerk", "department_admin"):
        assert client_of(persona).get(address, {"kind": ACCOUNTS}).context["importer"] is None
    with pytest.raises(NotPermitted):
        receive(xlsx([HEAD]), ACCOUNTS, world.school, user=world.users["clerk"])
    with pytest.raises(NotPermitted):
        receive(xlsx([HEAD]), ACCOUNTS, world.school)


def test_what_is_wrong_is_said_with_its_cell(world, person):
    factories.StaffMemberFactory(school=world.school, full_name="Lê Hai")
    factories.StaffMemberFactory(school=world.school, full_name="Lê Hai")
    factories.StaffMemberFactory(school=world.school, full_name="Lê Ba")
    teacher = world.staff["teacher"]
    teacher.ministry_code = "77"
    teacher.full_name = "Lê Năm"
    teacher.sort_key = "zz"
    teacher.save()
    job = bring(
        world,
        ["Ai Đó Lạ", "", "", "Giáo viên", ""],
        ["Lê Hai", "", "", "Giáo viên", ""],
        [LA, "", "teacher", "Giáo viên", ""],
        ["Lê Ba", "", "la2", "Thợ điện", ""],
        ["Lê Ba", "", "la2", "Giáo viên", "không phải thư"],
    )

    assert found(job) == [
        ("A2", "not_on_staff"),
        ("A3", "which_of_them"),
        ("C4", "said"),
        ("D5", "word_unknown"),
        ("E6", "said"),
    ]
    assert counts(job)["refused"] == 5
    unknown = job.problems.get(rule="word_unknown").params["known"]
    assert "giáo viên" in unknown and "hiệu trưởng" not in unknown.replace("phó hiệu trưởng", "")


def test_one_user_name_is_for_one_person(world, person):
    factories.StaffMemberFactory(school=world.school, full_name="Lê Ba")

    job = bring(world, [LA, "", "la.tv", "Giáo viên", ""], ["Lê Ba", "", "la.tv", "Giáo viên", ""])

    assert found(job) == [("C3", "name_taken_twice")]


def test_writing_asks_for_a_proof_and_has_no_other_door(world, person, client_of):
    job = bring(world, [LA, "", "la.tv", "Giáo viên", ""])
    head = client_of("head")
    session = head.session
    session["proved_at"] = 0
    session.save()
    page = head.get(reverse("imports:job-detail", args=[job.public_id]))
    address = reverse("imports:job-confirm-proved", args=[job.public_id])
    assert address in page.content.decode()
    form = {"revision": job.revision}

    plain = head.post(reverse("imports:job-confirm", args=[job.public_id]), form)
    assert plain.status_code == 404
    asked = head.post(address, form)
    assert asked.templates[0].name == "accounts/proof.html"
    job.refresh_from_db()
    assert job.state == JobState.CHECKED

    session = head.session
    session["proved_at"] = 4102444800
    session.save()


def test_a_person_who_got_an_account_since_the_check_has_the_file_reviewed_again(world, person):
    job = bring(world, [LA, "", "la.tv", "Giáo viên", ""])
    person.user = world.users["commune_officer"]
    person.save()

    written(job, world.users["head"])

    assert (job.state, bool(job.overtaken)) == (JobState.RECEIVED, True)
    assert not User.objects.filter(username="la.tv").exists()


def test_the_own_list_is_read_back_as_it_is_and_the_page_logs_the_people(world, client_of):
    for persona in ("teacher", "homeroom", "vice_head", "head", "clerk"):
        staff = world.staff[persona]
        staff.full_name = world.users[persona].full_name = f"Lê {persona}"
        staff.sort_key = staff.sort_key + persona
        staff.save()
        world.users[persona].save()
    from eduportal.core.text import name_sort_key

    for staff in world.staff.values():
        staff.sort_key = name_sort_key(staff.full_name)
        staff.save()
    address = reverse("accounts:school-accounts", args=[world.school.public_id])
    file = client_of("head").get(address, {"export": "xlsx", "role": "teacher"})

    job = checked(file.getvalue(), ACCOUNTS, world.school, user=world.users["head"])

    assert counts(job) == {"total": 1, "new": 0, "changed": 0, "same": 1, "refused": 0}
    page = client_of("head").get(reverse("imports:job-detail", args=[job.public_id]), {"show": ""})
    assert logged(page)[Kind.STAFF] == {world.staff["teacher"].pk}
    assert logged(page)[Kind.ACCOUNT] == {world.users["teacher"].pk}
