"""School, Department, Ministry: two real portals, two databases, real HTTP between them."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from io import StringIO

import pytest
import requests
from django.core.management import call_command

from eduportal.exchange.models import Delivery, OutboxEntry, Peer, Receipt
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.services import revoke_peer, send_due, trust_peer
from eduportal.scoping import everywhere
from tests.exchange.levels import conserved, make_due, seal, states
from tests.exchange.second_node import SecondNode
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_a_school_seals_reaches_the_ministry(ministry: SecondNode, world: World) -> None:
    seal(world, 80)
    assert send_due() == 6

    assert states() == {"accepted"}
    assert ministry.rows("select count(*), sum(counted::int) from exchange_line") == [(24, 24)]
    assert ministry.rows("select count(*), min(node) from schools_school") == [(2, "long-an")]
    assert conserved(ministry)
    with everywhere("a test looks"):
        assert Receipt.objects.filter(issuer="bo", state="accepted").count() == 6


def test_a_second_run_asks_for_nothing(ministry: SecondNode, world: World) -> None:
    seal(world, 80)
    send_due()
    with everywhere("a test looks"):
        requests_made = Delivery.objects.count()

        assert send_due() == 0
        assert Delivery.objects.count() == requests_made


def test_a_correction_replaces_the_class_on_every_level(ministry: SecondNode, world: World) -> None:
    seal(world, 80)
    send_due()
    seal(world, 90, classes=1, reason="Quyết định 15/QĐ")
    assert send_due() == 1

    sql = "select state, count(*) from exchange_package group by 1 order by 1"
    assert ministry.rows(sql) == [("accepted", 6), ("superseded", 1)]
    assert ministry.rows("select count(*) from exchange_line where 90 = any(cells)") == [(6,)]
    assert conserved(ministry)


def test_a_node_that_is_down_gets_everything_later(ministry: SecondNode, world: World) -> None:
    Peer.objects.update(base_url="http://127.0.0.1:9")
    seal(world, 80)
    assert send_due() == 0

    Peer.objects.update(base_url=ministry.address)
    make_due()
    printed = StringIO()
    call_command("sync_relay", stdout=printed)
    assert printed.getvalue() == "6 packages settled.\n"
    assert conserved(ministry)


def test_a_node_trusted_later_gets_what_was_sealed_before(
    ministry: SecondNode, world: World
) -> None:
    revoke_peer("bo")
    seal(world, 80)
    seal(world, 90, classes=1)
    with everywhere("a test looks"):
        assert not OutboxEntry.objects.exists()
    trust_peer(
        code="bo",
        name="Bộ Giáo dục và Đào tạo",
        key=ministry.public_key,
        relation=PeerRelation.UPSTREAM,
        base_url=ministry.address,
    )

    assert send_due() == 7
    assert conserved(ministry)


def test_a_department_the_ministry_does_not_trust_keeps_everything(
    ministry: SecondNode, world: World
) -> None:
    seal(world, 80)
    ministry.rows("update exchange_peer set revoked_at = now() returning 1")
    assert send_due() == 0

    assert states() == {"queued"}
    with everywhere("a test looks"):
        assert "401 unknown_key: " in OutboxEntry.objects.first().last_error


def test_a_refusal_has_the_time_so_that_a_clock_can_be_set(ministry: SecondNode) -> None:
    answer = requests.post(f"{ministry.address}/sync/v2/have", json={}, timeout=10)
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    # One header, not one of the server's and one of ours: "…, …" would be no time.
    sent_at = parsedate_to_datetime(answer.headers["Date"])
    assert abs(sent_at - datetime.fromisoformat(answer.json()["time"])) < timedelta(seconds=5)
