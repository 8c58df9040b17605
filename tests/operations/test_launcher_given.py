"""Servers an administrator gives: addresses of both nodes, and the reason for a refusal."""

import os

import pytest

from eduportal.operations.launcher import given
from eduportal.operations.launcher.ports import HOST, free_port
from eduportal.operations.launcher.steps import CannotStart


@pytest.mark.parametrize(
    ("url", "ministry"),
    [
        ("postgresql://u:p@db:5432/portal", "postgresql://u:p@db:5432/portal_ministry"),
        (
            "postgresql:///portal?host=/run/postgresql",
            "postgresql:///portal_ministry?host=/run/postgresql",
        ),
    ],
)
def test_ministry_database_is_beside_the_departments(url: str, ministry: str) -> None:
    assert given.beside(url) == ministry


def test_ministry_queue_is_one_number_further() -> None:
    department = os.environ["REDIS_URL"]
    address, _, number = department.rpartition("/")
    assert given.queues({"REDIS_URL": department}) == (department, f"{address}/{int(number) + 1}")


def test_queue_number_the_server_does_not_have_is_refused() -> None:
    address = os.environ["REDIS_URL"].rpartition("/")[0]
    with pytest.raises(CannotStart, match="REDIS_URL .* cannot be used"):
        given.queues({"REDIS_URL": f"{address}/9999"})


def test_silent_redis_is_named_without_its_password() -> None:
    port = free_port()
    with pytest.raises(CannotStart, match=f"{HOST}:{port}") as refusal:
        given.check_redis("REDIS_URL", f"redis://:very-secret@{HOST}:{port}/0")
    assert "very-secret" not in str(refusal.value)


def test_silent_postgres_is_named_without_its_password() -> None:
    port = free_port()
    with pytest.raises(CannotStart, match=f"{HOST}:{port}") as refusal:
        given.check_database("DATABASE_URL", f"postgresql://u:very-secret@{HOST}:{port}/portal")
    assert "very-secret" not in str(refusal.value)


@pytest.mark.parametrize("url", ["mysql://u@db/portal", "postgresql://u@db", "portal"])
def test_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(CannotStart, match="must look like postgresql://"):
        given.check_database("DATABASE_URL", url)


def test_role_of_the_tests_suits() -> None:
    given.check_database("DATABASE_URL", os.environ["DATABASE_URL"])


def test_both_nodes_in_one_database_are_refused() -> None:
    url = os.environ["DATABASE_URL"]
    same = {"DATABASE_URL": url, "EDUPORTAL_MINISTRY_DATABASE_URL": url, "DATABASE_OWNER_URL": url}
    with pytest.raises(CannotStart, match="a database each"):
        given.databases(same)
