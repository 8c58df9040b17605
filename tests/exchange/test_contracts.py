"""Which software serves which school, and that its silence is told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from eduportal import scoping
from eduportal.accounts.roles import Role
from eduportal.exchange.models import Contract, Package, Peer, ProductUse
from eduportal.exchange.services import (
    ContractRefused,
    end_contract,
    hear,
    hearing,
    open_contracts,
    receive_bundle,
    revoke_peer,
    watch_contracts,
)
from eduportal.notices.models import Notice
from eduportal.operations.health import seconds_waiting
from schools.models import School
from tests.exchange.conftest import Sender, described, make_sender, row, sealed
from tests.exchange.door import Program
from tests.factories import MembershipFactory, PeerFactory, SchoolFactory

DAY = 24


@pytest.fixture
def peer(db_everywhere: None) -> Peer:
    return PeerFactory(downstream=True, code="so-diem", name="Sổ Điểm")


def last_heard(peer: Peer, hours: float) -> None:
    """As if it had been served for a long time and spoken that long ago."""
    long_ago = timezone.now() - timedelta(days=365)
    Contract.objects.filter(peer=peer).update(began_at=long_ago)
    moment = timezone.now() - timedelta(hours=hours)
    Peer.objects.filter(pk=peer.pk).update(seen_at=moment)


def test_a_contract_gives_the_school_to_the_peer_and_its_end_takes_it_back(peer: Peer) -> None:
    school = SchoolFactory()
    [contract] = open_contracts(peer, [school.code], interval_hours=DAY)
    school.refresh_from_db()
    assert school.node == "so-diem"

    end_contract(contract)
    school.refresh_from_db()
    contract.refresh_from_db()
    assert (school.node, contract.ended_at is not None) == ("", True)
    assert open_contracts(peer, [school.code], interval_hours=DAY)


def test_what_was_parked_when_a_contract_ends_blocks_nobody(sender: Sender) -> None:
    """Neither the portal, nor the software that serves the school next."""
    sender.school.node = ""
    sender.school.save()
    [contract] = open_contracts(sender.peer, [sender.school.code], interval_hours=DAY)
    items = [sender.seal([row(1)]), sender.seal([row(1), row(2)], schema="term.9")]
    items.append(sender.seal([row(2)], schema="term.9"))
    results = receive_bundle(peer=sender.peer, items=items)
    assert [result.code for result in results] == ["accepted", "parked", "parked"]

    end_contract(contract)
    described(sender.school)
    sender.school.refresh_from_db()
    own = sealed(sender.school, 1, 3)
    assert (own.state, own.version, own.prev) == ("accepted", 4, results[0].hash)
    next_one = make_sender("truong-b")
    next_one.school, next_one.previous, next_one.version = sender.school, own.hash, own.version
    open_contracts(next_one.peer, [sender.school.code], interval_hours=DAY)
    [result] = receive_bundle(peer=next_one.peer, items=[next_one.seal([row(1)])])
    assert result.code == "accepted"

    reasons = [each.receipts.get(state="returned").problems for each in returned_of(sender)]
    assert [causes[0]["code"] for causes in reasons] == ["not_your_school"] * 2


def returned_of(sender: Sender) -> list[Package]:
    return list(Package.objects.filter(origin=sender.peer.code, state="returned"))


def test_every_school_that_cannot_be_given_is_named_and_none_is(peer: Peer) -> None:
    other = PeerFactory(downstream=True, name="Hồ Sơ Số")
    free, closed = SchoolFactory(), SchoolFactory(closed_on=timezone.localdate())
    taken, elsewhere = SchoolFactory(), SchoolFactory(node="truong-b")
    open_contracts(other, [taken.code], interval_hours=DAY)
    codes = [each.code for each in (free, closed, taken, elsewhere)]

    with pytest.raises(ContractRefused) as refusal:
        open_contracts(peer, [*codes, "NOWHERE"], interval_hours=DAY)

    said = refusal.value.problems
    assert [code in text for code, text in zip([*codes[1:], "NOWHERE"], said, strict=True)]
    assert "Hồ Sơ Số" in said[1]
    free.refresh_from_db()
    assert (free.node, Contract.objects.filter(peer=peer).count()) == ("", 0)


@pytest.mark.parametrize("peer_is", [{"is_sandbox": True}, {"revoked_at": timezone.now()}])
def test_what_is_on_trial_or_trusted_no_longer_serves_no_school(
    db_everywhere: None, peer_is: dict[str, object]
) -> None:
    with pytest.raises(ContractRefused):
        open_contracts(
            PeerFactory(downstream=True, **peer_is), [SchoolFactory().code], interval_hours=DAY
        )


def test_any_signed_request_is_a_sign_of_life_of_its_product(
    below: Sender, program: Program
) -> None:
    covered = ("@method", "@target-uri", "content-type", "content-digest", "user-agent")
    agent = {"User-Agent": "SoDiem/4.2 (Linux)", "Content-Type": "application/json"}
    program.ask("POST", "/sync/v2/have", b'{"hashes":[]}', headers=agent, covered=covered)
    # What the signature does not cover, anybody on the way may have written.
    program.ask("POST", "/sync/v2/have", b'{"hashes":[]}', headers=agent)

    uses = ProductUse.objects.filter(peer=below.peer).order_by("pk")
    assert [use.product for use in uses] == ["SoDiem/4.2", ""]


def test_a_stranger_is_no_sign_of_life(below: Sender) -> None:
    Client().post("/sync/v2/have", b'{"hashes":[]}', "application/json")
    assert not ProductUse.objects.exists()
    below.peer.refresh_from_db()
    assert below.peer.seen_at is None


def test_many_requests_in_a_minute_write_one_sign_of_life(peer: Peer) -> None:
    hear(peer, "SoDiem/4.2")
    peer.refresh_from_db()
    seen_at, first = peer.seen_at, ProductUse.objects.get()
    hear(peer, "SoDiem/4.2")
    peer.refresh_from_db()
    assert (peer.seen_at, ProductUse.objects.get().last_at) == (seen_at, first.last_at)

    earlier = timezone.now() - timedelta(minutes=5)
    ProductUse.objects.update(last_at=earlier)
    Peer.objects.update(seen_at=earlier)
    peer.refresh_from_db()
    hear(peer, "SoDiem/4.2")
    peer.refresh_from_db()
    again = ProductUse.objects.get()
    assert again.last_at > first.last_at and again.first_at == first.first_at
    assert peer.seen_at is not None and peer.seen_at >= again.last_at


def test_a_new_product_beyond_the_most_takes_the_place_of_the_one_unheard_longest(
    peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hearing, "MOST_PRODUCTS", 2)
    other = PeerFactory(downstream=True)
    for whose in (peer, other):
        hear(whose, "SoDiem/4.2")
    for version in range(3, 6):
        hear(peer, f"SoDiem/4.{version}")

    assert {use.product for use in ProductUse.objects.filter(peer=peer)} == {
        "SoDiem/4.4",
        "SoDiem/4.5",
    }
    assert ProductUse.objects.filter(peer=other).count() == 1


def test_two_missed_intervals_are_told_and_one_is_not(peer: Peer) -> None:
    administrator = MembershipFactory(role=Role.DEPARTMENT_ADMIN, school=None).user
    MembershipFactory(role=Role.DEPARTMENT_OFFICER, school=None)
    open_contracts(peer, [SchoolFactory().code, SchoolFactory().code], interval_hours=6)
    last_heard(peer, 11)
    assert watch_contracts() == 0
    assert not Notice.objects.exists()

    last_heard(peer, 13)
    assert watch_contracts() == watch_contracts() == 2
    notice = Notice.objects.get()
    assert (notice.user, notice.facts["count"]) == (administrator, 2)
    assert "Sổ Điểm" in notice.title
    age = seconds_waiting()["oldest_silence_seconds"]
    assert age is not None and 12 * 3600 < age < 14 * 3600


def test_the_alarm_ends_by_itself_when_the_peer_is_heard(peer: Peer) -> None:
    MembershipFactory(role=Role.DEPARTMENT_ADMIN, school=None)
    open_contracts(peer, [SchoolFactory().code], interval_hours=6)
    last_heard(peer, 13)
    watch_contracts()

    hear(peer, "SoDiem/4.3")
    assert watch_contracts() == 0
    assert not Notice.objects.exists()
    assert seconds_waiting()["oldest_silence_seconds"] is None


def test_one_that_was_never_heard_is_silent_since_the_contract(peer: Peer) -> None:
    open_contracts(peer, [SchoolFactory().code], interval_hours=6)
    began = timezone.now() - timedelta(days=2)
    Contract.objects.update(began_at=began)
    assert watch_contracts() == 1
    assert Contract.objects.get().silent_since == began


def test_nobody_waits_for_what_has_ended_or_is_trusted_no_longer(peer: Peer) -> None:
    open_contracts(peer, [SchoolFactory().code, SchoolFactory().code], interval_hours=6)
    last_heard(peer, 13)
    assert watch_contracts() == 2

    end_contract(Contract.objects.first())
    assert watch_contracts() == 1
    revoke_peer("so-diem")
    assert watch_contracts() == 0
    assert not Contract.objects.exclude(silent_since=None).exists()


def test_a_node_on_trial_is_answered_as_the_others_and_nothing_is_kept(
    below: Sender, program: Program
) -> None:
    Peer.objects.filter(pk=below.peer.pk).update(is_sandbox=True)
    header = below.header([row(1)], scope=below.scope(school="THU1"), version=1)
    item = below.signed(header, [row(1)])
    response = program.deliver(item)
    [result] = response.json()["results"]
    assert (result["code"], len(result["receipts"])) == ("accepted", 1)
    assert '"fmt":"gradesync-rehearsal/2"' in result["receipts"][0]["content"]
    assert [each["code"] for each in program.deliver(item).json()["results"]] == ["accepted"]
    with scoping.everywhere("the test looks"):
        assert not School.objects.filter(code="THU1").exists()
        assert not Package.objects.exists()


def test_a_node_on_trial_reaches_no_school_of_the_register(below: Sender, program: Program) -> None:
    Peer.objects.filter(pk=below.peer.pk).update(is_sandbox=True)
    with scoping.everywhere("a test adds a school"):
        school = SchoolFactory(code="Real1")
    for code in (school.code, "REAL1"):
        header = below.header([row(1)], scope=below.scope(school=code), version=1)
        [result] = program.deliver(below.signed(header, [row(1)])).json()["results"]
        assert (result["code"], result["receipts"]) == ("not_your_school", [])
