"""A bad line, a wrong clock, somebody else's page: none of it is taken for an answer."""

import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from eduportal.exchange import client
from eduportal.exchange.models import Delivery, OutboxEntry, Package, Peer
from eduportal.exchange.services import send_due
from schools.models import School
from tests.exchange.above import Above, Asked, Reply, say
from tests.exchange.conftest import sealed

WRONG_CLOCK = b'{"code":"wrong_clock"}'
PROBLEM = "application/problem+json"
PORTAL_PAGE = b"<html><title>Wi-Fi sign-in</title>"


@pytest.fixture
def package(above: Above, school: School) -> Package:
    return sealed(school, 1)


def test_a_request_is_signed_over_method_address_and_body(above: Above, package: Package) -> None:
    send_due()
    headers = above.asked[0].headers
    for covered in client.COVERED:
        assert f'"{covered}"' in headers["Signature-Input"]
    assert 'tag="gradesync"' in headers["Signature-Input"]


@pytest.mark.parametrize(
    ("reply", "code", "status"),
    [
        (say(200, PORTAL_PAGE, Content_Type="text/html"), "not_understood", None),
        (say(200, b""), "not_understood", None),
        (say(200, b"\0"), "not_understood", None),
        (say(200, b"null"), "not_understood", None),
        (say(200, b"[" * 100_000), "not_understood", None),
        (say(200, b'{"known":[]}'), "not_understood", None),
        (say(200, b'{"results":{}}'), "not_understood", None),
        (say(302, b"", Location="http://127.0.0.1:1/"), "refused", 302),
        (say(401, b'{"code":"unknown_key"}'), "refused", 401),
        (say(413, b"<html>"), "refused", 413),
        (say(500, b"<html>"), "refused", 500),
        (say(503, b'{"code":"\\u0000","detail":"\\ud800"}', Content_Type=PROBLEM), "refused", 503),
        (say(503, b""), "refused", 503),
        (say(None), "no_answer", None),
        (say(200, b'{"results"', Content_Length="4000"), "no_answer", None),
    ],
)
def test_what_is_no_answer_leaves_the_package_in_the_queue(
    above: Above,
    package: Package,
    reply: Callable[[Asked], Reply],
    code: str,
    status: int | None,
) -> None:
    above.replies = [reply]
    assert send_due() == 0
    entry = OutboxEntry.objects.get()
    assert (entry.state, entry.last_error.partition(": ")[0]) == ("queued", code)
    assert entry.not_before > timezone.now() - timedelta(seconds=1)
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.is_answered) == (status, False)
    assert delivery.sent_bytes > 0
    assert delivery.trouble[0] != code


def http_date(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("retry_after", "pause"),
    [("40", 40), (600, 600), ("86400", 3600), ("0", 0), (-60, 0)],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_node_that_asks_for_a_pause_gets_it(
    above: Above, package: Package, status: int, retry_after: str | int, pause: int
) -> None:
    # A number stands for so many seconds from now, told as a date.
    told = http_date(retry_after) if isinstance(retry_after, int) else retry_after
    above.replies = [say(status, b"", Retry_After=told)]
    send_due()
    until = Peer.objects.get().paused_until
    assert until is not None
    assert abs((until - timezone.now()).total_seconds() - pause) < 30
    OutboxEntry.objects.update(not_before=timezone.now() - timedelta(days=1))
    send_due()
    assert len(above.asked) == (1 if pause else 3)


@pytest.mark.parametrize("retry_after", ["", "soon", "-5", "²"])
def test_a_pause_that_cannot_be_read_is_none(
    above: Above, package: Package, retry_after: str
) -> None:
    above.replies = [say(503, b"", Retry_After=retry_after)]
    send_due()
    assert Peer.objects.get().paused_until is None


@pytest.mark.parametrize("days", [1, -1])
def test_a_wrong_clock_of_ours_is_set_right_by_the_other_nodes(
    above: Above, package: Package, days: int
) -> None:
    above.replies = [say(401, WRONG_CLOCK, Date=http_date(days * 86_400))]
    assert send_due() == 1
    first, second = (created(asked) for asked in above.asked)
    assert abs(second - first - days * 86_400) < 30
    assert first != second


def created(asked: Asked) -> int:
    [found] = re.findall(r"created=(\d+)", asked.headers["Signature-Input"])
    return int(found)


def test_a_clock_that_is_refused_twice_is_not_tried_a_third_time(
    above: Above, package: Package
) -> None:
    above.replies = [say(401, WRONG_CLOCK), say(401, WRONG_CLOCK)]
    assert send_due() == 0
    assert len(above.asked) == 2


def drops(count: int) -> Iterator[bytes]:
    for _ in range(count):
        time.sleep(0.1)
        yield b" "


def test_an_answer_that_drips_ends_with_the_time_allowed(
    above: Above, package: Package, settings: Settings
) -> None:
    settings.EXCHANGE_TIMEOUT_SECONDS = 1
    above.replies = [lambda asked: Reply(200, pieces=drops(400))]
    before = time.monotonic()
    assert send_due() == 0
    assert time.monotonic() - before < 20
    assert OutboxEntry.objects.get().last_error.startswith("no_answer: ")


def test_an_answer_without_end_is_not_read_to_its_end(
    above: Above, package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "LARGEST_ANSWER_BYTES", 10_000)
    above.replies = [say(200, b" " * 1_000_000)]
    assert send_due() == 0
    assert OutboxEntry.objects.get().last_error.startswith("not_understood: ")


OTHER = {"ledger": "", "digest": "d" * 32}
SCHOOLS = {"schools": [["X1", "d" * 32, 1, 1]]}
LEAVES = {"leaves": [["X1", "2026-2027", "hk1", "d" * 32, 1, 1]]}
HEAD = ["X1", "2026-2027", "hk1", "term", "6A1", 1, "e" * 64, "accepted"]


@pytest.mark.parametrize(
    "answers",
    [
        [OTHER | {"ledger": "f" * 44}],
        [OTHER | {"ledger": ["f"]}],
        [OTHER, {"schools": [[["X1"], "d" * 32, 1, 1]]}],
        [OTHER, {"schools": [["X1", "d" * 32, "1", 1]]}],
        [OTHER, {"schools": [["X1", "d" * 32, 1, 2**63]]}],
        [OTHER, {"schools": ["X1dd"]}],
        [OTHER, {"schools": {}}],
        [OTHER, SCHOOLS, {"leaves": [["X1", "\0", "hk1", "d" * 32, 1, 1]]}],
        [OTHER, SCHOOLS, {"leaves": [["X1", "2026-2027", ["hk1"], "d" * 32, 1, 1]]}],
        [OTHER, SCHOOLS, LEAVES, {"heads": [[*HEAD[:6], ["e"], "accepted"]]}],
        [OTHER, SCHOOLS, LEAVES, {"heads": [[*HEAD[:4], "\ud800", *HEAD[5:]]]}],
    ],
)
def test_a_comparison_with_values_of_another_shape_ends_and_the_run_goes_on(
    above: Above, school: School, answers: list[dict[str, object]]
) -> None:
    Peer.objects.update(compare_asked_at=timezone.now())
    above.replies = [say(200, json.dumps(each).encode()) for each in answers]

    assert send_due() == 0

    assert len(above.asked) == len(answers)
    peer = Peer.objects.get()
    assert peer.compared_at is None and peer.compare_asked_at is not None


def test_a_schema_that_is_no_text_is_not_kept(above: Above) -> None:
    said = {"schemas": {"term": ["term.1", 7, "\0", "\ud800"], "\0": ["x"], "class": "class.1"}}
    above.replies = [say(200, json.dumps(said).encode())]
    assert client.get_schemas(Peer.objects.get()) == {"term": ["term.1"]}
