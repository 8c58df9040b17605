"""A name that can be nobody's is refused in words, and counted like any other failure."""

import json

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from eduportal.accounts.addresses import client_address
from eduportal.accounts.choices import Outcome
from eduportal.accounts.models import SignIn
from eduportal.accounts.services.guessing import PACES
from tests.world import World

NAMES = ["a" * 100_000, "a\x00b", "\u202e", "\ufffd", "e\u0301" * 5_000]
IN_JSON = [*NAMES, "\ud800", "x" * 3_000]


def page(client: Client, name: str) -> HttpResponse:
    return client.post("/accounts/sign-in/", {"username": name, "password": "sai"})


def script(client: Client, name: str) -> HttpResponse:
    fields = json.dumps({"username": name, "password": "sai"})
    return client.post("/accounts/sign-in/json/", fields, content_type="application/json")


@pytest.mark.parametrize(
    ("send", "name", "status"),
    [(page, name, 200) for name in NAMES] + [(script, name, 400) for name in IN_JSON],
    ids=range(len(NAMES) + len(IN_JSON)),
)
def test_a_name_of_nobody_is_refused_in_words_and_slowed_like_any_other(
    send, name: str, status: int, client: Client, world: World
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    tries = range(PACES["name-and-address"].free)

    answers = [send(client, name) for _each in tries]

    assert [answer.status_code for answer in answers] == [status for _each in tries]
    assert "User name” h" in answers[0].content.decode(
        "unicode_escape" if status == 400 else "utf-8"
    )
    assert SignIn.objects.filter(outcome=Outcome.WRONG).count() == len(tries)
    assert send(client, name).status_code == 429


def test_a_password_that_cannot_be_read_is_counted_for_the_name(
    client: Client, world: World
) -> None:
    fields = json.dumps({"username": "teacher", "password": "\ud800"})
    response = client.post("/accounts/sign-in/json/", fields, content_type="application/json")

    assert response.status_code == 400 and set(response.json()["errors"]) == {"password"}
    assert SignIn.objects.get().user == world.users["teacher"]


@pytest.mark.parametrize(
    ("header", "seen"),
    [("203.0.113.9", "203.0.113.9"), ("x, 2001:db8::1", "2001:db8::1"), ("1.1.1.1, ²", "10.0.0.1")],
)
def test_an_entry_that_is_no_address_counts_as_the_socket(rf, settings, header, seen) -> None:
    settings.EDUPORTAL_PROXY_COUNT = 1
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": header})

    assert client_address(request) == seen
