"""Redis as a hint: it can neither run code in the portal nor hold up or fail what asks it."""

import base64
import json
import os
import pickle
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core.cache import cache, caches
from django.db import connection
from pytest_django.fixtures import Settings
from redis.exceptions import RedisError

from eduportal.core import hints
from eduportal.core.hints import Circuit
from script.launcher.servers import embedded_queue
from script.launcher.state import instance
from tests.owner import address_of

NOBODY = "redis://127.0.0.1:1/0"
WITHIN_SECONDS = 90
WORKER = [sys.executable, "-m", "celery", "--app=eduportal", "worker", "--concurrency=1"]
WORKER += ["--loglevel=INFO", "--without-gossip", "--without-mingle", "--without-heartbeat"]


class Bomb:
    """Unpickled, it leaves a file."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.trace,)


@pytest.fixture
def server() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client


def test_a_bomb_is_one(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Bomb(tmp_path / "trace")))
    assert (tmp_path / "trace").exists()


def test_a_pickled_value_in_the_cache_is_never_unpickled(
    server: redis.Redis, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    server.set(cache.make_key("planted"), pickle.dumps(Bomb(trace)), ex=60)
    assert cache.get("planted", "nothing") == "nothing"
    assert not trace.exists()


@pytest.mark.parametrize("value", [True, 7, 1.5, "Ân", [1.0, 2.0], {"a": None}])
def test_the_cache_keeps_what_the_portal_puts_in(value: Any) -> None:
    cache.set("kept", value, timeout=60)
    assert cache.get("kept") == value
    assert type(cache.get("kept")) is type(value)


def test_nothing_but_json_can_be_put_in() -> None:
    with pytest.raises(TypeError):
        cache.set("kept", object())


@pytest.mark.trial("programs")
@pytest.mark.django_db(transaction=True)
def test_a_worker_refuses_a_pickled_message(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with instance(tmp_path) as supervisor:
        queue = embedded_queue(supervisor)["REDIS_URL"]
        with redis.Redis.from_url(queue) as server:
            server.lpush(settings.CELERY_TASK_DEFAULT_QUEUE, message_of(Bomb(trace)))
        environment = os.environ | {
            "DATABASE_URL": address_of(connection.settings_dict["NAME"]),
            "REDIS_URL": queue,
        }
        log = tmp_path / "worker.log"
        with log.open("ab") as written:
            worker = subprocess.Popen(
                WORKER, cwd=settings.BASE_DIR, env=environment, stdout=written, stderr=written
            )
        until = time.monotonic() + WITHIN_SECONDS
        while "Refusing to deserialize untrusted content of type pickle" not in log.read_text():
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.1)
        worker.terminate()
        worker.wait(60)
    assert not trace.exists()


def message_of(bomb: Bomb) -> str:
    """A message as Celery would write it with its pickle serializer."""
    task_id = str(uuid.uuid4())
    return json.dumps(
        {
            "body": base64.b64encode(pickle.dumps(((bomb,), {}, {}))).decode(),
            "content-encoding": "binary",
            "content-type": "application/x-python-serialize",
            "headers": {"task": "privacy.clean_up", "id": task_id, "lang": "py"},
            "properties": {
                "correlation_id": task_id,
                "delivery_mode": 2,
                "delivery_info": {"exchange": "", "routing_key": "x"},
                "priority": 0,
                "body_encoding": "base64",
                "delivery_tag": task_id,
            },
        }
    )


@pytest.fixture
def silent(settings: Settings) -> hints.HintCache:
    """The cache of a server that does not answer."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": NOBODY}}
    hints.circuit_of.cache_clear()
    found = caches["default"]
    assert isinstance(found, hints.HintCache)
    return found


def test_a_silent_server_is_an_empty_cache(silent: hints.HintCache) -> None:
    silent.set("key", 1)
    assert silent.get("key", "nothing") == "nothing"
    assert silent.add("key", 1) is False
    assert silent.delete("key") is False


def test_the_pause_is_said_once_and_ends_with_the_first_answer(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    circuit, asked = Circuit(), []

    def silent() -> str:
        asked.append("silent")
        raise RedisError("no answer")

    assert [circuit.ask(silent, "without") for _time in range(3)] == ["without"] * 3
    assert asked == ["silent"]
    assert caplog.text.count("does not answer") == 1

    later = time.monotonic() + hints.PAUSE_SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: later)
    # While one thread tries again, the others do not.
    assert circuit.ask(lambda: circuit.ask(silent, "without"), "") == "without"
    assert asked == ["silent"]
    assert circuit.ask(lambda: "answer", "without") == "answer"


def test_an_error_of_ours_is_no_silence() -> None:
    with pytest.raises(ZeroDivisionError):
        Circuit().ask(lambda: 1 // 0, 0)


@pytest.mark.django_db
def test_an_offer_that_fails_is_logged_and_fails_nothing(
    django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        hints.offer("privacy.clean_up", number=object())

    assert "on_commit" in caplog.text
