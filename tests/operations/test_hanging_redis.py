"""A Redis that hangs stops no page: it is stopped for real, as a swapping machine would stop it."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
import requests
from django.db import connection

from eduportal import scoping
from eduportal.accounts.models import Mail
from eduportal.exchange.models import Package
from eduportal.imports.models import ImportJob
from eduportal.operations.mainjob.browser import Browser
from grades.models import MarkRecord
from script.launcher.ports import HOST
from script.launcher.servers import embedded_queue
from script.launcher.state import instance
from staffing.models import StaffMember
from tests.exchange.levels import approve
from tests.exchange.second_node import kill_workers, portal
from tests.factories.people import PASSWORD, StaffMemberFactory
from tests.imports.jobs import ROSTER
from tests.imports.rosters import new_row, roster
from tests.owner import address_of
from tests.world import World

pytestmark = [
    pytest.mark.trial("programs"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("uncounted"),
]
# One timeout of a second beside the page's own work, on a machine that is busy with other tests.
WITHIN_SECONDS = 10
EVERYWHERE = "a test looks at what the pages wrote"


@dataclass
class Place:
    """One node's pages with a Valkey of their own, which `stopped` lets hang."""

    address: str
    valkey: int
    log: Path

    @contextmanager
    def stopped(self) -> Iterator[None]:
        os.kill(self.valkey, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.valkey, signal.SIGCONT)

    def waits(self) -> int:
        """How often a page has waited for Redis in vain."""
        return self.log.read_text().count("Redis does not answer")


@pytest.fixture
def place(world: World, tmp_path: Path) -> Iterator[Place]:
    with instance(tmp_path) as supervisor:
        queue = embedded_queue(supervisor)["REDIS_URL"]
        with redis.Redis.from_url(queue) as client:
            process = client.info("server")["process_id"]
        environment = os.environ | {
            "DATABASE_URL": address_of(connection.settings_dict["NAME"]),
            "REDIS_URL": queue,
            "EDUPORTAL_PRIVATE_DIR": str(tmp_path / "private"),
        }
        log = tmp_path / "log" / "web.log"
        with portal(environment, log) as web:
            yield Place(f"http://{HOST}:{web}", process, log)


def seconds(act: Callable[[], Any]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def test_it_costs_the_first_page_a_second_and_the_next_ones_nothing(
    world: World, place: Place
) -> None:
    acts = Acts(world, place)
    for act in ("sign-in", "saving", "sealing", "upload", "reset", "invite"):
        # The next one has not yet found out that Redis hangs.
        kill_workers(place.log.parent)
        assert requests.get(f"{place.address}/healthz", timeout=60).ok, act
        first, second = acts.prepared(act)
        # Signing in counts in PostgreSQL and asks Redis nothing.
        waits = place.waits() + (act != "sign-in")
        with place.stopped():
            assert seconds(first) < WITHIN_SECONDS, act
            assert place.waits() == waits, act
            assert seconds(second) < WITHIN_SECONDS, act
            assert place.waits() == waits, act
            began = time.monotonic()
            answer = requests.get(f"{place.address}/healthz", timeout=10)
            assert time.monotonic() - began < WITHIN_SECONDS, act
            assert (answer.status_code, answer.json()["queue"]) == (503, "down"), act
        acts.assert_done(act)
        assert requests.get(f"{place.address}/healthz", timeout=10).json()["queue"] == "ok", act


class Acts:
    """What people do while Redis hangs, twice each, and what must be stored afterwards."""

    def __init__(self, world: World, place: Place) -> None:
        self.world, self.place = world, place

    def prepared(self, act: str) -> tuple[Callable[[], Any], Callable[[], Any]]:
        """The act for the first and the second time; what comes before it has been done."""
        if act == "sign-in":
            return lambda: self.browser("teacher"), lambda: self.browser("head")
        acts = {
            "saving": self.saving,
            "sealing": self.sealing,
            "upload": self.upload,
            "reset": self.reset,
            "invite": self.invite,
        }
        return acts[act]()

    def browser(self, persona: str) -> Browser:
        return Browser(self.place.address, persona, PASSWORD)

    def saving(self) -> tuple[Callable[[], Any], Callable[[], Any]]:
        teacher = self.browser("teacher")
        sheet = f"/marksheets/{self.world.sheet.public_id}/"

        def save(number: int) -> dict[str, int]:
            record = self.world.records[self.world.sheet][number]
            edit = {"record": record.pk, "cell": "gk", "from": "", "to": "7"}
            return teacher.save_cells(sheet, [edit])

        return lambda: save(0), lambda: save(1)

    def sealing(self) -> tuple[Callable[[], Any], Callable[[], Any]]:
        approve(self.world, 80)
        head = self.browser("head")

        def seal(number: int) -> None:
            group = self.world.classes[self.world.school][number]
            path = f"/classes/{group.public_id}/terms/{self.world.term.code}/seal/"
            head.post(path, {"confirmation": group.name, "without_conduct": "on"}, path)

        return lambda: seal(0), lambda: seal(1)

    def upload(self) -> tuple[Callable[[], Any], Callable[[], Any]]:
        clerk = self.browser("clerk")
        path = f"/imports/new/?kind={ROSTER}"
        token = Browser._token(clerk.get(path), path)
        fields = {"kind": ROSTER, "importer": ROSTER, "year": self.world.year.code}
        fields |= {"school": str(self.world.school.pk), "csrfmiddlewaretoken": token}

        def upload(name: str) -> None:
            clerk.session.post(
                self.place.address + path,
                data=fields,
                files={"file": ("list.xlsx", roster(new_row(full_name=name)))},
            ).raise_for_status()

        return lambda: upload("Trần Văn Lạ"), lambda: upload("Lê Thị Mới")

    def reset(self) -> tuple[Callable[[], Any], Callable[[], Any]]:
        path = f"{self.place.address}/accounts/password/reset/"

        def ask(email: str) -> None:
            session = requests.Session()
            token = Browser._token(session.get(path).text, path)
            fields = {"email": email, "csrfmiddlewaretoken": token}
            session.post(path, data=fields).raise_for_status()

        return lambda: ask("mot@example.vn"), lambda: ask("hai@example.vn")

    def invite(self) -> tuple[Callable[[], Any], Callable[[], Any]]:
        head = self.browser("head")
        path = "/staff/accounts/"
        with scoping.everywhere(EVERYWHERE):
            one, two = StaffMemberFactory.create_batch(2, school=self.world.school)

        def invite(person: StaffMember, name: str) -> None:
            key = str(person.public_id)
            fields = {f"{key}-username": name, f"{key}-role": "teacher"}
            fields |= {f"{key}-email": f"{name}@example.vn", "pick": key}
            head.post(path, fields, path)

        return lambda: invite(one, "moi.mot"), lambda: invite(two, "moi.hai")

    def assert_done(self, act: str) -> None:
        """Both times everything was stored: the rows are the truth."""
        with scoping.everywhere(EVERYWHERE):
            if act == "saving":
                assert MarkRecord.objects.filter(midterm=70).count() == 2
            if act == "sealing":
                assert Package.objects.filter(feed="term").count() == 2
            if act == "upload":
                assert ImportJob.objects.count() == 2
            if act == "reset":
                assert Mail.objects.count() == 2
            if act == "invite":
                assert Mail.objects.count() == 4
