"""What the watcher is told, and that it is told even when the database is gone."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from eduportal.operations.health import AGES
from tests import factories

URL = "/healthz"
NOBODY = "redis://127.0.0.1:1/0"


def test_a_node_that_works_says_so_to_anybody(client, db):
    response = client.get(URL)
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "database": "ok",
        "queue": "ok",
        "replica": "none",
        "late": [],
        **dict.fromkeys(AGES),
    }
    assert "no-store" in response.headers["Cache-Control"]


def entry_made(minutes, monkeypatch, **named):
    """An entry that was left so many minutes ago."""
    created = timezone.now() - datetime.timedelta(minutes=minutes)
    with monkeypatch.context() as then:
        then.setattr(timezone, "now", lambda: created)
        return factories.OutboxEntryFactory(**named)


@pytest.mark.parametrize(
    ("age", "state"), [(age, state) for age, (state, _limit) in AGES.items() if state]
)
def test_the_oldest_package_of_any_school_in_each_state_is_told(
    client, db_everywhere, monkeypatch, age, state
):
    for minutes in (10, 3):
        entry_made(minutes, monkeypatch, state=state)
    entry_made(60, monkeypatch, state="accepted")
    told = client.get(URL).json()
    assert 600 <= told.pop(age) < 660
    assert {told[other] for other in AGES if other != age} == {None}


@pytest.mark.parametrize(
    ("age", "state", "limit"), [(age, *each) for age, each in AGES.items() if each[0]]
)
def test_an_age_that_has_passed_its_limit_is_late_and_the_node_still_works(
    client, db_everywhere, monkeypatch, age, state, limit
):
    entry = entry_made(limit / 60 - 1, monkeypatch, state=state)
    told = client.get(URL).json()
    assert (told["status"], told["late"]) == ("ok", [])

    entry_made(limit / 60 + 1, monkeypatch, state=state, peer=entry.peer)
    response = client.get(URL)
    assert response.status_code == 200
    assert (response.json()["status"], response.json()["late"]) == ("late", [age])


def test_a_comparison_of_three_days_ago_is_late(client, db_everywhere):
    factories.PeerFactory(equal_at=timezone.now() - datetime.timedelta(days=3))
    assert client.get(URL).json()["late"] == ["equal_seconds"]


def test_a_return_that_a_later_version_answers_is_no_matter_any_more(
    client, db_everywhere, monkeypatch
):
    package = factories.PackageFactory(returned=True)
    entry = entry_made(10, monkeypatch, package=package, state="returned")
    scope = {"school": entry.school, "unit": entry.package.unit}
    factories.PackageFactory(**scope, version=2)
    assert client.get(URL).json()["oldest_returned_seconds"] is None


def test_the_last_comparison_that_found_both_equal_is_told(client, db_everywhere):
    factories.PeerFactory(equal_at=timezone.now() - datetime.timedelta(minutes=5))
    factories.PeerFactory(downstream=True, equal_at=timezone.now() - datetime.timedelta(days=5))
    assert 300 <= client.get(URL).json()["equal_seconds"] < 360


def test_without_a_queue_the_node_is_down(client, db, settings):
    settings.CELERY_BROKER_URL = NOBODY
    response = client.get(URL)
    assert response.status_code == 503
    assert response.json()["queue"] == "down"
    assert response.json()["database"] == "ok"


@pytest.mark.django_db(transaction=True)
def test_without_a_database_the_node_answers_that_it_is_down(client, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    response = client.get(URL)
    assert response.status_code == 503
    assert response.json() == {
        "status": "down",
        "database": "down",
        "queue": "ok",
        "replica": "none",
        "late": [],
        **dict.fromkeys(AGES),
    }


def test_the_answer_names_neither_address_nor_version(client, db, settings):
    settings.CELERY_BROKER_URL = NOBODY
    assert "127.0.0.1" not in client.get(URL).content.decode()
