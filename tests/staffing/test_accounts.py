"""Accounts for the people of the staff list: one or many, all or none."""

import re

import pytest
from django.core import mail
from django.test import Client

from eduportal import scoping
from eduportal.accounts.models import AccountChange, Membership, User
from eduportal.accounts.services.creating import proposed_user_names
from eduportal.accounts.tasks import send_mail
from staffing.models import StaffMember
from tests.accounts.test_links import CODE, choose
from tests.factories import HomeroomAssignmentFactory, PostFactory, StaffMemberFactory, UserFactory
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

NEW = "/staff/accounts/"


@pytest.fixture
def head(client_of: ClientOf) -> Client:
    return client_of("head")


@pytest.fixture
def people(world: World) -> list[StaffMember]:
    names = ["Lương Quốc Bảo", "Lê Quang Bảo", "Đặng Khánh Trúc"]
    with scoping.everywhere("a test records people"):
        staff = [StaffMemberFactory(school=world.school, full_name=name) for name in names]
        for member in staff:
            PostFactory(staff=member, kind="teacher")
    return staff


def row(member: StaffMember, username: str, role: str = "teacher", email: str = "") -> dict:
    key = str(member.public_id)
    return {f"{key}-username": username, f"{key}-role": role, f"{key}-email": email}


def ticked(*members: StaffMember) -> dict[str, list[str]]:
    return {"pick": [str(member.public_id) for member in members]}


def test_names_are_proposed_from_the_name_and_are_free(db: None) -> None:
    UserFactory(username="bao.lq")

    names = proposed_user_names(["Lương Quốc Bảo", "Lê Quang Bảo", "Đặng Thị Ơn", "An", "王"])

    assert names == ["bao.lq2", "bao.lq3", "on.dt", "an", "user"]


def test_the_page_proposes_name_and_role(
    head: Client, world: World, people: list[StaffMember]
) -> None:
    with scoping.everywhere("a test gives a homeroom"):
        HomeroomAssignmentFactory(staff=people[2], class_group=world.classes[world.school][1])

    rows = head.get(NEW).context["rows"]

    proposed = {
        each.staff.full_name: (each["username"].value(), each["role"].value()) for each in rows
    }
    assert proposed == {
        "Lê Quang Bảo": ("bao.lq", "teacher"),
        "Lương Quốc Bảo": ("bao.lq2", "teacher"),
        "Đặng Khánh Trúc": ("truc.dk", "homeroom"),
    }


def test_without_a_post_the_main_subject_proposes_a_teacher(head: Client, world: World) -> None:
    with scoping.everywhere("a test records people"):
        for name, subject in (("Trần Anh Thư", world.subjects[0]), ("Hồ Bá Lộc", None)):
            StaffMemberFactory(school=world.school, full_name=name, main_subject=subject)

    rows = head.get(NEW).context["rows"]

    proposed = {each.staff.full_name: each["role"].value() for each in rows}
    assert proposed == {"Trần Anh Thư": "teacher", "Hồ Bá Lộc": ""}


def test_many_accounts_are_made_linked_mailed_and_printed(
    head: Client, world: World, people: list[StaffMember]
) -> None:
    form = ticked(*people[:2])
    for member, username, email in zip(
        people, ("bao.lq", "quang.bao", "truc.dk"), ("", "b@example.vn", ""), strict=True
    ):
        form |= row(member, username, email=email)

    page = head.post(NEW, form)
    send_mail()

    text = page.content.decode()
    [code] = set(CODE.findall(text))
    assert "bao.lq" in text and "truc.dk" not in text
    assert [message.to for message in mail.outbox] == [["b@example.vn"]]
    made = User.objects.filter(username__in=["bao.lq", "quang.bao", "truc.dk"])
    assert {each.username: each.full_name for each in made} == {
        "bao.lq": "Lương Quốc Bảo",
        "quang.bao": "Lê Quang Bảo",
    }
    assert not any(each.has_usable_password() for each in made)
    assert {each.role for each in Membership.objects.filter(user__in=made)} == {"teacher"}
    assert linked(people) == ["bao.lq", "quang.bao", None]
    assert choose(code).status_code == 302


@pytest.mark.parametrize("email", ["", "b@example.vn"])
def test_the_history_of_a_new_account_begins_with_its_making(
    head: Client, people: list[StaffMember], email: str
) -> None:
    member = people[0]
    head.post(NEW, ticked(member) | row(member, "bao.lq", email=email))
    changes = AccountChange.objects.filter(account__username="bao.lq").order_by("pk")
    told = [change.in_words for change in changes]
    assert told[:2] == ["tạo tài khoản", "trao vai trò: giáo viên"]
    assert len(told) == 3 and "mật khẩu đã đổi" not in told


def linked(people: list[StaffMember]) -> list[str | None]:
    with scoping.everywhere("a test looks"):
        rows = StaffMember.objects.filter(pk__in=[each.pk for each in people])
        names = dict(rows.values_list("pk", "user__username"))
    return [names[each.pk] for each in people]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", ""),
        ("username", "TEACHER"),
        ("username", "bao.lq"),
        ("username", "có dấu cách"),
        ("role", "head"),
        ("role", "department_admin"),
        ("role", ""),
        ("email", "không"),
    ],
)
def test_a_wrong_row_is_named_and_no_account_is_made(
    head: Client, people: list[StaffMember], field: str, value: str
) -> None:
    before = User.objects.count()
    form = ticked(*people[:2]) | row(people[0], "bao.lq") | row(people[1], "quang.bao")

    page = head.post(NEW, form | {f"{people[1].public_id}-{field}": value})

    # A name that stands for two people is wrong at both.
    wrong = {each.staff.pk for each in page.context["rows"] if each.is_refused}
    both = {people[0].pk, people[1].pk} if value == "bao.lq" else {people[1].pk}
    assert wrong == both
    assert page.context["refused"] == len(both)
    assert User.objects.count() == before
    assert linked(people) == [None] * 3


def test_all_rows_say_at_once_what_is_wrong(head: Client, people: list[StaffMember]) -> None:
    form = ticked(*people) | row(people[0], "teacher") | row(people[1], "") | row(people[2], "head")

    page = head.post(NEW, form)
    again = head.post(NEW, form | row(people[1], "quang.bao"))

    assert page.context["refused"] == 1, "what can be stored is asked of whole rows only"
    assert again.context["refused"] == 2


def test_who_has_got_an_account_meanwhile_is_not_given_a_second(
    head: Client, people: list[StaffMember]
) -> None:
    form = ticked(people[0]) | row(people[0], "bao.lq")
    assert head.post(NEW, form).status_code == 200

    page = head.post(NEW, form | row(people[0], "bao.lq9"))

    assert not CODE.search(page.content.decode())
    assert linked(people)[0] == "bao.lq"
    assert not User.objects.filter(username="bao.lq9").exists()


def test_a_vice_head_gives_no_vice_head_and_a_clerk_nothing(
    client_of: ClientOf, people: list[StaffMember]
) -> None:
    page = client_of("vice_head").post(
        NEW, ticked(people[0]) | row(people[0], "bao.lq", "vice_head")
    )

    assert page.context["refused"] == 1
    for persona in ("clerk", "teacher", "other_teacher", "department_admin"):
        assert client_of(persona).get(NEW).status_code == 404
    assert linked(people)[0] is None


def test_people_of_another_school_are_not_there(head: Client, world: World) -> None:
    with scoping.everywhere("a test records a person elsewhere"):
        foreign = StaffMemberFactory(school=world.foreign_school)

    page = head.post(NEW, ticked(foreign) | row(foreign, "la.mat"))

    assert page.status_code == 200 and not page.context["rows"]
    assert linked([foreign]) == [None]
    assert head.get(NEW, {"staff": str(foreign.public_id)}).context["rows"] == []
    assert head.get(NEW, {"school": world.foreign_school.code}).status_code == 400


def test_one_person_is_ticked_on_the_page_of_one(head: Client, people: list[StaffMember]) -> None:
    [only] = head.get(NEW, {"staff": str(people[1].public_id)}).context["rows"]

    assert (only.staff, only.is_ticked) == (people[1], True)
    detail = head.get(f"/staff/{people[1].public_id}/").content.decode()
    assert re.search(rf"/staff/accounts/\?school=\S+;staff={people[1].public_id}", detail)


def test_the_page_costs_the_same_however_many_people_there_are(
    head: Client, world: World, people: list[StaffMember]
) -> None:
    ask_counted(head, "staffing:account-new:head", NEW)
    with scoping.everywhere("a test records more people"):
        for _number in range(10):
            StaffMemberFactory(school=world.school)
    ask_counted(head, "staffing:account-new:head", NEW)
