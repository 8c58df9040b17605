"""A node that was restored from an older copy: both ends hold the same again, without a person."""

from io import StringIO

import pytest
from django.core.management import call_command

from eduportal.exchange.models import LedgerLife, Line, OutboxEntry, Package, Peer
from eduportal.exchange.services import compare_all, send_due
from eduportal.exchange.services.lives import ledger_id
from eduportal.scoping import everywhere
from tests.exchange.levels import conserved, forget, make_due, seal, states
from tests.exchange.second_node import SecondNode
from tests.owner import owner_cursor
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def compared() -> str:
    printed = StringIO()
    call_command("exchange_compare", stdout=printed)
    return printed.getvalue()


def settled() -> None:
    for _run in range(3):
        make_due()
        send_due()


def test_two_nodes_that_hold_the_same_are_equal_after_one_request(
    ministry: SecondNode, world: World
) -> None:
    seal(world, 80)
    settled()
    assert compared() == "bo: equal.\n"
    assert Peer.objects.get().equal_at is not None


def test_what_a_restored_ministry_has_lost_is_sent_again(
    ministry: SecondNode, world: World
) -> None:
    seal(world, 80)
    seal(world, 90, classes=1)
    settled()
    forget(ministry.name, "where version = 2 or unit in (select min(unit) from exchange_package)")
    assert not conserved(ministry)

    assert "packages queued again, 0 brought back, 0 for a person" in compared()
    settled()
    assert conserved(ministry)
    assert compared() == "bo: equal.\n"


def test_a_ministry_that_lost_everything_gets_everything(
    ministry: SecondNode, world: World
) -> None:
    seal(world, 80)
    seal(world, 90, classes=2)
    settled()
    ministry.empty()
    compare_all()
    settled()
    assert conserved(ministry)


def test_what_a_restored_department_has_lost_comes_back_signed(
    ministry: SecondNode, world: World
) -> None:
    seal(world, 80)
    seal(world, 90, classes=1)
    settled()
    with everywhere("a test looks"):
        before = sorted(Package.objects.values_list("hash", "state"))
        lines = sorted(map(str, Line.objects.values_list("student_uid", "cells")))
    forget(which="where feed = 'term'")

    assert "0 packages queued again, 5 brought back" in compared()
    settled()
    with everywhere("a test looks"):
        assert sorted(Package.objects.values_list("hash", "state")) == before
        assert sorted(map(str, Line.objects.values_list("student_uid", "cells"))) == lines
    assert states() == {"accepted"}
    assert conserved(ministry)


def test_both_restored_to_different_days_end_equal(ministry: SecondNode, world: World) -> None:
    seal(world, 80)
    seal(world, 90, classes=2)
    settled()
    forget(which="where version = 2")
    forget(ministry.name, "where unit in (select max(unit) from exchange_package)")

    compare_all()
    settled()
    assert compared() == "bo: equal.\n"
    assert states() == {"accepted"}


def test_a_version_sealed_before_the_lost_one_came_back_is_for_a_person(
    ministry: SecondNode, world: World
) -> None:
    seal(world, 80)
    seal(world, 90, classes=1)
    settled()
    forget(which="where version = 2")
    seal(world, 70, classes=1)
    make_due()
    send_due()

    assert "1 for a person to decide" in compared()
    with everywhere("a test looks"):
        entry = OutboxEntry.objects.get(state="needs_human")
    assert entry.last_error.startswith("fork: ")


def test_another_life_of_a_ledger_is_noticed_by_itself(ministry: SecondNode, world: World) -> None:
    seal(world, 80)
    settled()
    first = ledger_id()
    assert Peer.objects.get().compared_ledgers.startswith(first)
    forget(which="where feed = 'term'")
    with owner_cursor() as cursor:
        cursor.execute("alter table exchange_ledgerlife disable trigger all")
        cursor.execute("update exchange_ledgerlife set fingerprint = 'another cluster'")
        cursor.execute("alter table exchange_ledgerlife enable trigger all")

    assert ledger_id() != first
    assert LedgerLife.objects.count() == 2
    # Nothing is due: the other life alone makes it compare.
    send_due()
    settled()
    assert conserved(ministry)
