"""A user name is one, however its letters are written; no two differ by capitals alone."""

import io
import json

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from eduportal.accounts.models import SignIn, User
from tests.factories import PASSWORD, MembershipFactory, UserFactory
from tests.world import ClientOf, World

# The last one with its marks apart.
SPELLINGS = ["đức.gv", "Đức.GV", "ĐỨC.GV", "ĐU\u031b\u0301C.gv"]


@pytest.fixture
def teacher(db: None) -> User:
    user = UserFactory(username="Đức.gv")
    MembershipFactory(user=user, everywhere=True)
    return user


def test_it_is_kept_in_small_letters_whatever_way_it_came(teacher: User) -> None:
    assert teacher.username == "đức.gv"
    assert User.objects.get().username == "đức.gv"
    User.objects.bulk_create([User(username="Bích", full_name="Bích")])
    assert User.objects.filter(username="BÍCH").values_list("username").get() == ("bích",)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_signs_in_at_both_doors(teacher: User, spelling: str) -> None:
    fields = {"username": spelling, "password": PASSWORD}

    page = Client().post("/accounts/sign-in/", fields)
    grid = Client().post("/accounts/sign-in/json/", json.dumps(fields), "application/json")

    assert (page.status_code, grid.status_code) == (302, 200)
    assert set(SignIn.objects.values_list("user", "outcome")) == {(teacher.pk, "right")}


def test_no_second_account_differs_by_capitals_alone(teacher: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(username="ĐỨC.gv")


def test_the_database_itself_refuses_capitals(teacher: User) -> None:
    with pytest.raises(IntegrityError, match="in_small_letters"), connection.cursor() as cursor:
        cursor.execute("update accounts_user set username = 'HEAD'")


def test_the_page_of_a_new_account_says_that_the_name_is_taken(
    client_of: ClientOf, world: World
) -> None:
    admin = client_of("department_admin")
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    typed = {"username": "TEACHER", "full_name": "Người Khác", "role": "auditor"}

    page = admin.post("/accounts/people/new/", typed)

    assert "Capital letters count as small ones." in page.content.decode()


def test_the_command_says_that_the_name_is_taken(
    teacher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("mưa rào tháng bảy 1985\n"))

    with pytest.raises(CommandError, match="Chữ hoa được tính như chữ thường"):
        call_command("create_administrator", "ĐỨC.GV", "--full-name", "Người Khác")
