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
        **dict.fromkeys(AGES),
    }
    assert "no-store" in response.headers["Cache-Control"]


def test_the_oldest_waiting_package_of_any_school_is_shown(client, db_everywhere, monkeypatch):
    now = timezone.now()
    for minutes, state in ((10, "queued"), (60, "accepted"), (3, "queued")):
        with monkeypatch.context() as then:
            created = now - datetime.timedelta(minutes=minutes)
            then.setattr(timezone, "now", lambda created=created: created)
            factories.OutboxEntryFactory(state=state)
    told = client.get(URL).json()["oldest_outbox_seconds"]
    assert 600 <= told < 660


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
        **dict.fromkeys(AGES),
    }


def test_the_answer_names_neither_address_nor_version(client, db, settings):
    settings.CELERY_BROKER_URL = NOBODY
    assert "127.0.0.1" not in client.get(URL).content.decode()
