"""Receipts of nodes further above come down through the node above, and prove the whole way."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import F
from django.utils import timezone

from eduportal.exchange.models import OutboxEntry, Package, Receipt
from eduportal.exchange.selectors.proof import checked_receipts
from eduportal.exchange.selectors.student import proof_of_student
from eduportal.exchange.services import about_student, receive_bundle, send_due, trust_peer
from eduportal.exchange.services.receiving import said
from eduportal.exchange.wire import signing
from schools.models import School
from tests.exchange.above import Above, Asked, Reply, answer
from tests.exchange.conftest import Sender, row, sealed, uid
from tests.exchange.evidence import Ministry, judged, written

MINISTRY = "Bộ Giáo dục và Đào tạo"


@pytest.fixture
def package(above: Above, school: School) -> Package:
    """A class sealed at a school's portal, with the Department above it."""
    return sealed(school, 1, 2)


@pytest.fixture
def ministry() -> Above:
    """The node above the Department, whose key the school knows."""
    found = Above(code="tw")
    trust_peer(
        code="tw",
        name=MINISTRY,
        key=signing.to_text(signing.public_bytes(found.key)),
        relation="beyond",
    )
    return found


def also(
    above: Above, beyond: Above, key: Ed25519PrivateKey | None = None, state: str = "accepted"
) -> Callable[[Asked], Reply]:
    """The answer of the Department to a question, with the Ministry's receipt behind its own."""

    def reply(asked: Asked) -> Reply:
        items = []
        for each in asked.hashes:
            content = above.arrived[each]
            item = above.said(content)
            item["receipts"].append(beyond.receipt(content, key=key, state=state))
            items.append(item)
        return answer("known", items)

    return reply


def key_of(key: Ed25519PrivateKey) -> str:
    return signing.key_id(signing.public_bytes(key))


def issuers(package: Package) -> list[str]:
    return sorted(package.receipts.values_list("issuer", flat=True))


def let_a_day_pass() -> None:
    day = timedelta(days=1)
    OutboxEntry.objects.update(not_before=F("not_before") - day, settled_at=F("settled_at") - day)


def test_what_the_ministry_has_signed_comes_down_and_proves_the_whole_way(
    above: Above, ministry: Above, package: Package, tmp_path: Path
) -> None:
    above.replies = [above.accept, also(above, ministry)]
    send_due()
    assert issuers(package) == ["bo", "tw"]
    assert [(each.issuer, each.is_genuine) for each in checked_receipts(package)][1:] == [
        (MINISTRY, True)
    ]
    proof = proof_of_student(package, uid(1))
    assert [level.node for level in proof.levels if level.kind == "accepted"][1:] == [MINISTRY]
    assert proof.is_intact
    evidence = written(about_student(uid(1)), [package.pk])
    assert judged(evidence, tmp_path) == 0
    trusted = [package.links[0].key_id, *(key_of(each.key) for each in (above, ministry))]
    named = [part for key in trusted for part in ("--key", key)]
    assert judged(evidence, tmp_path, *named) == 0
    assert judged(evidence, tmp_path, *named[:-2]) != 0, "the Ministry's key was not asked for"


def test_it_is_asked_for_until_it_has_come_and_not_afterwards(
    above: Above, ministry: Above, package: Package
) -> None:
    send_due()
    assert len(above.asked) == 2
    send_due()
    assert len(above.asked) == 2, "asked again at once"
    let_a_day_pass()
    above.replies = [also(above, ministry)]
    send_due()
    assert issuers(package) == ["bo", "tw"]
    let_a_day_pass()
    send_due()
    assert len(above.asked) == 3


def test_the_longer_it_takes_the_less_often_it_is_asked_for(
    above: Above, ministry: Above, package: Package
) -> None:
    send_due()
    entry = OutboxEntry.objects.get(package=package)
    assert entry.not_before - timezone.now() < timedelta(minutes=11)
    OutboxEntry.objects.update(
        not_before=timezone.now(), settled_at=timezone.now() - timedelta(hours=5)
    )
    send_due()
    entry.refresh_from_db()
    assert timedelta(hours=4) < entry.not_before - timezone.now() < timedelta(hours=6)


def test_a_node_with_nobody_further_above_asks_nothing(above: Above, package: Package) -> None:
    send_due()
    assert [each.path for each in above.asked] == ["/sync/v2/bundles"]


@pytest.mark.parametrize("whose", ["another's", "nobody's"])
def test_a_receipt_nobody_further_above_has_signed_is_not_kept(
    whose: str, above: Above, ministry: Above, package: Package
) -> None:
    forged = above.key if whose == "another's" else Ed25519PrivateKey.generate()
    above.replies = [above.accept, also(above, ministry, forged)]
    send_due()
    assert issuers(package) == ["bo"]


def test_a_node_further_above_is_sent_nothing_and_brings_nothing(
    above: Above, ministry: Above, package: Package
) -> None:
    assert list(OutboxEntry.objects.values_list("peer__code", flat=True)) == ["bo"]


def test_who_is_sent_a_known_package_hears_all_that_is_held_for_it(sender: Sender) -> None:
    item = sender.seal([row(1)])
    receive_bundle(peer=sender.peer, items=[item])
    package = Package.objects.get(feed="term")
    ministry = Ministry().known()
    ministry.accepts(package, timezone.now() + timedelta(minutes=1))
    [again] = receive_bundle(peer=sender.peer, items=[item])
    assert again.code == "known"
    own, beyond = said(again)["receipts"]
    assert beyond["content"].encode() == bytes(Receipt.objects.get(issuer="bo").content)
    assert own != beyond
