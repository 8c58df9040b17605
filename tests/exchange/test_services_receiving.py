"""Receiving: every package has its effect exactly once, or none and a reason."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django.fixtures import Settings

from eduportal import scoping
from eduportal.exchange.models import Line, OutboxEntry, Package, Receipt
from eduportal.exchange.services import ItemResult, receive_bundle
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import receipt as receipt_wire
from eduportal.exchange.wire.bundle import Item
from eduportal.exchange.wire.receipt import BadReceipt
from tests.exchange.conftest import CELLS, Sender, make_sender, marks, row, uid
from tests.factories import OutboxEntryFactory, PeerFactory

ROWS = [row(1), row(2), row(3)]


def receive(sender: Sender, *items: Item) -> list[ItemResult]:
    return receive_bundle(peer=sender.peer, items=items)


def one(sender: Sender, item: Item) -> ItemResult:
    return receive(sender, item)[0]


def causes(result: ItemResult) -> list[tuple[str, list[int]]]:
    """Each cause's code and lines, of the receipt or of a refusal without one."""
    found = [cause for receipt in result.receipts for cause in receipt.problems]
    return [(cause["code"], cause["lines"]) for cause in found or result.problems]


def test_an_accepted_package_becomes_ledger_lines_and_a_signed_receipt(sender: Sender) -> None:
    item = sender.seal(ROWS)
    result = one(sender, item)
    assert result.code == "accepted"
    assert Line.objects.filter(counted=True).count() == 3
    [receipt] = result.receipts
    fields = receipt_wire.parse(bytes(receipt.content))
    assert (fields.state, fields.held, fields.problems) == ("accepted", [], [])
    assert fields.totals == {"students": 3, "counted": 3, "results": 6, "sum": 240}
    package = Package.objects.get()
    assert (package.records, package.plain, bytes(package.content)) == (
        6,
        item.content,
        item.member,
    )


def test_a_line_keeps_what_was_sealed_cell_by_cell(sender: Sender) -> None:
    cells = [80, 85, None, 210, None, 201, 201, None, None, 211]
    receive(sender, sender.seal([row(1, cells=cells, standing="m", left="2026-12-01")]))
    line = Line.objects.get()
    assert (str(line.student_uid), line.cells, line.result) == (uid(1), cells, [3, None, 4, 2])
    assert (line.standing, line.counted) == ("m", False)


def test_the_same_package_again_gets_the_same_receipt_and_no_effect(sender: Sender) -> None:
    item = sender.seal(ROWS)
    first, second = one(sender, item), one(sender, item)
    assert second.code == "known"
    assert list(second.receipts) == list(first.receipts)
    assert (Package.objects.count(), Line.objects.count()) == (1, 3)
    assert Receipt.objects.count() == 1


def test_a_new_version_replaces_the_scope_and_absence_means_cancelled(sender: Sender) -> None:
    receive(sender, sender.seal(ROWS), sender.seal([row(1), row(3, cells=marks(90))]))
    lines = Line.objects.order_by("student_uid")
    assert [line.cells[3] for line in lines] == [80, 90]
    states = Package.objects.order_by("version").values_list("state", flat=True)
    assert list(states) == [PackageState.SUPERSEDED, PackageState.ACCEPTED]


def test_a_withdrawal_takes_the_scope_out(sender: Sender) -> None:
    withdrawal = {"event": "withdrawal", "basis": "Quyết định 15/QĐ ngày 3/2/2027"}
    results = receive(sender, sender.seal(ROWS), sender.seal([], **withdrawal))
    assert [result.code for result in results] == ["accepted", "accepted"]
    assert not Line.objects.exists()
    assert Package.objects.get(state="accepted").basis == withdrawal["basis"]


def test_a_name_given_to_the_class_later_is_no_new_scope(sender: Sender) -> None:
    receive(sender, sender.seal(ROWS), sender.seal(ROWS[:2], unit_name="6A1 (chọn)"))
    assert Line.objects.count() == 2
    assert Package.objects.get(state="accepted").unit_name == "6A1 (chọn)"


def test_other_bytes_under_a_known_version_are_a_fork(sender: Sender) -> None:
    receive(sender, sender.seal(ROWS))
    head = {"version": 1, "hash": sender.previous}
    sender.version, sender.previous = 0, ""
    result = one(sender, sender.seal([row(1)]))
    assert (result.code, result.retry, result.head) == ("fork", "never", head)
    assert Line.objects.count() == 3


def test_a_version_that_comes_too_early_waits_for_the_one_before(sender: Sender) -> None:
    first, second = sender.seal(ROWS), sender.seal(ROWS[:2])
    early = one(sender, second)
    assert (early.code, early.retry) == ("missing_previous", "after")
    assert [result.code for result in receive(sender, first, second)] == ["accepted", "accepted"]


def test_numbers_may_skip_and_the_chain_may_not(sender: Sender) -> None:
    receive(sender, sender.seal(ROWS))
    sender.version = 6
    assert one(sender, sender.seal(ROWS[:2])).code == "accepted"
    sender.previous = Package.objects.get(version=1).hash
    assert one(sender, sender.seal(ROWS[:1])).code == "fork"


def test_no_version_takes_the_last_number_from_whoever_seals_next(sender: Sender) -> None:
    sender.version = 2**31 - 2
    result = one(sender, sender.seal(ROWS))
    assert result.code == "bad_package" and not Package.objects.filter(feed="term").exists()


def test_one_bad_line_returns_the_package_with_every_bad_line_named(sender: Sender) -> None:
    bad = [
        row(1),
        row(2, cells=[110, *CELLS[1:]]),
        row(3, cells=[*CELLS[:4], 99, *CELLS[5:]]),
        row(4, cells=[*CELLS[:4], 99, *CELLS[5:]]),
        row(5, cells=[*CELLS[:9], 80]),
        row(6, standing="x"),
    ]
    result = one(sender, sender.seal(bad))
    assert result.code == "returned"
    assert causes(result) == [
        ("bad_mark", [2]),
        ("wrong_average", [3, 4]),
        ("wrong_average", [5]),
        ("bad_identity", [6]),
        ("bad_identity", [6]),
    ]
    assert not Line.objects.exists()
    assert Package.objects.get().records == 0


def test_a_package_after_a_returned_one_is_accepted(sender: Sender) -> None:
    receive(sender, sender.seal([row(1, cells=[*CELLS[:4], 10, *CELLS[5:]])]))
    sender.previous = ""
    assert one(sender, sender.seal([row(1)])).code == "accepted"


def test_a_changed_byte_breaks_the_signature(sender: Sender) -> None:
    item = sender.seal(ROWS)
    changed = replace(item, content=item.content.replace(b"[80,80", b"[90,80", 1))
    assert one(sender, changed).code == "bad_signature"
    assert not Package.objects.exists()


def test_totals_must_be_those_of_the_lines(sender: Sender) -> None:
    result = one(sender, sender.seal(ROWS, totals={"students": 3}))
    assert (result.code, causes(result)) == ("returned", [("wrong_totals", [])])


@pytest.mark.parametrize("header", [{"schema": "term.9"}, {"feed": "poems", "schema": "poems.1"}])
def test_a_schema_this_node_does_not_read_is_parked_and_so_is_what_follows(
    sender: Sender, header: dict[str, Any]
) -> None:
    results = receive(
        sender, sender.seal(ROWS, **header), sender.seal([["new"]], totals={}, **header)
    )
    assert [result.code for result in results] == ["parked", "parked"]
    assert receipt_wire.parse(bytes(results[0].receipts[0].content)).state == "parked"
    assert not Line.objects.exists()


def test_a_version_behind_a_parked_one_is_parked_although_it_can_be_read(sender: Sender) -> None:
    results = receive(sender, sender.seal(ROWS, schema="term.9"), sender.seal(ROWS))
    assert [result.code for result in results] == ["parked", "parked"]


def test_a_node_sends_for_its_own_schools_only(sender: Sender) -> None:
    other = make_sender("truong-b")
    sender.school = other.school
    assert one(sender, sender.seal(ROWS)).code == "not_your_school"


def test_a_province_takes_no_school_its_register_lacks(sender: Sender) -> None:
    sender.school.delete()
    assert one(sender, sender.seal(ROWS)).code == "not_your_school"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"uid": ["x"]}, "bad_identity"),
        ({"uid": "ABCDEF00-0000-4000-8000-000000000001"}, "bad_identity"),
        ({"number": "079"}, "bad_identity"),
        ({"code": 7}, "bad_identity"),
        ({"name": ""}, "bad_identity"),
        ({"birth": "25/07/2014"}, "bad_identity"),
        ({"standing": ["s"]}, "bad_identity"),
        ({"left": "2026-12-01"}, "bad_identity"),
        ({"standing": "t"}, "bad_identity"),
        ({"cells": CELLS[1:]}, "bad_line"),
        ({"cells": {}}, "bad_line"),
        ({"cells": ["8.0", *CELLS[1:]]}, "bad_line"),
        ({"cells": [True, *CELLS[1:]]}, "bad_line"),
        ({"cells": [219, *CELLS[1:]]}, "bad_mark"),
        ({"cells": [*CELLS[:4], 219, *CELLS[5:]]}, "bad_mark"),
        ({"cells": [10**30, *CELLS[1:]]}, "bad_mark"),
        ({"result": [3, None, 4]}, "bad_line"),
        ({"result": [9, None, 4, 2]}, "bad_result"),
        ({"result": [3, None, 4, -1]}, "bad_result"),
    ],
)
def test_a_bad_value_in_any_element_is_named(
    sender: Sender, changes: dict[str, Any], code: str
) -> None:
    header = replace(sender.header([row(1)]), version=1)
    result = one(sender, sender.signed(header, [row(1, **changes)]))
    assert (result.code, {found for found, _lines in causes(result)}) == ("returned", {code})


@pytest.mark.parametrize(
    ("rows", "code"), [([row(1), row(1)], "student_twice"), ([row(2), row(1)], "not_sorted")]
)
def test_lines_are_in_order_and_each_student_is_there_once(
    sender: Sender, rows: list[Any], code: str
) -> None:
    assert causes(one(sender, sender.seal(rows))) == [(code, [2])]


@pytest.mark.parametrize(
    "header",
    [
        {"layout": [["toan", "scored", 2]]},
        {"layout": [["toan", "poem", 2, 0]]},
        {"layout": [["toan", [], 2, 0]]},
        {"layout": [["toan", "scored", 9, 0]]},
        {"layout": [["toan", "scored", True, 0]]},
        {"layout": [["toan", "scored", 2, 0], ["toan", "scored", 2, 0]]},
        {"layout": [7]},
    ],
)
def test_a_layout_that_does_not_fit_is_named(sender: Sender, header: dict[str, Any]) -> None:
    good = sender.header(ROWS)
    sealed = sender.signed(replace(good, version=1, **header), ROWS)
    assert causes(one(sender, sealed)) == [("bad_layout", [])]


def test_a_rehearsal_says_what_would_become_of_it_and_keeps_nothing(sender: Sender) -> None:
    good, bad = sender.seal(ROWS), row(1, cells=[110, *CELLS[1:]])
    [result] = receive_bundle(peer=sender.peer, items=[good], dry=True)
    [receipt] = result.receipts
    assert (result.code, said_of(receipt)["fmt"]) == ("accepted", "gradesync-rehearsal/2")
    with pytest.raises(BadReceipt):
        receipt_wire.parse(bytes(receipt.content))
    sender.version, sender.previous = 0, ""
    [result] = receive_bundle(peer=sender.peer, items=[sender.seal([bad])], dry=True)
    assert result.code == "returned"
    assert said_of(result.receipts[0])["problems"][0]["code"] == "bad_mark"
    assert not Package.objects.exists() and not Receipt.objects.exists()


def test_a_rehearsed_bundle_is_judged_in_its_order(sender: Sender) -> None:
    items = [sender.seal(ROWS), sender.seal(ROWS, event="correction", basis="15/QĐ")]
    results = receive_bundle(peer=sender.peer, items=items, dry=True)
    assert [result.code for result in results] == ["accepted", "accepted"]
    assert not Package.objects.exists()


def test_a_receipt_of_before_a_rehearsal_stays_a_receipt(sender: Sender) -> None:
    item = sender.seal(ROWS)
    receive(sender, item)
    [result] = receive_bundle(peer=sender.peer, items=[item], dry=True)
    assert result.code == "known"
    assert said_of(result.receipts[0])["fmt"] == "gradesync-receipt/2"


def said_of(receipt: Receipt) -> dict[str, Any]:
    return json.loads(bytes(receipt.content))


def test_a_package_this_node_stumbles_over_does_not_stop_the_others(
    sender: Sender, settings: Settings
) -> None:
    good = sender.seal(ROWS)
    settings.EDUPORTAL_SIGNING_KEY_FILE = "/dev/null"
    assert [one(sender, good).code] == ["not_processed"]
    assert not Package.objects.exists()


def test_what_is_accepted_is_left_for_the_next_node_in_the_same_transaction(
    sender: Sender,
) -> None:
    above = PeerFactory()
    receive(sender, sender.seal(ROWS))
    entry = OutboxEntry.objects.get()
    assert (entry.peer, entry.state) == (above, "queued")


def test_an_outbox_entry_cannot_jump_over_a_state(sender: Sender) -> None:
    entry = OutboxEntryFactory(needs_human=True)
    with pytest.raises(IntegrityError, match="cannot go from"), transaction.atomic():
        OutboxEntry.objects.filter(pk=entry.pk).update(state="accepted")


def test_not_even_the_owner_changes_sealed_bytes_and_receipts(
    as_owner: None, sender: Sender
) -> None:
    receive(sender, sender.seal(ROWS))
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Package.objects.update(content=b"x")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Receipt.objects.update(problems=[])


@pytest.mark.django_db(transaction=True)
def test_two_identical_bundles_at_once_count_once(settings: Settings, signing_key: None) -> None:
    with scoping.everywhere("the test prepares"):
        sender = make_sender()
        item = sender.seal(ROWS)

    def deliver(_number: int) -> str:
        try:
            with scoping.everywhere("a bundle arrives"):
                return one(sender, item).code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        codes = sorted(threads.map(deliver, range(4)))
    assert codes == ["accepted", "known", "known", "known"]
    with scoping.everywhere("the test looks"):
        assert (Package.objects.count(), Line.objects.count()) == (1, 3)
