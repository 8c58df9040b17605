"""Sessions end by idleness, by age and by their person; one's own are listed."""

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from eduportal.accounts.models import BrowserSession
from eduportal.accounts.user_agents import device_in_words
from tests.factories import PASSWORD
from tests.world import ClientOf, World

PROFILE = "/accounts/profile/"
SESSIONS = "/accounts/sessions/"
NEW = "con-duong-den-truong-7"


def row_of(client: Client) -> BrowserSession:
    return BrowserSession.objects.get(pk=client.cookies["sessionid"].value)


def unused_for(client: Client, **age: float) -> None:
    """As if the session was last used that long ago."""
    moment = timezone.now() - datetime.timedelta(**age)
    BrowserSession.objects.filter(pk=client.cookies["sessionid"].value).update(last_used_at=moment)


def is_signed_in(client: Client) -> bool:
    return client.get(PROFILE).status_code == 200


def test_thirty_minutes_without_use_end_a_session(client_of: ClientOf) -> None:
    client = client_of("teacher")
    unused_for(client, minutes=29)
    assert is_signed_in(client)

    unused_for(client, minutes=30)

    assert not is_signed_in(client)
    script = client.get(PROFILE, headers={"Accept": "application/json"})
    assert script.json()["code"] == "signed_out"


def test_a_use_puts_the_end_off(client_of: ClientOf) -> None:
    client = client_of("teacher")
    for _half_hour in range(3):
        unused_for(client, minutes=20)
        assert is_signed_in(client)


def test_what_scripts_ask_by_themselves_is_no_use(client_of: ClientOf, world: World) -> None:
    client = client_of("teacher")
    unused_for(client, minutes=20)
    before = row_of(client).last_used_at

    answer = client.get(
        f"/marksheets/{world.sheet.public_id}/changes/?since=0", headers={"X-Unattended": "1"}
    )

    assert answer.status_code == 200
    assert row_of(client).last_used_at == before


def writes_of(client: Client) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        client.get(PROFILE)
    return [each["sql"] for each in queries if each["sql"].startswith(("UPDATE", "INSERT"))]


def test_a_use_is_written_down_once_a_minute_at_most(client_of: ClientOf) -> None:
    client = client_of("teacher")
    unused_for(client, seconds=59)
    assert writes_of(client) == []

    unused_for(client, seconds=61)

    [written] = writes_of(client)
    assert written.startswith('UPDATE "accounts_browsersession" SET "last_used_at"')
    assert writes_of(client) == []


def test_eight_hours_end_it_however_busy_it_is(client_of: ClientOf) -> None:
    client = client_of("teacher")
    [end] = [row_of(client).expire_date]
    assert datetime.timedelta(hours=7, minutes=59) < end - timezone.now()

    session = client.session
    session["anything"] = "changed"
    session.save()
    assert row_of(client).expire_date == end, "a change of the session does not move its end"

    BrowserSession.objects.update(expire_date=timezone.now())
    assert not is_signed_in(client)


@pytest.fixture
def two(world: World) -> tuple[Client, Client]:
    """The teacher at a computer and with a telephone."""
    clients = []
    for agent in ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0", "Mozilla/5.0 (iPhone) Safari/604"):
        client = Client(headers={"User-Agent": agent}, REMOTE_ADDR="203.0.113.7")
        client.post("/accounts/sign-in/", {"username": "teacher", "password": PASSWORD})
        clients.append(client)
    return clients[0], clients[1]


def listed(client: Client) -> list[tuple[str, str, bool]]:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    rows = client.get(SESSIONS).context["rows"]
    return sorted((device, session.address, is_this) for session, device, is_this in rows)


def test_ones_own_sessions_are_listed_with_this_one_marked(two: tuple[Client, Client]) -> None:
    assert listed(two[0]) == [
        ("Chrome on Windows", "203.0.113.7", True),
        ("Safari on iPhone", "203.0.113.7", False),
    ]


def test_nobody_elses_and_no_ended_session_is_listed(
    two: tuple[Client, Client], client_of: ClientOf
) -> None:
    client_of("head")
    unused_for(two[1], minutes=31)

    assert len(listed(two[0])) == 1


def test_the_page_does_not_hold_the_key_of_any_session(two: tuple[Client, Client]) -> None:
    page = two[0].get(SESSIONS).content.decode()

    for session in BrowserSession.objects.all():
        assert session.session_key not in page


def test_signing_out_there_ends_that_session_at_once(two: tuple[Client, Client]) -> None:
    here, there = two

    here.post(f"{SESSIONS}{row_of(there).public_id}/end/")

    assert not is_signed_in(there)
    assert is_signed_in(here)


def test_signing_out_everywhere_else_keeps_this_one(
    two: tuple[Client, Client], client_of: ClientOf
) -> None:
    stranger = client_of("head")

    two[0].post(f"{SESSIONS}end/")

    assert [is_signed_in(each) for each in (*two, stranger)] == [True, False, True]


def test_another_persons_session_does_not_exist(
    two: tuple[Client, Client], client_of: ClientOf
) -> None:
    address = f"{SESSIONS}{row_of(two[0]).public_id}/end/"

    assert client_of("head").post(address).status_code == 404
    assert is_signed_in(two[0])


def test_a_new_password_ends_the_other_sessions(two: tuple[Client, Client]) -> None:
    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}

    two[0].post("/accounts/password/", fields)

    assert [is_signed_in(each) for each in two] == [True, False]
    assert BrowserSession.objects.filter(user__username="teacher").count() == 1


def test_the_row_keeps_its_beginning_when_the_session_gets_a_new_key(
    client_of: ClientOf, world: World
) -> None:
    client = client_of("teacher")
    before = row_of(client)
    session = client.session
    session.cycle_key()
    session.save()
    client.cookies["sessionid"] = session.session_key
    after = row_of(client)

    assert after.pk != before.pk
    same: list[Any] = ["public_id", "user_id", "started_at", "address", "user_agent"]
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]


def test_any_text_is_taken_for_a_browsers_name(world: World) -> None:
    client = Client(headers={"User-Agent": "x" * 5000})

    client.post("/accounts/sign-in/", {"username": "teacher", "password": PASSWORD})

    assert row_of(client).user_agent == "x" * 400


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/130 Safari/537.36", "Chrome on Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile Safari/537", "Chrome on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Firefox/130.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Macintosh) Version/18 Safari/605.1", "Safari on Mac"),
        ("curl/8.0", "Another browser"),
        ("", "Another browser"),
    ],
)
def test_a_device_is_named_in_words(agent: str, words: str) -> None:
    with translation.override("en"):
        assert device_in_words(agent) == words
