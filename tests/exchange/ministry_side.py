"""A Department that reports to the Ministry's database, and what must hold between the two."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import requests
from django.db.models.functions import Now
from pytest_django.fixtures import Settings

from eduportal.exchange.ministry.mapping import mapping
from eduportal.exchange.ministry.projecting import records_of
from eduportal.exchange.models import MinistryRecord, MinistryScope, Package
from eduportal.exchange.services import Draft, seal_package
from eduportal.exchange.services.recording import Scope, facts_of
from eduportal.exchange.wire.header import Event
from eduportal.scoping import everywhere
from schools.models import School
from tests.exchange.conftest import CLOSES, marks, row, sealed, uid

FRONT = Path(__file__).with_name("ministry_front.py")
YEAR = "2026-2027"
ENVELOPE = ("Bang", "IdBanGhi", "SuKien", "PhienBan", "ThoiGianCapNhat", "KeyCha")
"""Columns every record has; the others are its content."""
__all__ = ["marks", "row", "sealed", "uid"]


@dataclass
class Front:
    """The Ministry's front end, running."""

    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def held(self, table: str = "") -> dict[str, dict[str, Any]]:
        """What it holds, by IdBanGhi; of one table."""
        held: dict[str, dict[str, Any]] = self._ask()["held"]
        return {key: each for key, each in held.items() if table in ("", each["Bang"])}

    def processed(self) -> list[tuple[str, int]]:
        """Every version it has processed, in order."""
        return [(key, version) for key, version in self._ask()["processed"]]

    def answers_first(self, *states: str) -> None:
        """Answer for what comes from now on with these states before the last one."""
        self._post("next", list(states))

    def chokes_on(self, *identities: str) -> None:
        """Refuse every request that holds one of these records."""
        self._post("choke", list(identities))

    def restore(self, held: dict[str, Any]) -> None:
        """Go back to an older copy."""
        self._post("restore", held)

    def _ask(self) -> dict[str, Any]:
        found: dict[str, Any] = requests.get(f"{self.address}/held", timeout=10).json()
        return found

    def _post(self, path: str, said: Any) -> None:
        requests.post(f"{self.address}/{path}", json=said, timeout=10).raise_for_status()


@pytest.fixture(scope="session")
def front_process() -> Iterator[Front]:
    with subprocess.Popen(
        [sys.executable, str(FRONT)], stdout=subprocess.PIPE, text=True, env={**os.environ}
    ) as process:
        assert process.stdout
        yield Front(int(process.stdout.readline()))
        process.kill()


@pytest.fixture
def front(front_process: Front, settings: Settings, tmp_path: Path) -> Front:
    """The front end, empty; this Department reports to it with its password."""
    front_process.restore({})
    front_process.answers_first()
    front_process.chokes_on()
    settings.EDUPORTAL_TIER = "department"
    settings.EDUPORTAL_CSDL_URL = front_process.address
    settings.EDUPORTAL_CSDL_TOKEN_FILE = str(tmp_path / "password")
    (tmp_path / "password").write_text("mat-khau\n")
    return front_process


# Posts, duties and every other record of a member of the staff.
NO_RECORDS: tuple[list[object], ...] = tuple([] for _ in range(8))


def seal(school: School, feed: str, lines: list[Any], **named: Any) -> Package:
    """The next version of one of the school's scopes."""
    draft = {"feed": feed, "closes": CLOSES, "lines": lines, "sealed_by": ""} | named
    return seal_package(school, Draft(**draft))


def school_known(school: School, *classes: str) -> None:
    """Its register: the school, one teacher, its classes of grade 6."""
    line = [school.code, school.name, ["03"], "1", "so", "", "Đường 1", ""]
    seal(school, "school", [line])
    seal(
        school,
        "staff",
        [[uid(900), "GV1", "Lê Thị Hoa", "1990-02-03", "2", "working", "", *NO_RECORDS]],
    )
    lines = [[code, code, 6, "gdpt-2018", "", "", []] for code in classes]
    seal(school, "class", lines, year=YEAR, layout=list(classes))


def class_list(school: School, unit: str, *students: list[Any]) -> Package:
    """The list of a class, a line each of `on_list`."""
    about = {"programme": "gdpt-2018", "grade": 6}
    closes = date(2027, 5, 31)
    named = {"year": YEAR, "unit": unit, "unit_name": unit, "about": about, "closes": closes}
    return seal(school, "student", sorted(students), **named)


def on_list(student: int, **changes: Any) -> list[Any]:
    """One student's line in the list of a class."""
    return [*row(student, **changes)[:7], "2", "2026-09-05", "", ""]


def corrected(school: School, lines: list[Any], unit: str = "6A1") -> Package:
    """A correction of a class's term I."""
    first = Package.objects.filter(school=school, unit=unit, feed="term").latest("pk")
    event = Event.CORRECTION if lines else Event.WITHDRAWAL
    named = {"event": event, "basis": "Quyết định số 1", "rules": first.rules}
    place = {"year": YEAR, "period": "hk1", "unit": unit, "unit_name": unit}
    return seal(school, "term", lines, about=first.about, layout=first.layout, **named, **place)


def let_wait_end() -> None:
    """Let the time pass that records have to wait for."""
    with everywhere("a test lets time pass"):
        MinistryRecord.objects.update(not_before=Now())


def records(kind: str) -> list[MinistryRecord]:
    with everywhere("a test looks"):
        return list(MinistryRecord.objects.filter(kind=kind).order_by("pk"))


def projected() -> dict[str, dict[str, Any]]:
    """What the ledger says now, made afresh from the packages: by IdBanGhi, the columns."""
    with everywhere("a test compares"):
        scopes = [
            Scope(each.school_id, each.feed, each.year, each.period, "")
            for each in MinistryScope.objects.all()
        ]
        facts = [fact for scope in scopes for fact in facts_of(scope)]
    found = [each for each in records_of(facts, mapping()) if not each.problems]
    return {str(each.record_id): each.content for each in found}


def conserved(front: Front) -> bool:
    """The Ministry holds what the ledger says, and nothing else that is not cancelled.

    No version was processed twice, and none out of order.
    """
    held = {
        key: {name: value for name, value in each.items() if name not in ENVELOPE}
        for key, each in front.held().items()
        if each["SuKien"] != "CANCEL"
    }
    processed = front.processed()
    rising: dict[str, int] = {}
    for key, version in processed:
        if version <= rising.get(key, 0):
            return False
        rising[key] = version
    return json.dumps(held, sort_keys=True) == json.dumps(projected(), sort_keys=True)
