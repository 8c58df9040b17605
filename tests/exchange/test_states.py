"""Only the edges of states.py exist; what is written down stays, the owner or not."""

from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction

from eduportal.exchange.models import OutboxEntry, OutboxEvent, Package
from eduportal.exchange.states import OUTBOX_EDGES, PACKAGE_EDGES, OutboxState, PackageState
from tests.factories import OutboxEntryFactory, PackageFactory, ReceiptFactory

pytestmark = pytest.mark.usefixtures("db_everywhere")
LEASE = "0b7c3c3e-7f0e-4a3f-9a53-2f6a0c1de001"


def legal(edges: dict, start: str, end: str) -> bool:
    return start == end or end in edges.get(start, ())


def lease_for(state: str) -> str | None:
    return LEASE if state == OutboxState.SENDING else None


@pytest.mark.parametrize(("start", "end"), list(product(OutboxState.values, repeat=2)))
def test_an_outbox_entry_walks_legal_edges_only(start: str, end: str) -> None:
    entry = OutboxEntryFactory(state=start, lease_token=lease_for(start))
    move = OutboxEntry.objects.filter(pk=entry.pk)
    if legal(OUTBOX_EDGES, start, end):
        move.update(state=end, lease_token=lease_for(end))
        walked = [start] if start == end else [start, end]
        assert list(OutboxEvent.objects.order_by("pk").values_list("to_state", flat=True)) == walked
    else:
        with pytest.raises(IntegrityError, match="cannot go"), transaction.atomic():
            move.update(state=end, lease_token=lease_for(end))


@pytest.mark.parametrize(("start", "end"), list(product(PackageState.values, repeat=2)))
def test_a_package_walks_legal_edges_only(start: str, end: str) -> None:
    package = PackageFactory(state=start)
    move = Package.objects.filter(pk=package.pk)
    if legal(PACKAGE_EDGES, start, end):
        assert move.update(state=end) == 1
    else:
        with pytest.raises(IntegrityError, match="cannot go"), transaction.atomic():
            move.update(state=end)


@pytest.mark.parametrize("field", ["content", "hash", "origin", "scope", "version", "custody"])
def test_what_was_sealed_never_changes(as_owner: None, field: str) -> None:
    package = PackageFactory()
    other = {"content": b"{}", "custody": [], "version": 9}.get(field, "x")
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Package.objects.filter(pk=package.pk).update(**{field: other})


@pytest.mark.parametrize(
    "sql",
    [
        "update exchange_receipt set state = 'returned'",
        "delete from exchange_receipt",
        "update exchange_outboxevent set to_state = 'accepted'",
        "delete from exchange_outboxevent",
    ],
)
def test_the_ledger_is_append_only(as_owner: None, sql: str) -> None:
    ReceiptFactory(package=OutboxEntryFactory().package)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_lease_is_held_exactly_while_sending() -> None:
    entry = OutboxEntryFactory()
    with pytest.raises(IntegrityError, match="lease_exactly"), transaction.atomic():
        OutboxEntry.objects.filter(pk=entry.pk).update(lease_token=LEASE)


def test_a_scope_has_one_accepted_version() -> None:
    package = PackageFactory()
    with pytest.raises(IntegrityError, match="one_accepted"), transaction.atomic():
        PackageFactory(school=package.school, scope=package.scope, version=2)
