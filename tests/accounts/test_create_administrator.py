"""The first account of a node is made at a terminal, with a password worth the name."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import Role
from eduportal.accounts.selectors import scope_for

PASSWORD = "mưa rào tháng bảy 1985"


@pytest.fixture
def create(monkeypatch: pytest.MonkeyPatch, db: None) -> Any:
    """Runs the command with a password on standard input; answers what it printed."""

    def create(password: str, *arguments: str) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        output = io.StringIO()
        call_command("create_administrator", *arguments, stdout=output)
        return output.getvalue()

    return create


def test_the_administrator_signs_in_and_opens_the_administration_site(
    create: Any, client: Client
) -> None:
    printed = create(PASSWORD, "quan.tri", "--full-name", "Trần Quốc Bảo")

    client.post("/accounts/sign-in/", {"username": "quan.tri", "password": PASSWORD})

    assert client.get("/admin/schools/school/add/").status_code == 200
    assert "quan.tri" in printed and PASSWORD not in printed


def test_the_administrator_sees_every_school(create: Any) -> None:
    create(PASSWORD, "quan.tri", "--full-name", "Trần Quốc Bảo")

    user = User.objects.get(username="quan.tri")
    assert Membership.objects.get(user=user).role == Role.DEPARTMENT_ADMIN
    assert scope_for(user).is_everywhere


def test_a_weak_password_and_a_bad_name_are_both_refused_and_nothing_is_written(
    create: Any,
) -> None:
    with pytest.raises(CommandError) as refusal:
        create("1234567", "quan tri", "--full-name", "Trần Quốc Bảo")

    assert len(str(refusal.value).splitlines()) >= 3
    assert not User.objects.exists()


def test_a_name_already_taken_keeps_its_account_as_it_is(create: Any) -> None:
    create(PASSWORD, "quan.tri", "--full-name", "Trần Quốc Bảo")

    with pytest.raises(CommandError):
        create("một mật khẩu khác 77", "quan.tri", "--full-name", "Người Khác")

    user = User.objects.get()
    assert user.full_name == "Trần Quốc Bảo" and user.check_password(PASSWORD)
