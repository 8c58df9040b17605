"""A school manages its own accounts, and no others."""

import datetime
import html

import pytest
from django.test import Client
from django.utils import timezone

from eduportal.accounts.change_words import in_words
from eduportal.accounts.models import AccountChange, Membership, User
from eduportal.accounts.roles import Role
from tests.factories import MembershipFactory, UserFactory
from tests.query_counts import ask_counted
from tests.world import ClientOf, World


@pytest.fixture
def head(client_of: ClientOf) -> Client:
    return client_of("head")


def school_page(world: World) -> str:
    return f"/accounts/schools/{world.school.public_id}/"


def page_of(world: World, persona: str) -> str:
    return f"{school_page(world)}{world.users[persona].pk}/"


def decide(client: Client, page: str, form: dict[str, object], **more: bool):
    """Press a button of the page as it is now."""
    shown = client.get(page).context
    revision = {"revision": shown["revision"]} if shown and "revision" in shown else {}
    return client.post(page, revision | form, **more)


def test_closing_ends_the_session_at_once_and_opening_lets_in_again(
    head: Client, client_of: ClientOf, world: World
) -> None:
    teacher = client_of("teacher")
    assert teacher.get("/accounts/profile/").status_code == 200

    decide(head, page_of(world, "teacher"), {"step": "close"})

    assert teacher.get("/accounts/profile/").status_code == 302
    decide(head, page_of(world, "teacher"), {"step": "open"})
    assert User.objects.get(username="teacher").is_active
    assert teacher.get("/accounts/profile/").status_code == 302, "the old session stays ended"


def test_a_role_ends_at_once_also_on_its_first_day(
    head: Client, client_of: ClientOf, world: World
) -> None:
    today = timezone.localdate()
    older, newer = world.users["teacher"], world.users["clerk"]
    Membership.objects.filter(user=older).update(starts_on=today - datetime.timedelta(days=9))
    Membership.objects.filter(user=newer).update(starts_on=today)
    for user in (older, newer):
        client = client_of(user.username)
        assert client.get("/accounts/profile/").status_code == 200
        fields = {"step": "end", "membership": user.memberships.get().pk}

        decide(head, page_of(world, user.username), fields)

        assert client.get("/accounts/profile/").status_code == 302
        assert not Membership.objects.in_force().filter(user=user).exists()


def test_a_role_is_given_once(head: Client, world: World) -> None:
    for _time in range(2):
        decide(head, page_of(world, "teacher"), {"step": "give", "role": "clerk"})

    roles = world.users["teacher"].memberships.values_list("role", flat=True)
    assert sorted(roles) == ["clerk", "teacher"]


def test_a_role_at_another_school_is_not_shown_and_not_ended(head: Client, world: World) -> None:
    teacher = world.users["teacher"]
    there = MembershipFactory(user=teacher, role=Role.CLERK, school=world.foreign_school)

    page = head.get(page_of(world, "teacher"))
    answer = decide(head, page_of(world, "teacher"), {"step": "end", "membership": there.pk})
    closing = decide(head, page_of(world, "teacher"), {"step": "close"})

    assert [each.role for each in page.context["account"].here] == [Role.TEACHER]
    assert {each.what for each in page.context["changes"]} == {"created", "role_given"}
    assert len(page.context["changes"]) == 2
    assert (answer.status_code, closing.status_code) == (404, 404)
    assert Membership.objects.in_force().filter(pk=there.pk).exists()


def test_the_history_says_who_did_what(head: Client, world: World) -> None:
    decide(head, page_of(world, "teacher"), {"step": "give", "role": "clerk"})
    decide(head, page_of(world, "teacher"), {"step": "link"})
    decide(head, page_of(world, "teacher"), {"step": "close"})

    page = head.get(page_of(world, "teacher"))

    newest = page.context["changes"][:4]
    head_did = (world.users["head"], "browser")
    # The link takes the old password away.
    assert [(each.what, each.actor, each.door) for each in newest] == [
        (what, *head_did) for what in ("changed", "link_sent", "changed", "role_given")
    ]
    assert newest[0].old == {"is_active": True} and newest[0].new == {"is_active": False}


def test_the_history_says_in_words_what_was_given_taken_and_done(
    head: Client, world: World
) -> None:
    teacher, clerk = world.users["teacher"], world.users["clerk"]
    for step in ("close", "open"):
        decide(head, page_of(world, "teacher"), {"step": step})
    User.objects.filter(pk=teacher.pk).update(password="another", full_name="Lê Thị Tư")
    membership = clerk.memberships.get()
    for is_given in (True, False):
        membership.imports_marks = is_given
        membership.save()
    Membership.objects.filter(user=teacher).update(ends_on=datetime.date(2027, 5, 31))

    def told(username: str) -> list[str]:
        page = head.get(page_of(world, username))
        lines = [each.in_words for each in page.context["changes"]]
        text = html.unescape(page.content.decode())
        assert all(line[0].upper() + line[1:] in text for line in lines)
        return lines

    ended, renamed, opened, closed, given, created = told("teacher")
    assert ended == "vai trò thay đổi: giáo viên; ngày kết thúc: – → 31/05/2027"
    assert renamed == f"mật khẩu đã đổi; họ và tên: {teacher.full_name} → Lê Thị Tư"
    assert (opened, closed) == ("mở lại tài khoản", "đóng tài khoản")
    assert (given, created) == ("trao vai trò: giáo viên", "tạo tài khoản")
    assert told("clerk")[:2] == [
        "vai trò thay đổi: văn thư; được nhập điểm bằng tệp: thu lại",
        "vai trò thay đổi: văn thư; được nhập điểm bằng tệp: trao",
    ]


@pytest.mark.parametrize(
    ("what", "old", "new", "told"),
    [
        (
            "created",
            None,
            {"is_active": True, "is_superuser": True},
            "tạo tài khoản; toàn quyền trong trang quản trị: trao",
        ),
        ("created", None, {"is_active": False}, "tạo tài khoản; đóng tài khoản"),
        ("deleted", {"is_active": True, "is_superuser": True}, None, "xóa tài khoản"),
        ("link_sent", None, None, "gửi liên kết đặt mật khẩu"),
        (
            "deputy_named",
            None,
            {"acts": ["seal"], "starts_on": "2027-01-18", "ends_on": "2027-01-22"},
            "được ủy quyền: khóa sổ lớp, 18/01/2027–22/01/2027",
        ),
    ],
)
def test_every_kind_of_change_has_its_words(
    what: str, old: dict | None, new: dict | None, told: str
) -> None:
    assert in_words(what, old, new) == told


def test_the_head_sees_who_may_bring_in_marks(head: Client, world: World) -> None:
    sign = "nhập điểm bằng tệp"
    pages = [school_page(world), page_of(world, "clerk")]
    assert not [each for each in pages if sign in head.get(each).content.decode()]

    Membership.objects.filter(user=world.users["clerk"]).update(imports_marks=True)

    assert all(sign in head.get(each).content.decode() for each in pages)


def test_a_head_of_two_schools_chooses_one(head: Client, world: World) -> None:
    MembershipFactory(user=world.users["head"], role=Role.HEAD, school=world.neighbour_school)

    page = head.get("/accounts/schools/")

    assert set(page.context["schools"]) == {world.school, world.neighbour_school}


def test_the_pages_cost_the_same_however_many_people_there_are(head: Client, world: World) -> None:
    for count in (3, 20):
        for _number in range(count):
            MembershipFactory(user=UserFactory(), school=world.school)
        page = ask_counted(head, "accounts:school-accounts:head", school_page(world))
        assert page.status_code == 200
    ask_counted(head, "accounts:school-account:head", page_of(world, "teacher"))


def test_the_history_of_accounts_is_never_rewritten(db_everywhere: None, world: World) -> None:
    assert AccountChange.objects.exists()
    with pytest.raises(Exception, match=r"permission denied|append-only"):
        AccountChange.objects.all().delete()


def test_a_password_is_never_in_the_history(world: World) -> None:
    user = world.users["teacher"]
    user.set_password("mot-mat-khau-khac-7")
    user.save()

    change = AccountChange.objects.filter(account=user).latest("pk")
    assert (change.old, change.new) == ({}, {"password": "changed"})
    assert user.password not in str(list(AccountChange.objects.values_list()))
