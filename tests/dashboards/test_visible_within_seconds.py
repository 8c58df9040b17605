"""A sealed class is on the province's page within five seconds: page, queue, a worker, page."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from eduportal.dashboards.tasks import refresh_stale
from eduportal.operations.mainjob.browser import Browser
from eduportal.scoping import everywhere
from script.launcher.ports import HOST
from script.launcher.servers import embedded_queue
from script.launcher.state import instance
from tests.exchange.levels import approve
from tests.exchange.second_node import portal, unmeasured
from tests.factories.people import PASSWORD
from tests.owner import address_of
from tests.world import World

pytestmark = [
    pytest.mark.trial("programs"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("signing_key"),
]
WORKER = ["celery", "--app=eduportal", "worker", "--concurrency=1", "--loglevel=INFO"]
WORKER += [f"--queues={settings.CELERY_TASK_DEFAULT_QUEUE}"]
WORKER += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
PROMISED_SECONDS = 5
READY_WITHIN_SECONDS = 120
CLASSES = 3


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    with instance(tmp_path) as supervisor:
        yield unmeasured() | {
            "DATABASE_URL": address_of(connection.settings_dict["NAME"]),
            "REDIS_URL": embedded_queue(supervisor)["REDIS_URL"],
            "EDUPORTAL_NODE": "long-an",
            "EDUPORTAL_SIGNING_KEY_FILE": str(settings.EDUPORTAL_SIGNING_KEY_FILE),
        }


@contextmanager
def worker(environment: dict[str, str], log: Path) -> Iterator[None]:
    """A worker without the clock: nothing sweeps, so that only the event can bring the figure."""
    with log.open("ab") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", *WORKER],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=written,
            stderr=written,
        )
    try:
        until = time.monotonic() + READY_WITHIN_SECONDS
        while " ready." not in log.read_text():
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(30)


def sealed_on(officer: Browser) -> str:
    """What the page of the figure says of the classes sealed in the province."""
    page = officer.get(reverse("dashboards:figure", args=["TD-06"]))
    return page.partition('class="lead"')[2].partition("</p>")[0]


def test_a_sealed_class_is_on_the_page_of_the_province_within_five_seconds(
    world: World, environment: dict[str, str], tmp_path: Path
) -> None:
    approve(world, 80)
    with everywhere("the figures of the start"):
        refresh_stale()
    took = []
    log = tmp_path / "log"
    with (
        portal(environment, log / "web.log") as port,
        worker(environment, log / "worker.log"),
    ):
        head = Browser(f"http://{HOST}:{port}", "head", PASSWORD)
        officer = Browser(f"http://{HOST}:{port}", "department_officer", PASSWORD)
        for group in world.classes[world.school][:CLASSES]:
            before = sealed_on(officer)
            path = f"/classes/{group.public_id}/terms/{world.term.code}/seal/"
            head.post(path, {"confirmation": group.name, "without_conduct": "on"}, path)
            began = time.monotonic()
            while sealed_on(officer) == before:
                assert time.monotonic() - began < READY_WITHIN_SECONDS, "the event was lost"
                time.sleep(0.05)
            took.append(time.monotonic() - began)
    print("visible after", ", ".join(f"{seconds:.2f} s" for seconds in took))  # noqa: T201
    assert max(took) < PROMISED_SECONDS
