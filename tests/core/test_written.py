"""Statements that are written once: they answer what the queryset would, time after time."""

import datetime
from typing import cast

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import ProgrammingError, connection, transaction
from django.db.models import BigIntegerField, CharField, DateField, Exists, OuterRef
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eduportal.accounts.models import Membership, User
from eduportal.core.written import Given, IsOneOf, Prepared, Written
from tests.factories import UserFactory
from tests.world import World

DAY = cast(datetime.date, Given("day", DateField()))
BY_NAME = Written(lambda: User.objects.filter(full_name=Given("name", CharField())))
AMONG = Written(
    lambda: (
        Membership.objects.in_force(DAY)
        .filter(IsOneOf("user_id", Given("users", ArrayField(BigIntegerField()))))
        .select_related("user", "school", "unit")
        .annotate(is_alone=~Exists(User.objects.filter(pk__gt=OuterRef("user"))))
        .order_by("pk")
    )
)


def test_the_rows_are_those_of_the_queryset_with_all_they_join(world: World) -> None:
    users = [world.users[name].pk for name in ("teacher", "commune_officer", "auditor")]
    today = timezone.localdate()
    expected = list(
        Membership.objects.in_force(today)
        .filter(user__in=users)
        .select_related("user", "school", "unit")
        .order_by("pk")
    )
    for _time in range(7):  # PostgreSQL may change its plan after the fifth.
        with CaptureQueriesContext(connection) as queries:
            found = AMONG.ask(users=users, day=today)
            shown = [(each, each.user.full_name, each.school, each.unit) for each in found]
        assert shown == [(each, each.user.full_name, each.school, each.unit) for each in expected]
        assert {type(each.is_alone) for each in found} == {bool}
        assert len(queries) == 1


def test_every_time_has_its_own_values(world: World) -> None:
    teacher = world.users["teacher"].pk
    today = timezone.localdate()
    assert [each.user_id for each in AMONG.ask(users=[teacher], day=today)] == [teacher]
    assert AMONG.ask(users=[], day=today) == []
    assert AMONG.ask(users=[teacher], day=datetime.date(1990, 1, 1)) == []


@pytest.mark.parametrize("name", ["O'Neil", "100 % $1 %s", 'a"; drop table accounts_user; --', ""])
def test_a_value_stays_a_value(db: None, name: str) -> None:
    user = UserFactory(full_name=name)
    UserFactory(full_name="another")
    assert BY_NAME.ask(name=name) == [user]
    assert BY_NAME.ask(name=f"{name}x") == []


def test_a_value_that_is_not_given_is_an_error_and_not_a_row(db: None) -> None:
    with pytest.raises(KeyError):
        BY_NAME.ask()


def test_a_statement_outlives_the_transaction_it_was_first_used_in(db: None) -> None:
    statement = Prepared("test", "select $1::int + 1")
    for number in (1, 2):
        with transaction.atomic(), connection.cursor() as cursor:
            statement.execute(cursor, [number])
            assert cursor.fetchone() == (number + 1,)
            transaction.set_rollback(True)


def test_a_statement_that_cannot_be_planned_is_an_error_each_time(db: None) -> None:
    statement = Prepared("test", "select no_such_column from accounts_user where id = $1")
    for _time in range(2):
        with (
            pytest.raises(ProgrammingError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            statement.execute(cursor, [1])


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_learns_its_statements_anew() -> None:
    user = UserFactory(full_name="An")
    assert BY_NAME.ask(name="An") == [user]
    connection.close()
    assert BY_NAME.ask(name="An") == [user]
