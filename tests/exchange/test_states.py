"""Only the edges of states.py exist; what is written down stays, the owner or not."""

from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction

from eduportal.exchange.models import OutboxEntry, Package
from eduportal.exchange.services.lives import ledger_id
from eduportal.exchange.states import OUTBOX_EDGES, PACKAGE_EDGES, OutboxState, PackageState
from tests.factories import OutboxEntryFactory, PackageFactory, ReceiptFactory

pytestmark = pytest.mark.usefixtures("db_everywhere")


def legal(edges: dict, start: str, end: str) -> bool:
    return start == end or end in edges.get(start, ())


@pytest.mark.parametrize(("start", "end"), list(product(OutboxState.values, repeat=2)))
def test_an_outbox_entry_walks_legal_edges_only(start: str, end: str) -> None:
    entry = OutboxEntryFactory(state=start)
    move = OutboxEntry.objects.filter(pk=entry.pk)
    if legal(OUTBOX_EDGES, start, end):
        assert move.update(state=end) == 1
    else:
        with pytest.raises(IntegrityError, match="cannot go"), transaction.atomic():
            move.update(state=end)


@pytest.mark.parametrize(("start", "end"), list(product(PackageState.values, repeat=2)))
def test_a_package_walks_legal_edges_only(start: str, end: str) -> None:
    package = PackageFactory(state=start)
    move = Package.objects.filter(pk=package.pk)
    if legal(PACKAGE_EDGES, start, end):
        assert move.update(state=end) == 1
    else:
        with pytest.raises(IntegrityError, match="cannot go"), transaction.atomic():
            move.update(state=end)


@pytest.mark.parametrize(
    "field", ["content", "hash", "origin", "unit", "version", "custody", "records"]
)
def test_what_was_sealed_never_changes(as_owner: None, field: str) -> None:
    package = PackageFactory()
    other = {"content": b"{}", "custody": b"[]", "version": 9, "records": 9}.get(field, "x")
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Package.objects.filter(pk=package.pk).update(**{field: other})


@pytest.mark.parametrize(
    "sql",
    [
        "update exchange_receipt set state = 'returned'",
        "delete from exchange_receipt",
        "delete from exchange_package",
        "delete from exchange_outboxentry",
        "update exchange_ledgerlife set fingerprint = 'x'",
    ],
)
def test_the_ledger_is_append_only(as_owner: None, sql: str) -> None:
    ReceiptFactory(package=OutboxEntryFactory().package)
    ledger_id()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_scope_has_one_accepted_version() -> None:
    package = PackageFactory()
    with pytest.raises(IntegrityError, match="one_accepted"), transaction.atomic():
        PackageFactory(school=package.school, unit=package.unit, version=2)


def test_a_version_is_there_once_unless_it_is_void() -> None:
    package = PackageFactory(state="superseded")
    with pytest.raises(IntegrityError, match="one_per_scope_version"), transaction.atomic():
        PackageFactory(school=package.school, unit=package.unit)
    PackageFactory(school=package.school, unit=package.unit, state="void")
