"""Whatever answers in the Ministry's place, the records of this node stay and go on."""

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from eduportal.exchange.services import report
from schools.models import School
from tests.exchange import line as lines
from tests.exchange.line import Line
from tests.exchange.ministry_side import (
    Front,
    conserved,
    corrected,
    front,
    front_process,
    let_wait_end,
    marks,
    records,
    row,
    school_known,
    sealed,
)
from tests.factories import SchoolFactory

__all__ = ["front", "front_process"]
pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
Said = dict[str, Any]


@pytest.fixture
def school(front: Front) -> School:
    """A school whose register has been taken in above, and a class's term that is to go."""
    found = SchoolFactory()
    school_known(found, "6A1")
    report()
    sealed(found, 1, 2)
    return found


def saying(change: Callable[[Said], Said], status: str = "200 OK") -> lines.Fault:
    """Answer each record of the request with this, in place of the Ministry."""

    def fault(request: bytes, near: socket.socket, far: socket.socket) -> None:
        asked = json.loads(request.split(b"\r\n\r\n", 1)[1])["BanGhi"]
        said = [
            {
                "IdBanGhi": each["IdBanGhi"],
                "PhienBan": each["PhienBan"],
                "DaXuLy": True,
                "TrangThai": "13",
            }
            for each in asked
        ]
        body = json.dumps({"KetQua": [each | change(each) for each in said]}).encode()
        lines.respond(near, status, "Content-Type: application/json\r\n", body)

    return fault


def page(status: str, body: bytes, headers: str = "") -> lines.Fault:
    return lambda request, near, far: lines.respond(near, status, headers, body)


@pytest.mark.parametrize(
    "fault",
    [
        page("500 Oops", b"broken \0 \xed\xa0\x80"),
        saying(lambda _each: {"TrangThai": "\0"}),
        saying(lambda _each: {"TrangThai": "\ud800"}),
        saying(lambda _each: {"MoTa": "\0 \ud800", "TrangThai": "10"}),
        saying(lambda _each: {"MoTa": [[]] * 9, "TrangThai": None}),
        saying(lambda _each: {"PhienBan": 2**31 - 2}),
        saying(lambda _each: {"PhienBan": 10**400}),
        page("302 Found", b"", "Location: http://127.0.0.1:1/\r\n"),
        page("200 OK", b'{"KetQua":' + b"[" * 100_000),
        page("200 OK", b'{"KetQua":[{}]}'),
        page("200 OK", b"\x1f\x8b", "Content-Encoding: gzip\r\n"),
    ],
    ids=[
        *("NUL in a page", "NUL as state", "half a pair as state", "NUL as reason"),
        *("no texts", "the last number there is", "a number without end"),
        *("elsewhere", "deep", "empty", "broken gzip"),
    ],
)
def test_an_answer_nobody_can_store_keeps_no_record(
    school: School, front: Front, settings: Settings, fault: lines.Fault
) -> None:
    with Line(front.port) as line:
        settings.EDUPORTAL_CSDL_URL = line.address
        line.faults = [fault]
        report()
        assert all(each.attempts or each.state != "waiting" for each in records("result"))
    corrected(school, [row(1, cells=marks(40)), row(2)])
    settings.EDUPORTAL_CSDL_URL = front.address
    for _run in range(3):
        let_wait_end()
        report()
    assert {each.state for each in records("result")} == {"accepted"}
    assert conserved(front)


def test_who_always_holds_a_greater_number_is_not_asked_without_end(
    school: School, front: Front, settings: Settings
) -> None:
    asked: Counter[str] = Counter()

    def greater(each: Said) -> Said:
        asked[each["IdBanGhi"]] += 1
        return {"PhienBan": each["PhienBan"] + 1}

    with Line(front.port) as line:
        settings.EDUPORTAL_CSDL_URL = line.address
        line.faults = [saying(greater)] * 20
        report()
    # As it was, and once more under the next number.
    assert set(asked.values()) == {2}
    assert {each.state for each in records("result")} == {"waiting"}


def test_an_answer_that_never_ends_is_given_up_in_time(
    school: School, front: Front, settings: Settings
) -> None:
    over = threading.Event()

    def endless(request: bytes, near: socket.socket, far: socket.socket) -> None:
        near.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        for _piece in range(200):
            if over.wait(0.2):
                return
            near.sendall(b" ")

    settings.EXCHANGE_TIMEOUT_SECONDS = 1
    with Line(front.port) as line:
        settings.EDUPORTAL_CSDL_URL = line.address
        line.faults = [endless]
        started = time.monotonic()
        report()
        assert time.monotonic() - started < 20
        over.set()
    assert {each.last_error.partition(":")[0] for each in records("result")} == {"no_answer"}


def test_the_password_is_shown_nowhere_though_the_other_side_repeats_it(
    school: School, front: Front, settings: Settings
) -> None:
    def repeats(request: bytes, near: socket.socket, far: socket.socket) -> None:
        lines.respond(near, "500 Oops", "", request[request.index(b"Bearer") :][:100])

    with Line(front.port) as line:
        settings.EDUPORTAL_CSDL_URL = line.address
        line.faults = [repeats]
        report()
    [error] = {each.last_error for each in records("result")}
    assert error.startswith("refused: 500") and "mat-khau" not in error


@pytest.mark.parametrize("password", [b"\xff\xfe", "mật khẩu".encode(), b"two\nlines"])
def test_a_password_that_is_none_is_named_and_everything_waits(
    school: School, settings: Settings, password: bytes
) -> None:
    Path(settings.EDUPORTAL_CSDL_TOKEN_FILE).write_bytes(password)
    assert report() == 0
    [error] = {each.last_error for each in records("result")}
    assert error == "no_password: not one line of ASCII"
