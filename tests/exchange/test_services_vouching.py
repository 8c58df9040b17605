"""Who may vouch for a package, and what is passed on by a node between."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pytest_django.fixtures import Settings

from eduportal.exchange.models import Line, NodeKey, Package
from eduportal.exchange.selectors import checked_custody, is_intact
from eduportal.exchange.services import ItemResult, receive_bundle, revoke_peer
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import signing
from eduportal.exchange.wire.bundle import Item
from eduportal.exchange.wire.custody import to_line
from eduportal.exchange.wire.package import compressed
from tests.exchange.conftest import Sender, make_sender, row
from tests.factories import NodeKeyFactory, PeerFactory

ROWS = [row(1), row(2)]


@pytest.fixture
def province(sender: Sender, settings: Settings) -> Sender:
    """A node below this ministry that passes on what `sender`, a school's own node, has sealed."""
    settings.EDUPORTAL_TIER, settings.EDUPORTAL_NODE = "ministry", "bo"
    province = make_sender("long-an")
    type(sender.school).objects.filter(pk=sender.school.pk).update(node="long-an")
    return province


def receive(province: Sender, *items: Item) -> list[ItemResult]:
    return receive_bundle(peer=province.peer, items=items)


def test_a_school_whose_key_is_known_is_checked(sender: Sender, province: Sender) -> None:
    [result] = receive(province, province.passed_on(sender.seal(ROWS)))
    assert result.code == "accepted"
    package = Package.objects.get()
    assert [link.node for link in package.links] == ["truong-a", "long-an"]
    assert all(link.is_genuine for link in checked_custody(package))


def test_an_unknown_sealer_is_accepted_with_the_signature_of_its_province(
    sender: Sender, province: Sender
) -> None:
    stranger = replace(
        sender, key=Ed25519PrivateKey.generate(), peer=PeerFactory.build(code="truong-la")
    )
    item = province.passed_on(stranger.seal(ROWS))
    assert receive(province, item)[0].code == "accepted"
    chain = checked_custody(Package.objects.get())
    assert [(link.is_known, link.is_genuine) for link in chain] == [(False, False), (True, True)]
    assert is_intact(Package.objects.get(), chain)


def test_a_forged_signature_of_a_known_school_is_refused(sender: Sender, province: Sender) -> None:
    item = sender.seal(ROWS)
    forged = replace(item, custody=(replace(item.custody[0], signature=b"\x00" * 64),))
    assert receive(province, province.passed_on(forged))[0].code == "bad_signature"
    assert not Package.objects.exists()


def test_another_key_under_a_known_name_is_refused(sender: Sender, province: Sender) -> None:
    sender.key = Ed25519PrivateKey.generate()
    assert receive(province, province.passed_on(sender.seal(ROWS)))[0].code == "unknown_key"


def test_a_revoked_school_is_refused_through_its_province_too(
    sender: Sender, province: Sender
) -> None:
    revoke_peer("truong-a")
    item = province.passed_on(sender.seal(ROWS))
    assert receive(province, item)[0].code == "unknown_key"


def test_who_passes_on_must_sign(sender: Sender, province: Sender) -> None:
    assert receive(province, sender.seal(ROWS))[0].code == "not_countersigned"


def test_a_chain_leaves_room_for_the_nodes_above(sender: Sender, province: Sender) -> None:
    item = sender.seal(ROWS)
    strangers = [replace(item.custody[0], node=f"x-{number}") for number in range(6)]
    crowded = replace(item, custody=(*item.custody, *strangers))
    assert receive(province, province.passed_on(crowded))[0].code == "bad_signature"


def test_nobody_else_may_take_the_school_out_of_the_chain(sender: Sender, province: Sender) -> None:
    item = province.passed_on(sender.seal(ROWS))
    assert receive(province, replace(item, custody=item.custody[1:]))[0].code == "wrong_origin"


def test_nobody_sends_in_the_name_of_the_receiver(
    sender: Sender, province: Sender, settings: Settings
) -> None:
    item = sender.seal(ROWS, origin=settings.EDUPORTAL_NODE)
    mine = replace(item.custody[0], node=settings.EDUPORTAL_NODE)
    item = province.passed_on(replace(item, custody=(mine,)))
    assert receive(province, item)[0].code == "wrong_origin"


def test_two_keys_of_a_node_hold_beside_each_other_while_it_changes(
    sender: Sender, province: Sender
) -> None:
    old = sender.seal(ROWS)
    sender.key = Ed25519PrivateKey.generate()
    NodeKeyFactory(node="truong-a", public_key=signing.public_bytes(sender.key))
    new = sender.seal(ROWS[:1])
    results = receive(province, province.passed_on(old), province.passed_on(new))
    assert [result.code for result in results] == ["accepted", "accepted"]
    for package in Package.objects.all():
        assert is_intact(package, checked_custody(package))


BEFORE = "2026-11-01T08:00:00+00:00"


def revoke(sender: Sender, reason: str) -> None:
    key_id = signing.key_id(signing.public_bytes(sender.key))
    revoked_at = datetime(2026, 11, 15, tzinfo=UTC)
    NodeKey.objects.filter(key_id=key_id).update(revoked_at=revoked_at, reason=reason)


def test_what_a_key_signed_before_it_was_replaced_is_taken_in(
    sender: Sender, province: Sender
) -> None:
    before, after = sender.seal(ROWS, sealed_at=BEFORE), sender.seal(ROWS[:1])
    revoke(sender, "replaced")
    results = receive(province, province.passed_on(before), province.passed_on(after))
    assert [result.code for result in results] == ["accepted", "unknown_key"]


def test_a_stolen_key_brings_nothing_new_whatever_date_it_writes(
    sender: Sender, province: Sender
) -> None:
    known = province.passed_on(sender.seal(ROWS, sealed_at=BEFORE))
    receive(province, known)
    revoke(sender, "compromised")
    new = province.passed_on(sender.seal(ROWS[:1], sealed_at=BEFORE))
    assert [result.code for result in receive(province, known, new)] == ["known", "unknown_key"]


@pytest.mark.parametrize("sealed_at", [BEFORE, "2026-11-16T08:00:00+00:00"])
def test_what_a_node_signs_again_with_its_next_key_is_taken_in(
    sender: Sender, province: Sender, sealed_at: str
) -> None:
    item = sender.seal(ROWS, sealed_at=sealed_at)
    revoke(sender, "compromised")
    stolen, sender.key = sender.key, Ed25519PrivateKey.generate()
    again = replace(sender, key=stolen).passed_on(item)
    assert receive(province, province.passed_on(again))[0].code == "unknown_key"
    NodeKeyFactory(node="truong-a", public_key=signing.public_bytes(sender.key))
    assert receive(province, province.passed_on(sender.passed_on(item)))[0].code == "accepted"


def test_versions_a_province_has_returned_are_missing_above_it(
    sender: Sender, province: Sender
) -> None:
    sender.seal(ROWS)
    sender.previous = ""
    third = sender.seal(ROWS[:1])
    assert receive(province, province.passed_on(third))[0].code == "accepted"
    assert receive(province, province.passed_on(sender.sealed[0]))[0].code == "fork"


def test_a_scope_counts_once_when_another_node_begins_to_seal_it(
    sender: Sender, province: Sender
) -> None:
    province.school = sender.school
    hosted = province.seal(ROWS)
    sender.version, sender.previous = province.version, province.previous
    own = province.passed_on(sender.seal([row(1), row(2), row(3)]))
    assert [result.code for result in receive(province, hosted, own)] == ["accepted", "accepted"]
    assert Line.objects.count() == 3
    states = dict(Package.objects.values_list("origin", "state"))
    assert states == {
        "long-an": PackageState.SUPERSEDED,
        "truong-a": PackageState.ACCEPTED,
    }


def test_a_stored_package_that_was_tampered_with_is_noticed(
    sender: Sender, province: Sender
) -> None:
    receive(province, province.passed_on(sender.seal(ROWS)))
    package = Package.objects.get()
    assert is_intact(package, checked_custody(package))
    package.content = compressed(package.plain.replace(b"80", b"90", 1))
    assert not is_intact(package, checked_custody(package))
    package = Package.objects.get()
    first, second = package.links
    package.custody = to_line([replace(first, signature=second.signature), second])
    assert not is_intact(package, checked_custody(package))
