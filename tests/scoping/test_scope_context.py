"""A scope lasts as long as its block, and never reaches the next request, task or connection."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import Client, RequestFactory

from eduportal import scoping
from eduportal.celery import app
from eduportal.scoping.context import Actor, replace_request_settings, request_settings
from eduportal.scoping.middleware import door_of
from eduportal.scoping.scope import setting_for
from eduportal.scoping.tasks import ScopedTask
from schools.models import School
from tests import factories
from tests.world import ClientOf, World, build_world

SETTINGS = (
    "select current_setting('eduportal.scope', true), current_setting('eduportal.actor', true)"
)


def open_settings() -> tuple[str, str]:
    """Scope and actor of this connection now, empty when there are none."""
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        scope, actor = cursor.fetchone()
    return scope or "", actor or ""


def visible() -> set[int]:
    return set(School.objects.values_list("pk", flat=True))


@pytest.fixture
def two(db: None) -> tuple[School, School]:
    with scoping.everywhere("two schools for the test"):
        return factories.SchoolFactory(), factories.SchoolFactory()


def test_nested_scopes_restore_the_outer_one(two: tuple[School, School]) -> None:
    ours, theirs = two

    with scoping.schools([ours.pk]):
        with scoping.everywhere("a wider look"):
            assert visible() == {ours.pk, theirs.pk}
            with scoping.schools([theirs.pk]):
                assert visible() == {theirs.pk}
            assert visible() == {ours.pk, theirs.pk}
        assert visible() == {ours.pk}
    assert visible() == set()


def test_a_failure_inside_restores_the_outer_scope(two: tuple[School, School]) -> None:
    ours, _theirs = two

    with scoping.schools([ours.pk]):
        with pytest.raises(ZeroDivisionError), scoping.everywhere("about to fail"):
            raise ZeroDivisionError
        assert visible() == {ours.pk}


def test_a_rollback_to_a_savepoint_restores_the_outer_scope(two: tuple[School, School]) -> None:
    ours, _theirs = two

    with scoping.schools([ours.pk]):
        with transaction.atomic():
            replace_request_settings("*", Actor(user_id=7, door="api"))
            assert len(visible()) == 2
            transaction.set_rollback(True)
        assert visible() == {ours.pk}


def test_a_scope_whose_changes_are_taken_back_needs_no_restoring(
    two: tuple[School, School],
) -> None:
    ours, _theirs = two

    with scoping.schools([ours.pk]):
        with scoping.everywhere("a look that is taken back"):
            transaction.set_rollback(True)
        assert visible() == {ours.pk}


def test_a_request_opens_scope_and_actor_together(db: None) -> None:
    with request_settings("{3}", Actor(user_id=7)):
        assert open_settings() == ("{3}", "7")
        replace_request_settings("{4}", Actor(user_id=8))
        assert open_settings() == ("{4}", "8")
        replace_request_settings("{}", Actor())
        assert open_settings() == ("{}", "")
    with request_settings("{}", Actor()), scoping.acting_as(Actor()):
        assert open_settings() == ("{}", "")


@pytest.mark.parametrize(
    ("path", "door"),
    [("/api/v1/schools/", "api"), ("/admin/", "admin"), ("/", "browser"), ("/classes/", "browser")],
)
def test_the_history_names_the_door_by_the_address(path: str, door: str) -> None:
    assert door_of(RequestFactory().get(path)) == door


def test_a_look_everywhere_needs_a_reason(db: None) -> None:
    with pytest.raises(ValueError, match="reason"), scoping.everywhere("  "):
        raise AssertionError("the scope was opened")


def test_the_reason_of_a_look_everywhere_is_in_the_log_at_debug(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG", "eduportal.scoping"), scoping.everywhere("nightly rebuild"):
        pass
    assert caplog.messages == ["Every school is in scope: nightly rebuild"]


def test_an_actor_ends_with_its_block(db: None) -> None:
    with scoping.acting_as(Actor(user_id=7, door="import")):
        assert open_settings() == ("", "7")
    assert open_settings() == ("", "")


def test_a_stream_reopens_the_scope_it_was_asked_for(two: tuple[School, School]) -> None:
    ours, _theirs = two

    def names() -> Iterator[int]:
        yield from School.objects.values_list("pk", flat=True)

    assert list(names()) == []
    assert list(scoping.scoped_stream(names(), setting_for([ours.pk]))) == [ours.pk]


def test_a_setting_takes_numbers_only() -> None:
    with pytest.raises(ValueError):
        setting_for(["1}'; select 1 --"])  # type: ignore[list-item]


@app.task(base=ScopedTask, name="tests.visible_schools", shared=False)
def visible_schools(*, school_id: int) -> set[int]:
    return visible()


@app.task(
    base=ScopedTask, name="tests.all_schools", shared=False, everywhere_because="a test counts"
)
def all_schools() -> set[int]:
    return visible()


@app.task(base=ScopedTask, name="tests.careless", shared=False)
def careless() -> set[int]:
    raise AssertionError("a task without a scope has run")


def test_a_task_sees_its_school_and_leaves_nothing_behind(two: tuple[School, School]) -> None:
    ours, theirs = two

    assert visible_schools(school_id=ours.pk) == {ours.pk}
    assert visible_schools(school_id=theirs.pk) == {theirs.pk}
    assert all_schools() == {ours.pk, theirs.pk}
    assert open_settings() == ("", "")


def test_a_task_without_school_or_reason_is_refused(db: None) -> None:
    with pytest.raises(ValueError, match="tests.careless needs school_id"):
        careless()


def test_the_scope_of_one_request_does_not_reach_the_next(
    world: World, client_of: ClientOf
) -> None:
    for persona, name in [("head", "schools[0]"), ("other_teacher", "schools[1]")]:
        school = world.schools[int(name[-2])]
        page = client_of(persona).get("/accounts/profile/")
        assert school.name in page.content.decode()
        assert open_settings() == ("", "")
    assert visible() == set()


@pytest.mark.django_db(transaction=True)
def test_a_kept_connection_carries_nothing_into_its_next_transaction() -> None:
    world = build_world()
    client = Client()
    client.force_login(world.users["auditor"], "eduportal.accounts.backends.PortalBackend")
    before = connection.connection

    assert client.get("/accounts/profile/").status_code == 200

    assert connection.connection is before, "the test needs the very same connection"
    assert open_settings() == ("", "")
    with transaction.atomic():
        assert visible() == set()


@pytest.mark.django_db(transaction=True)
def test_an_open_scope_is_unknown_to_other_connections() -> None:
    with scoping.everywhere("a school for the test"):
        factories.SchoolFactory()
    seen: list[set[int]] = []

    def look() -> None:
        seen.append(visible())
        connection.close()

    with scoping.everywhere("the other connection must not notice"):
        other = threading.Thread(target=look)
        other.start()
        other.join()

    assert seen == [set()]
