"""Who may vouch for a package, and what is passed on by a node between."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone
from pytest_django.fixtures import Settings

from eduportal.exchange.models import Package, Peer
from eduportal.exchange.selectors import checked_custody, is_intact
from eduportal.exchange.services import ItemResult, receive_bundle
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import signing
from eduportal.exchange.wire.bundle import Item
from grades.models import LedgerLine
from tests.exchange.conftest import Sender, make_sender, row

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
    item = province.passed_on(sender.seal(ROWS))
    sender.peer.delete()
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
    item = province.passed_on(sender.seal(ROWS))
    Peer.objects.filter(pk=sender.peer.pk).update(revoked_at=timezone.now())
    assert receive(province, item)[0].code == "unknown_key"


def test_who_passes_on_must_sign(sender: Sender, province: Sender) -> None:
    assert receive(province, sender.seal(ROWS))[0].code == "not_countersigned"


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


def test_a_node_that_changed_its_key_vouches_for_what_it_signed_before(sender: Sender) -> None:
    old = sender.seal(ROWS)
    sender.key = Ed25519PrivateKey.generate()
    public = signing.public_bytes(sender.key)
    sender.peer.public_key, sender.peer.key_id = public, signing.key_id(public)
    sender.peer.save()
    assert receive_bundle(peer=sender.peer, items=[old])[0].code == "not_countersigned"
    assert receive_bundle(peer=sender.peer, items=[sender.passed_on(old)])[0].code == "accepted"


def test_versions_a_province_has_returned_are_missing_above_it(
    sender: Sender, province: Sender
) -> None:
    sender.seal(ROWS)
    third = [sender.seal(ROWS), sender.seal(ROWS[:1])][1]
    assert receive(province, province.passed_on(third))[0].code == "accepted"
    assert receive(province, province.passed_on(sender.sealed[0]))[0].code == "stale"


def test_a_scope_counts_once_when_another_node_begins_to_seal_it(
    sender: Sender, province: Sender
) -> None:
    province.school = sender.school
    hosted = province.seal(ROWS)
    own = province.passed_on(sender.seal([row(1), row(2), row(3)]))
    assert [result.code for result in receive(province, hosted, own)] == ["accepted", "accepted"]
    assert LedgerLine.objects.count() == 3
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
    package.content = bytes(package.content).replace(b"8.0", b"9.0", 1)
    assert not is_intact(package, checked_custody(package))
    package = Package.objects.get()
    package.custody[0]["signature"] = package.custody[1]["signature"]
    assert not is_intact(package, checked_custody(package))
