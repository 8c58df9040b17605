"""Receiving: every package has its effect exactly once, or none and a reason."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django.fixtures import Settings

from eduportal import scoping
from eduportal.exchange.models import OutboxEntry, OutboxEvent, Package, Receipt
from eduportal.exchange.services import ItemResult, receive_bundle
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import receipt as receipt_wire
from eduportal.exchange.wire.bundle import Item
from eduportal.exchange.wire.header import scope_of
from grades.models import LedgerLine
from schools.models import School
from tests.exchange.conftest import Sender, make_sender, row
from tests.factories import OutboxEntryFactory, PeerFactory

ROWS = [row(1), row(2), row(3)]


def receive(sender: Sender, *items: Item) -> list[ItemResult]:
    return receive_bundle(peer=sender.peer, items=items)


def one(sender: Sender, item: Item) -> ItemResult:
    return receive(sender, item)[0]


def test_an_accepted_package_becomes_ledger_lines_and_a_signed_receipt(sender: Sender) -> None:
    result = one(sender, sender.seal(ROWS))
    assert (result.status, result.code) == (200, "accepted")
    assert LedgerLine.objects.count() == 3
    assert result.receipt is not None
    fields = receipt_wire.parse(bytes(result.receipt.content))
    assert (fields["state"], fields["counts"]["rows"]) == ("accepted", 3)


def test_the_same_package_again_gets_the_same_receipt_and_no_effect(sender: Sender) -> None:
    item = sender.seal(ROWS)
    first, second = one(sender, item), one(sender, item)
    assert second.code == "known"
    assert second.receipt == first.receipt
    assert (Package.objects.count(), LedgerLine.objects.count()) == (1, 3)
    assert Receipt.objects.count() == 1


def test_a_new_version_replaces_the_scope_and_absence_means_cancelled(sender: Sender) -> None:
    receive(sender, sender.seal(ROWS), sender.seal([row(1), row(3, final="9.0", average="8.4")]))
    lines = LedgerLine.objects.order_by("record_uid")
    assert [line.final for line in lines] == [80, 90]
    states = Package.objects.order_by("version").values_list("state", flat=True)
    assert list(states) == [PackageState.SUPERSEDED, PackageState.ACCEPTED]


def test_other_bytes_under_a_known_version_are_a_fork(sender: Sender) -> None:
    receive(sender, sender.seal(ROWS))
    sender.version, sender.previous = 0, ""
    result = one(sender, sender.seal([row(1)]))
    assert (result.status, result.code) == (409, "fork")
    assert LedgerLine.objects.count() == 3


def test_a_version_that_comes_too_early_is_answered_with_the_next_one(sender: Sender) -> None:
    first, second = sender.seal(ROWS), sender.seal(ROWS[:2])
    early = one(sender, second)
    assert (early.status, early.code, early.retry) == (409, "missing_previous", "after")
    assert [result.code for result in receive(sender, first, second)] == ["accepted", "accepted"]


def test_a_version_that_skips_its_predecessor_is_stale(sender: Sender) -> None:
    receive(sender, sender.seal(ROWS))
    sender.previous = "0" * 64
    assert one(sender, sender.seal(ROWS[:1])).code == "stale"


def test_one_bad_record_returns_the_package_with_every_bad_record_named(sender: Sender) -> None:
    bad = [
        row(1),
        row(2, midterm="11.0"),
        row(3, average="9.9"),
        row(4, form="poem"),
        row(5, regular=["8,5", None]),
    ]
    result = one(sender, sender.seal(bad))
    assert (result.status, result.code) == (422, "returned")
    assert {(problem.code, problem.record[-1]) for problem in result.problems} == {
        ("bad_mark", "2"),
        ("wrong_average", "3"),
        ("bad_form", "4"),
        ("bad_mark", "5"),
    }
    assert not LedgerLine.objects.exists()


def test_a_package_after_a_returned_one_is_accepted(sender: Sender) -> None:
    receive(sender, sender.seal([row(1, average="1.0")]))
    assert one(sender, sender.seal([row(1)])).code == "accepted"


def test_a_changed_byte_breaks_the_signature(sender: Sender) -> None:
    item = sender.seal(ROWS)
    changed = replace(item, content=item.content.replace(b'"8.0",false', b'"9.0",false', 1))
    assert one(sender, changed).code == "bad_signature"
    assert not Package.objects.exists()


def test_totals_must_be_those_of_the_records(sender: Sender) -> None:
    result = one(sender, sender.seal(ROWS, totals={"mark_sum": "1"}))
    assert {problem.code for problem in result.problems} == {"wrong_totals"}
    assert [problem.column for problem in result.problems] == ["totals.mark_sum", "totals.nulls"]


@pytest.mark.parametrize(
    ("header", "code"), [({"schema": "grade.v9"}, "unknown_schema"), ({"columns": ["a"]}, "bad")]
)
def test_a_schema_this_node_does_not_read_is_refused(
    sender: Sender, header: dict[str, Any], code: str
) -> None:
    assert one(sender, sender.seal([], **header)).code in (code, "unknown_schema")


def test_a_node_sends_for_its_own_schools_only(sender: Sender) -> None:
    other = make_sender("truong-b")
    sender.school = other.school
    result = one(sender, sender.seal(ROWS))
    assert (result.status, result.code) == (403, "not_your_school")


def test_a_province_takes_no_school_its_register_lacks(sender: Sender) -> None:
    sender.school.delete()
    assert one(sender, sender.seal(ROWS)).code == "not_your_school"


def test_above_the_province_a_school_belongs_to_its_first_sender(
    sender: Sender, settings: Settings
) -> None:
    settings.EDUPORTAL_TIER = "ministry"
    other = make_sender("so-khac")
    sender.school.delete()
    assert one(sender, sender.seal(ROWS)).code == "accepted"
    assert School.objects.get(code=sender.school.code).node == sender.peer.code
    other.school = sender.school
    assert one(other, other.seal(ROWS)).code == "not_your_school"


def test_of_a_school_new_above_only_what_the_package_says_is_entered(
    sender: Sender, settings: Settings
) -> None:
    settings.EDUPORTAL_TIER = "ministry"
    sender.school.delete()
    receive(sender, sender.seal(ROWS))
    school = School.objects.get(code=sender.school.code)
    assert (school.name, school.stages) == (sender.school.name, ["03"])
    assert (school.ownership, school.managing_body, school.address) == ("", "", "")
    assert (school.zone, school.sessions_per_day, school.unit) == (None, None, None)


@pytest.mark.parametrize("described", [{"stages": ["03"]}, {"name": "THCS"}, {"stages": ["77"]}])
def test_a_school_new_above_that_is_not_described_is_refused(
    sender: Sender, settings: Settings, described: dict[str, Any]
) -> None:
    settings.EDUPORTAL_TIER = "ministry"
    sender.school.delete()
    named = {"code": sender.school.code, **described}
    result = one(sender, sender.seal(ROWS, school=named))
    assert (result.status, result.code) == (422, "unknown_school")
    assert not School.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"student_uid": ["x"]}, "bad_uid"),
        ({"student_code": 7}, "bad_code"),
        ({"subject": "x" * 21}, "bad_code"),
        ({"midterm": "8.٣"}, "bad_mark"),
        ({"midterm": {}}, "bad_mark"),
        ({"regular": "8.0"}, "bad_record"),
        ({"exempt": 1}, "bad_record"),
        ({"form": []}, "bad_form"),
    ],
)
def test_a_bad_value_in_any_column_is_named(
    sender: Sender, changes: dict[str, Any], code: str
) -> None:
    result = one(sender, sender.seal([row(1, **changes)]))
    assert (result.code, result.problems[0].code) == ("returned", code)


def test_a_record_counts_in_one_scope_only(sender: Sender) -> None:
    receive(sender, sender.seal(ROWS))
    sender.version, sender.previous = 0, ""
    scope = scope_of(sender.school.code, "6A9", "2026-2027-HK1", "subject-result")
    result = one(sender, sender.seal(ROWS[:1], **{"class": "6A9", "scope": scope}))
    assert [problem.code for problem in result.problems] == ["counted_elsewhere"]
    assert LedgerLine.objects.count() == 3


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
    assert OutboxEntry.objects.get().peer == above
    assert OutboxEvent.objects.get().to_state == "queued"


def test_an_outbox_entry_cannot_jump_over_a_state(sender: Sender) -> None:
    entry = OutboxEntryFactory()
    with pytest.raises(IntegrityError, match="cannot go from"), transaction.atomic():
        OutboxEntry.objects.filter(pk=entry.pk).update(state="accepted")


def test_not_even_the_owner_changes_sealed_bytes_and_receipts(
    as_owner: None, sender: Sender
) -> None:
    receive(sender, sender.seal(ROWS))
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Package.objects.update(content=b"x")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Receipt.objects.update(errors=[])


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
        assert (Package.objects.count(), LedgerLine.objects.count()) == (1, 3)
