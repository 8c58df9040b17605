"""Servers an administrator gives through the environment: the reason why one does not suit."""

import os
from collections.abc import Iterator

import pytest

from script.launcher.places import PLACES, TWO
from script.launcher.ports import HOST, reserved_port
from script.launcher.servers import given
from script.launcher.steps import CannotStart
from tests.launcher.conftest import Start, databases_of_two_nodes
from tests.owner import owner_address_of

DATABASES = ("DATABASE_URL", "DATABASE_OWNER_URL")


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that does not answer."""
    with reserved_port() as port:
        yield f"{HOST}:{port}"


def test_a_silent_postgresql_is_named_without_its_password(
    silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://u:very-secret@{silent}/portal")
    with pytest.raises(CannotStart, match="server of DATABASE_URL cannot be used") as refusal:
        given(DATABASES, TWO)
    assert silent.rpartition(":")[2] in str(refusal.value)
    assert "very-secret" not in str(refusal.value)


def test_an_address_of_another_kind_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://u:very-secret@db/portal")
    with pytest.raises(CannotStart, match="server of DATABASE_URL cannot be used") as refusal:
        given(DATABASES, TWO)
    assert "very-secret" not in str(refusal.value)


def test_a_silent_redis_is_named_without_its_password(
    silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", f"redis://:very-secret@{silent}/0")
    with pytest.raises(CannotStart, match=f"server of REDIS_URL .*{silent}") as refusal:
        given(("REDIS_URL",), TWO)
    assert "very-secret" not in str(refusal.value)


def test_each_node_has_a_queue_of_its_own_some_numbers_further() -> None:
    address, _, number = os.environ["REDIS_URL"].rpartition("/")
    found = given(("REDIS_URL",), list(PLACES))
    assert [each["REDIS_URL"] for each in found] == [
        f"{address}/{int(number) + further}" for further in range(len(PLACES))
    ]


def test_a_queue_number_the_server_does_not_have_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REDIS_URL", os.environ["REDIS_URL"].rpartition("/")[0] + "/9999")
    with pytest.raises(CannotStart, match="server of REDIS_URL cannot be used"):
        given(("REDIS_URL",), TWO)


def test_a_database_without_its_owner_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_OWNER_URL")
    with pytest.raises(CannotStart, match="Set DATABASE_OWNER_URL as well"):
        given(DATABASES, TWO)


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"])
def test_both_nodes_on_one_database_or_queue_are_refused(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"EDUPORTAL_MINISTRY_{name}", os.environ[name])
    with pytest.raises(CannotStart, match=f"{name} and EDUPORTAL_MINISTRY_{name} must differ"):
        given((name,), TWO)


def test_a_missing_database_of_the_ministry_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = owner_address_of("eduportal_absent")
    monkeypatch.setenv("EDUPORTAL_MINISTRY_DATABASE_URL", absent)
    missing = 'EDUPORTAL_MINISTRY_DATABASE_URL .*"eduportal_absent" does not exist'
    with pytest.raises(CannotStart, match=missing):
        given(DATABASES, TWO)


@pytest.mark.trial("programs")
@pytest.mark.django_db
def test_a_runtime_role_that_owns_the_tables_is_refused_by_the_portals_own_check(
    launch: Start,
) -> None:
    with databases_of_two_nodes() as databases:
        as_owner = dict.fromkeys(DATABASES, databases["DATABASE_OWNER_URL"])
        run = launch(**as_owner, REDIS_URL=os.environ["REDIS_URL"])
        assert run.process.wait() == 1
    assert "error: manage.py prepare_demo_node on the department node failed" in run.printed()
    assert "must be an ordinary one that may not act as the owner" in run.printed()
