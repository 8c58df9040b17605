"""The whole way with its engine: page, queue, Celery worker, Ministry; and without the queue."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from eduportal.operations.mainjob.browser import Browser
from script.launcher.ports import HOST
from script.launcher.processes import Supervisor
from script.launcher.servers import embedded_queue
from script.launcher.state import instance
from tests.exchange.levels import approve, conserved, states
from tests.exchange.second_node import SecondNode, portal, unmeasured
from tests.factories.people import PASSWORD
from tests.owner import address_of
from tests.world import World

pytestmark = [pytest.mark.trial("programs"), pytest.mark.django_db(transaction=True)]
WORKER = ["celery", "--app=eduportal", "worker", "--concurrency=1", "--loglevel=INFO"]
WORKER += [f"--queues={settings.EXCHANGE_QUEUE}"]
WORKER += ["--without-gossip", "--without-mingle", "--without-heartbeat", "--beat"]
# A worker on a busy machine takes its time to start; nothing is waited for longer than it takes.
DELIVERED_WITHIN_SECONDS = 120
ANSWERED_WITHIN_SECONDS = 30


@dataclass
class Department:
    """This Department as processes: a queue of its own, pages, and in `environment` a worker."""

    queue: str
    pages: Browser
    environment: dict[str, str]
    supervisor: Supervisor

    def seal(self, world: World, number: int) -> float:
        """Let the head seal one class of the school; how many seconds the page took."""
        group = world.classes[world.school][number]
        before = time.monotonic()
        path = f"/classes/{group.public_id}/terms/{world.term.code}/seal/"
        form = {"confirmation": group.name, "without_conduct": "on"}
        self.pages.post(path, form, path)
        return time.monotonic() - before


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    with instance(tmp_path) as supervisor:
        yield supervisor


@pytest.fixture
def department(
    ministry: SecondNode, world: World, supervisor: Supervisor, tmp_path: Path
) -> Iterator[Department]:
    approve(world, 80)
    queue = embedded_queue(supervisor)["REDIS_URL"]
    environment = unmeasured() | {
        "DATABASE_URL": address_of(connection.settings_dict["NAME"]),
        "REDIS_URL": queue,
        "EDUPORTAL_NODE": "long-an",
        "EDUPORTAL_SIGNING_KEY_FILE": str(ministry.folder / "long-an.key"),
    }
    with portal(environment, tmp_path / "log" / "web.log") as port:
        pages = Browser(f"http://{HOST}:{port}", "head", PASSWORD)
        yield Department(queue, pages, environment, supervisor)


@contextmanager
def worker(department: Department, log: Path) -> Iterator[None]:
    """A Celery worker that is there as long as this is open."""
    with log.open("ab") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", *WORKER, f"--schedule={log.with_name('beat')}"],
            cwd=settings.BASE_DIR,
            env=department.environment,
            stdout=written,
            stderr=written,
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def wait_until_accepted() -> bool:
    until = time.monotonic() + DELIVERED_WITHIN_SECONDS
    while states() != {"accepted"}:
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def test_a_sealed_class_reaches_the_ministry_though_the_queue_forgets_everything(
    department: Department, ministry: SecondNode, world: World, tmp_path: Path
) -> None:
    with worker(department, tmp_path / "log" / "worker.log"):
        department.seal(world, 0)
        with redis.Redis.from_url(department.queue) as queue:
            queue.flushall()
        assert wait_until_accepted()
    assert conserved(ministry)


def test_without_a_queue_pages_seal_and_a_command_delivers(
    department: Department, ministry: SecondNode, world: World
) -> None:
    department.seal(world, 0)
    # The server of the queue dies; the rows are the truth, and the page can do without.
    department.supervisor.stop_all()
    assert department.seal(world, 1) < ANSWERED_WITHIN_SECONDS
    assert states() == {"queued"}

    printed = StringIO()
    call_command("sync_relay", stdout=printed)
    assert printed.getvalue() == "3 packages settled.\n"
    assert conserved(ministry)
