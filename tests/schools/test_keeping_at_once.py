"""Two administrators add the same row at the same moment: the second is told, nobody fails."""

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction

from eduportal import scoping
from eduportal.accounts.models import User
from eduportal.accounts.roles import Role
from eduportal.accounts.services.people import Post, create_account
from schools.models import Subject
from schools.services import open_year, save_row
from schools.services.errors import RegisterRefused
from schools.services.years import YearPlan
from tests.accounts.test_admin_at_once import wait_until_another_waits
from tests.schools.test_keeping_years import year_2030
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def plan() -> YearPlan:
    days = year_2030()
    code = days.pop("code")
    return YearPlan(code, {name: datetime.date.fromisoformat(text) for name, text in days.items()})


def subject() -> Subject:
    return Subject(code="MOI", name="Môn Mới", short_name="Mới", position=90)


def account(world: World) -> User:
    return create_account(
        actor=world.users["department_admin"],
        account=User(username="moi", full_name="Người Mới", email="moi@example.vn"),
        post=Post(Role.DEPARTMENT_OFFICER),
        origin="https://cong.example.vn",
    )


WAYS: dict[str, Callable[[World], object]] = {
    "subject": lambda _world: save_row(subject()),
    "year": lambda _world: open_year(plan()),
    "account": account,
}


@pytest.mark.parametrize("way", WAYS)
def test_the_second_of_two_who_add_the_same_is_told(world: World, way: str) -> None:
    def again() -> str:
        try:
            with scoping.everywhere("a test is the second"):
                WAYS[way](world)
        except (RegisterRefused, ValidationError):
            return "told"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(max_workers=1) as threads:
        with scoping.everywhere("a test is the first"), transaction.atomic():
            WAYS[way](world)
            second = threads.submit(again)
            wait_until_another_waits()
        assert second.result() == "told"
