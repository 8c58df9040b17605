"""What one request may take: memory, room in the answer, and time in which others wait."""

import json
import time
import tracemalloc
from typing import Any

import pytest

from eduportal.exchange.models import LedgerLife, Package
from eduportal.exchange.services import receive_bundle, receiving
from eduportal.exchange.services.acceptance import take_in
from eduportal.exchange.services.lives import ledger_id
from eduportal.exchange.wire import bundle, custody, package
from eduportal.exchange.wire.bundle import BadBundle, Bundle
from tests.exchange.conftest import CELLS, Sender, row
from tests.owner import owner_cursor

WRONG = [110, *CELLS[1:]]


def other_class(sender: Sender, unit: str, count: int = 1, **changes: object):
    lines = [row(number, **changes) for number in range(1, count + 1)]
    return sender.seal(lines, scope=sender.scope(unit=unit), version=1, prev="")


def test_a_full_answer_leaves_the_rest_to_be_sent_again(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [other_class(sender, f"6A{number}", 300, cells=WRONG) for number in range(1, 4)]
    monkeypatch.setattr(receiving, "LARGEST_ANSWER_BYTES", 3000)
    first, second, third = receive_bundle(peer=sender.peer, items=items)
    assert [each.code for each in (first, second, third)] == [
        "returned",
        "returned",
        "not_processed",
    ]
    assert (third.retry, third.receipts) == ("after", ())
    assert Package.objects.count() == 2
    [again] = receive_bundle(peer=sender.peer, items=items[2:])
    assert again.code == "returned"


def test_a_rehearsal_ends_and_the_rest_is_to_be_sent_again(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [other_class(sender, f"6A{number}") for number in range(1, 3)]
    monkeypatch.setattr(receiving, "REHEARSAL_SECONDS", -1)
    results = receive_bundle(peer=sender.peer, items=items, dry=True)
    assert [(each.code, each.retry) for each in results] == [("not_processed", "after")] * 2
    assert [each.code for each in receive_bundle(peer=sender.peer, items=items)] == [
        "accepted",
        "accepted",
    ]


def test_a_rehearsal_does_not_wait_for_who_works_on_the_same_class(sender: Sender) -> None:
    busy, free = other_class(sender, "6A1"), other_class(sender, "6A2")
    parts = json.dumps([sender.school.pk, "term", *sender.scope(unit="6A1")])
    started = time.monotonic()
    with owner_cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtextextended(%s, 0))", [parts])
        results = receive_bundle(peer=sender.peer, items=[busy, free], dry=True)
        cursor.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", [parts])
    assert [each.code for each in results] == ["not_processed", "accepted"]
    assert time.monotonic() - started < receiving.REHEARSAL_SECONDS


def test_the_packages_of_a_request_are_unpacked_one_at_a_time(sender: Sender) -> None:
    largest = b"x" * (package.LARGEST_BYTES - 1) + b"\n"
    links = custody.extended(sender.key, sender.peer.code, package.digest(largest))
    body = bundle.build([(package.compressed(largest), links)] * 20)
    tracemalloc.start()
    assert sum(len(item.content) for item in Bundle(body)) == 20 * package.LARGEST_BYTES
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 * package.LARGEST_BYTES


def test_nothing_is_taken_in_of_a_request_that_breaks_off(sender: Sender) -> None:
    items = [other_class(sender, f"6A{number}") for number in range(1, 3)]
    body = bundle.build([(each.member, each.custody) for each in items])
    with pytest.raises(BadBundle):
        receive_bundle(peer=sender.peer, items=Bundle(body[:-20]))
    assert not Package.objects.exists()


def test_a_package_that_fails_takes_no_life_of_the_ledger_with_it(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a bundle reads once outlasts the transaction of the package that read it first."""

    def fails_at_its_end(*given: Any, **named: Any) -> Any:
        monkeypatch.undo()
        take_in(*given, **named)
        raise RuntimeError("the first one")

    monkeypatch.setattr(receiving, "take_in", fails_at_its_end)
    items = [other_class(sender, f"6A{number}") for number in range(1, 3)]
    first, second = receive_bundle(peer=sender.peer, items=items)
    assert (first.code, second.code) == ("not_processed", "accepted")
    said = json.loads(bytes(second.receipts[0].content))["ledger"]
    assert said == str(LedgerLife.objects.get().ledger_id) == ledger_id()
