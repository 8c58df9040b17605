"""What changes after sealing, and versions that contradict each other, between two real portals."""

from dataclasses import replace

import pytest

from eduportal.exchange.models import OutboxEntry, Package
from eduportal.exchange.services import (
    compare_all,
    mine_is_right,
    seal_package,
    send_due,
    take_theirs,
    withdraw,
)
from eduportal.exchange.services.deciding import draft_of
from eduportal.exchange.wire.header import Event
from eduportal.scoping import everywhere
from grades.selectors.conservation import digest_of, ledger_lines
from students.models import Student
from tests.exchange.conftest import sealed
from tests.exchange.levels import conserved, forget, make_due, seal, states
from tests.exchange.second_node import SecondNode
from tests.factories import SchoolFactory
from tests.factories.marks import regulation_set
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def settle_all() -> None:
    for _run in range(3):
        make_due()
        send_due()


def ledgers_agree(ministry: SecondNode) -> bool:
    with everywhere("a test compares"):
        return digest_of(ledger_lines()) == ministry.digest()


def test_a_number_corrected_after_sealing_changes_no_sealed_byte(
    ministry: SecondNode, world: World
) -> None:
    [package] = seal(world, 80, classes=1)
    settle_all()
    first = world.enrolments[world.class_group][0].student
    with everywhere("a test corrects the register"):
        Student.objects.filter(pk=first.pk).update(personal_number="079214000123")
    compare_all()
    assert conserved(ministry)
    assert b"079214000123" not in package.plain

    [corrected] = seal(world, 80, classes=1, reason="QĐ 15/2027")
    settle_all()
    assert b"079214000123" in corrected.plain
    assert (corrected.version, corrected.prev) == (2, package.hash)
    [(uids,)] = ministry.rows("select count(distinct student_uid) from exchange_line")
    assert uids == 6
    assert conserved(ministry)


def test_what_was_accepted_is_judged_by_its_own_rules_for_ever(
    ministry: SecondNode, world: World
) -> None:
    seal(world, 80)
    settle_all()
    with everywhere("another reading of the circular comes into force, here only"):
        rules = set(Package.objects.exclude(rules="").values_list("rules", flat=True))
        assert regulation_set(max_absences=40).rules not in rules
    forget(ministry.name, "where feed = 'term'")
    compare_all()
    settle_all()
    assert conserved(ministry)


def test_a_withdrawal_takes_the_class_out_on_every_level(
    ministry: SecondNode, world: World
) -> None:
    packages = seal(world, 80)
    settle_all()
    with everywhere("a test withdraws"):
        package = Package.objects.get(pk=packages[0].pk)
        draft = replace(draft_of(package), event=Event.WITHDRAWAL, basis="QĐ 1", lines=())
        seal_package(package.school, draft)
    settle_all()
    assert states() == {"accepted"}
    assert ministry.rows("select count(*) from exchange_line") == [(18,)]
    assert ledgers_agree(ministry)


def test_a_class_without_students_travels(ministry: SecondNode, world: World) -> None:
    seal(world, 80)
    with everywhere("a test seals"):
        sealed(SchoolFactory())
    settle_all()
    assert conserved(ministry)


@pytest.fixture
def fork(ministry: SecondNode, world: World) -> OutboxEntry:
    """This Department was restored to a day before a correction, and has sealed another one."""
    seal(world, 80)
    seal(world, 90, classes=1, reason="QĐ 1")
    settle_all()
    forget(which="where version = 2")
    seal(world, 70, classes=1, reason="QĐ 2")
    make_due()
    send_due()
    with everywhere("a test looks"):
        return OutboxEntry.objects.select_related("package__school", "peer").get(
            state="needs_human"
        )


def test_of_two_versions_a_person_takes_the_one_above(
    ministry: SecondNode, fork: OutboxEntry
) -> None:
    take_theirs(fork, fork.forked_from)
    settle_all()
    assert ministry.rows("select count(*) from exchange_line where 90 = any(cells)") == [(6,)]
    assert states() == {"accepted", "void"}
    assert ledgers_agree(ministry)
    [(_peer, comparison)] = compare_all()
    assert comparison.is_equal


def test_of_two_versions_a_person_keeps_the_own_one(
    ministry: SecondNode, fork: OutboxEntry
) -> None:
    mine_is_right(fork, fork.forked_from, basis="QĐ 3", by="Chuyên viên")
    settle_all()
    assert ministry.rows("select count(*) from exchange_line where 70 = any(cells)") == [(6,)]
    assert ministry.rows("select max(version) from exchange_package") == [(3,)]
    assert ledgers_agree(ministry)
    [(_peer, comparison)] = compare_all()
    assert comparison.is_equal


def test_of_two_versions_a_person_withdraws_both(ministry: SecondNode, fork: OutboxEntry) -> None:
    withdraw(fork, fork.forked_from, basis="QĐ 3", by="Chuyên viên")
    settle_all()
    assert ministry.rows("select count(*) from exchange_line") == [(18,)]
    assert ledgers_agree(ministry)
    [(_peer, comparison)] = compare_all()
    assert comparison.is_equal
