"""The root of a day: what it is over, that nothing is taken out unseen, and its time-stamp."""

import hashlib
import socket
import stat
import threading
import time
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from eduportal.exchange import tasks, verify
from eduportal.exchange.models import DailyRoot, Package
from eduportal.exchange.selectors.roots import Tree, checked_root
from eduportal.exchange.services import make_roots, stamp_roots
from eduportal.exchange.wire import daily, tree
from tests.exchange.authority import Authority, answering
from tests.exchange.conftest import Sender, row, sealed
from tests.exchange.evidence import Ministry, accepted, rooted
from tests.exchange.line import Line
from tests.factories import DailyRootFactory, SchoolFactory
from tests.query_counts import ask_counted
from tests.world import ClientOf, World


@pytest.fixture
def authority(settings: Settings, tmp_path: Path) -> Iterator[Authority]:
    """The authority this node asks, and trusts."""
    authority = Authority()
    settings.EDUPORTAL_TSA_CERTIFICATES = tmp_path / "authority.pem"
    settings.EDUPORTAL_TSA_CERTIFICATES.write_bytes(authority.pem)
    with answering(authority) as address:
        settings.EDUPORTAL_TSA_URL = address
        yield authority


def test_a_piece_is_proved_by_what_is_beside_its_way_to_the_root() -> None:
    for count in range(1, 20):
        leaves = [tree.leaf(str(number).encode()) for number in range(count)]
        root = tree.root(leaves)
        for number, each in enumerate(leaves):
            assert tree.climbed(each, tree.path(leaves, number)) == root
            assert tree.climbed(tree.leaf(b"other"), tree.path(leaves, number)) != root


def test_the_tree_is_that_of_the_standard() -> None:
    """RFC 9162, 2.1: known roots of Certificate Transparency's reference implementation."""
    pieces = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    leaves = [tree.leaf(bytes.fromhex(each)) for each in pieces]
    assert tree.root(leaves[:1]).hex().startswith("6e340b9cffb37a98")
    assert tree.root(leaves[:2]).hex().startswith("fac54203e7cc696c")
    assert tree.root(leaves[:3]).hex().startswith("aeb6bcfe274b70a1")
    assert tree.root(leaves).hex().startswith("ddb89be403809e32")


def test_a_day_holds_what_came_and_every_receipt(sender: Sender) -> None:
    package = accepted(sender, [row(1)])
    Ministry().known().accepts(package)

    rooted()

    root = DailyRoot.objects.get()
    assert (root.packages, root.receipts) == (1, 2)
    assert checked_root(root).holds and checked_root(root).is_genuine


def test_a_day_that_is_not_over_has_no_root(sender: Sender) -> None:
    accepted(sender, [row(1)])
    assert make_roots() == 0


def test_days_without_anything_are_links_of_the_chain(sender: Sender) -> None:
    accepted(sender, [row(1)])
    today = timezone.localdate()

    assert make_roots(today + timedelta(days=3)) == 3
    assert make_roots(today + timedelta(days=3)) == 0

    first, second, third = DailyRoot.objects.order_by("day")
    assert daily.parse(bytes(first.content))["prev"] == ""
    for earlier, later in ((first, second), (second, third)):
        assert daily.parse(bytes(later.content))["prev"] == tree_digest(bytes(earlier.content))
    assert second.packages == third.packages == 0


def tree_digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_package_that_comes_later_into_a_day_is_noticed(sender: Sender) -> None:
    accepted(sender, [row(1)])
    rooted()
    accepted(sender, [row(1), row(2)])

    checked = checked_root(DailyRoot.objects.get())

    assert not checked.holds and checked.is_genuine


def test_what_a_root_says_cannot_be_changed(sender: Sender) -> None:
    accepted(sender, [row(1)])
    rooted()
    for change in ("root = ''", "content = ''"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update exchange_dailyroot set {change}")
    with pytest.raises(DatabaseError), transaction.atomic():
        DailyRoot.objects.all().delete()


def test_an_authority_stamps_the_root(sender: Sender, authority: Authority) -> None:
    accepted(sender, [row(1)])
    rooted()

    assert stamp_roots() == 1
    assert stamp_roots() == 0

    checked = checked_root(DailyRoot.objects.get())
    assert checked.stamp is not None and not checked.no_stamp
    assert abs(timezone.now() - checked.stamp) < timedelta(minutes=5)


def test_a_silent_authority_is_asked_again(sender: Sender, authority: Authority) -> None:
    accepted(sender, [row(1)])
    rooted()
    authority.is_silent = True
    assert stamp_roots() == 0
    assert DailyRoot.objects.get().stamp is None

    authority.is_silent = False
    assert stamp_roots() == 1


def test_a_stamp_of_another_authority_is_none(
    sender: Sender, authority: Authority, settings: Settings
) -> None:
    settings.EDUPORTAL_TSA_CERTIFICATES.write_bytes(Authority().pem)
    accepted(sender, [row(1)])
    rooted()

    assert stamp_roots() == 0
    assert DailyRoot.objects.get().stamp is None


@pytest.mark.parametrize(
    ("first", "then"), [(b"x" * 200_000, b"x"), (b"", b"x")], ids=["too large", "never ends"]
)
def test_an_authority_whose_answer_does_not_end_is_asked_again(
    sender: Sender, authority: Authority, settings: Settings, first: bytes, then: bytes
) -> None:
    over = threading.Event()

    def endless(request: bytes, near: socket.socket, far: socket.socket) -> None:
        near.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + first)
        for _piece in range(200):
            if over.wait(0.2):
                return
            near.sendall(then)

    accepted(sender, [row(1)])
    rooted()
    settings.EXCHANGE_TIMEOUT_SECONDS = 1
    with Line(urlsplit(settings.EDUPORTAL_TSA_URL).port or 0) as line:
        right, settings.EDUPORTAL_TSA_URL = settings.EDUPORTAL_TSA_URL, line.address
        line.faults = [endless]
        started = time.monotonic()
        assert stamp_roots() == 0
        assert time.monotonic() - started < 20
        over.set()
    settings.EDUPORTAL_TSA_URL = right
    assert stamp_roots() == 1


def test_a_stamp_over_other_bytes_proves_nothing(sender: Sender, authority: Authority) -> None:
    accepted(sender, [row(1)])
    make_roots(timezone.localdate() + timedelta(days=2))
    stamp_roots()
    first, second = DailyRoot.objects.order_by("day")
    first.stamp = second.stamp

    assert checked_root(first).stamp is None and checked_root(first).no_stamp


def test_the_nightly_task_signs_and_stamps(sender: Sender, authority: Authority) -> None:
    DailyRootFactory(day=timezone.localdate() - timedelta(days=2))
    tasks.make_roots()

    assert DailyRoot.objects.filter(stamp__isnull=False).count() >= 1


def test_the_command_writes_a_day_a_class_and_a_student(sender: Sender, tmp_path: Path) -> None:
    package = accepted(sender, [row(1), row(2)])
    rooted()
    day, uid = timezone.localdate().isoformat(), row(1)[0]
    for name, asked in (("student", uid), ("package", package.hash), ("day", day)):
        path = tmp_path / f"{name}.zip"
        call_command("exchange_evidence", f"--{name}={asked}", str(path), verbosity=0)
        assert verify.main([str(path)]) == 0
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_list_and_a_day_are_shown(
    db_everywhere: None, signing_key: None, world: World, client_of: ClientOf
) -> None:
    sealed(SchoolFactory(), 1, 2)
    rooted()
    client, day = client_of("department_officer"), timezone.localdate().isoformat()
    client.get(reverse("exchange:roots"))

    assert (
        day[-2:]
        in ask_counted(
            client, "exchange:roots:department_officer", reverse("exchange:roots")
        ).content.decode()
    )
    shown = ask_counted(
        client, "exchange:root:department_officer", reverse("exchange:root", args=[day])
    ).content.decode()
    assert "banner--success" in shown
    assert client.get(reverse("exchange:root", args=["gestern"])).status_code == 404


def test_evidence_of_a_day_from_the_page_names_no_student(
    db_everywhere: None, signing_key: None, world: World, client_of: ClientOf, tmp_path: Path
) -> None:
    sealed(SchoolFactory(), 1, 2)
    rooted()
    day = timezone.localdate().isoformat()

    answer = client_of("auditor").get(reverse("exchange:root-evidence", args=[day]))

    path = tmp_path / "day.zip"
    path.write_bytes(b"".join(answer.streaming_content))
    assert verify.main([str(path)]) == 0
    with zipfile.ZipFile(path) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "Nguyễn Văn" not in text and Package.objects.first().hash in text


def test_the_rows_of_a_day_lead_to_its_root(sender: Sender) -> None:
    package = accepted(sender, [row(1)])
    found = Tree(timezone.localdate())

    assert found.packages == [package.hash]
    assert found.path(f"package {package.hash}") is not None
    assert found.path("package 00") is None
