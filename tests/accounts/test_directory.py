"""The list of a school's accounts: found by name, and what needs a look in one column."""

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone, translation

from eduportal import scoping
from eduportal.accounts import authority, directory
from eduportal.accounts.models import Membership, OneTimeLink, User
from eduportal.accounts.services import managing
from staffing.models import StaffMember
from tests.accounts.test_views_school_accounts import school_page
from tests.factories import AuthenticatorFactory, DeputationFactory, MembershipFactory
from tests.world import ClientOf, World


@pytest.fixture
def head(client_of: ClientOf, world: World) -> Client:
    # So that only what a test changes is to be looked at.
    User.objects.update(last_login=timezone.now())
    return client_of("head")


def names(client: Client, world: World, **asked: str) -> list[str]:
    page = client.get(school_page(world), asked)
    assert page.status_code == 200
    return [row.account.username for row in page.context["page"]]


def signs(client: Client, world: World, username: str) -> list[str]:
    page = client.get(school_page(world))
    [row] = [row for row in page.context["page"] if row.account.username == username]
    return [sign.text for sign in row.signs]


def test_words_of_the_name_find_in_any_order_without_accents(head: Client, world: World) -> None:
    User.objects.filter(username="teacher").update(full_name="Lương Quốc Bảo")

    for text in ("bảo", "bao luong", "LƯƠNG b", "teach"):
        assert names(head, world, q=text) == ["teacher"], text
    assert names(head, world, q="bao nguyen") == []
    assert "other_teacher" not in names(head, world)


def test_the_list_is_sorted_and_taken_away_as_it_is_narrowed(head: Client, world: World) -> None:
    User.objects.filter(username="clerk").update(last_login=None)
    now = timezone.now()
    User.objects.filter(username="teacher").update(last_login=now + datetime.timedelta(days=1))
    by_name = names(head, world)

    assert names(head, world, sort="-name") == by_name[::-1]
    assert names(head, world, sort="seen")[0] == "clerk"
    assert names(head, world, sort="-seen")[0] == "teacher"
    assert head.get(school_page(world), {"sort": "password"}).status_code == 400
    answer = head.get(school_page(world), {"role": "teacher", "export": "xlsx"})
    [_titles, row] = openpyxl.load_workbook(BytesIO(answer.content)).active.values
    assert row[1] == "teacher" and row[4] is not None


def test_the_parts_of_the_list_stay_in_the_address(head: Client, world: World) -> None:
    User.objects.filter(username="clerk").update(is_active=False)
    User.objects.filter(username="homeroom").update(last_login=None)

    assert names(head, world, show="closed") == ["clerk"]
    assert names(head, world, show="new") == ["homeroom"]
    assert names(head, world, show="look") == ["homeroom"]
    assert names(head, world, role="vice_head") == ["vice_head"]
    page = head.get(school_page(world), {"role": "teacher", "show": "look"})
    assert "role=teacher" in page.content.decode()
    assert {part.name: part.number for part in page.context["parts"]} == {
        "": 6,
        "look": 1,
        "new": 1,
        "closed": 1,
    }


def test_every_exception_has_its_words(head: Client, world: World, settings) -> None:
    today = timezone.localdate()
    assert signs(head, world, "teacher") == []

    with scoping.schools([world.school.pk]):
        StaffMember.objects.filter(user=world.users["teacher"]).update(user=None)
    assert signs(head, world, "teacher") == ["chưa gắn với nhân sự"]
    Membership.objects.filter(user=world.users["homeroom"]).update(
        ends_on=today + datetime.timedelta(days=9)
    )
    assert signs(head, world, "homeroom")[0].startswith("hết hạn")
    User.objects.filter(username="vice_head").update(last_login=None)
    assert signs(head, world, "vice_head") == ["chưa vào lần nào, không có liên kết"]
    managing.renew_access(
        actor=world.users["head"], accounts=[world.users["vice_head"]], origin="https://a"
    )
    assert "liên kết đến" in signs(head, world, "vice_head")[0]
    OneTimeLink.objects.update(ends_at=timezone.now())
    assert signs(head, world, "vice_head") == ["chưa vào lần nào, không có liên kết"]
    settings.EDUPORTAL_SECOND_FACTOR_REQUIRED = True
    AuthenticatorFactory(user=world.users["head"])
    from_now_on = head.get(school_page(world))
    assert from_now_on.status_code == 302, "the head has to prove it first"


def test_a_role_that_needs_a_second_factor_and_has_none_is_named(
    head: Client, world: World, settings
) -> None:
    listed = {}
    for required in (False, True):
        settings.EDUPORTAL_SECOND_FACTOR_REQUIRED = required
        rows = _rows(world)
        listed[required] = {
            name for name, row in rows.items() if "chưa bật" in str([s.text for s in row.signs])
        }

    assert listed == {False: set(), True: {"head", "vice_head", "clerk"}}


def test_a_deputy_needs_a_second_factor_too(world: World, settings) -> None:
    settings.EDUPORTAL_SECOND_FACTOR_REQUIRED = True
    User.objects.update(last_login=timezone.now())
    DeputationFactory(
        school=world.school, principal=world.users["head"], deputy=world.users["teacher"]
    )

    assert _rows(world)["teacher"].needs_second_factor


def _rows(world: World) -> dict:
    managed = authority.managed_by(world.users["head"])
    with scoping.schools([world.school.pk]), translation.override("vi"):
        rows = directory.listed_at(world.school, managed=managed)
        assert [row.signs for row in rows]
    return {row.account.username: row for row in rows}


def test_a_long_list_has_pages(head: Client, world: World) -> None:
    for _number in range(60):
        MembershipFactory(school=world.school)

    last = head.get(school_page(world)).context["page"].last
    assert len(names(head, world)) == 50
    assert len(names(head, world, after=last)) == 16
