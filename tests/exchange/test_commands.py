"""The commands by which two nodes come to trust each other."""

import json
import stat
from io import StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import translation
from pytest_django.fixtures import Settings

from eduportal.exchange import keys
from eduportal.exchange.models import NodeKey, Peer
from eduportal.exchange.wire import signing
from tests.exchange.conftest import make_sender

MINISTRY = "Bộ Giáo dục và Đào tạo"
ABOVE = ["--relation", "upstream", "--base-url", "https://bo.example.vn/"]


def run(*arguments: str) -> str:
    printed = StringIO()
    with translation.override("en"):
        call_command(*arguments, stdout=printed)
    return printed.getvalue()


def new_key() -> bytes:
    return signing.public_bytes(Ed25519PrivateKey.generate())


def trust(public_key: bytes, *more: str) -> str:
    key = signing.to_text(public_key)
    return run("trust_node", "bo", "--name", MINISTRY, "--public-key", key, *more)


def test_a_node_makes_its_key_once_and_for_its_owner_only(
    db: None, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "state" / "long-an.key"
    settings.EDUPORTAL_SIGNING_KEY_FILE = path
    settings.EDUPORTAL_NODE = "long-an"
    first, again = json.loads(run("node_key")), json.loads(run("node_key"))

    assert first == again
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    public = signing.from_text(first["public_key"])
    assert (first["node"], first["key_id"]) == ("long-an", signing.key_id(public))
    assert signing.is_signed(public, signing.sign(keys.own_key(), b"x"), b"x")
    assert bytes(NodeKey.objects.get(node="long-an").public_key) == public


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN PRIVATE KEY-----\n"])
def test_without_a_usable_key_the_node_says_how_to_make_one(
    settings: Settings, tmp_path: Path, content: bytes | None
) -> None:
    path = settings.EDUPORTAL_SIGNING_KEY_FILE = tmp_path / "node.key"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ImproperlyConfigured, match="node_key"):
        keys.own_key()


def test_trusting_twice_changes_nothing(db: None) -> None:
    key = new_key()
    trust(key, *ABOVE)
    trust(key, *ABOVE)

    peer = Peer.objects.get()
    assert (peer.code, peer.relation, peer.base_url) == ("bo", "upstream", "https://bo.example.vn")
    assert NodeKey.objects.filter(node="bo", public_key=key).count() == 1


def test_a_new_key_holds_beside_the_old_one(db: None) -> None:
    old, new = new_key(), new_key()
    trust(old, *ABOVE)
    trust(new, *ABOVE)
    keys_of = NodeKey.objects.filter(node="bo")
    assert {bytes(key.public_key) for key in keys_of if key.holds_now} == {old, new}


def test_a_revoked_node_is_trusted_again_with_the_same_key(db: None) -> None:
    key = new_key()
    trust(key, *ABOVE)
    run("revoke_node", "bo")
    revoked_at = Peer.objects.get().revoked_at
    run("revoke_node", "bo")
    assert Peer.objects.get().revoked_at == revoked_at is not None
    assert not NodeKey.objects.get(node="bo").holds_now

    trust(key, *ABOVE)
    assert Peer.objects.get().revoked_at is None
    assert NodeKey.objects.get(node="bo").holds_now


def test_a_compromised_key_is_not_trusted_again_by_repeating_it(db: None) -> None:
    key = new_key()
    trust(key, *ABOVE)
    run("revoke_key", signing.key_id(key), "--compromised")
    trust(key, *ABOVE)
    assert not NodeKey.objects.get(node="bo").holds_now


def test_an_unknown_node_cannot_be_revoked(db: None) -> None:
    with pytest.raises(CommandError, match="not known"):
        run("revoke_node", "bo")


def test_one_key_is_one_node(db_everywhere: None) -> None:
    sender = make_sender("so-khac")
    with pytest.raises(CommandError, match="every node has its own"):
        trust(signing.public_bytes(sender.key), *ABOVE)


def test_a_node_does_not_trust_itself(db: None, settings: Settings) -> None:
    settings.EDUPORTAL_NODE = "bo"
    with pytest.raises(CommandError, match="itself"):
        trust(new_key(), *ABOVE)


@pytest.mark.parametrize("key", ["", "%%", signing.to_text(b"short")])
def test_what_is_no_key_is_refused(db: None, key: str) -> None:
    with pytest.raises(CommandError):
        run("trust_node", "bo", "--name", MINISTRY, "--public-key", key, *ABOVE)


@pytest.mark.parametrize("address", ["", "bo.example.vn", "ftp://bo.example.vn", "https://"])
def test_a_node_above_needs_an_address(db: None, address: str) -> None:
    with pytest.raises(CommandError, match="address"):
        trust(new_key(), "--relation", "upstream", "--base-url", address)


def test_marks_travel_encrypted_wherever_the_portal_must_be(db: None, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    with pytest.raises(CommandError, match="https"):
        trust(new_key(), "--relation", "upstream", "--base-url", "http://bo.example.vn")


def test_a_key_is_changed_without_a_restart_and_the_old_one_holds_for_a_while(
    db: None, signing_key: None, settings: Settings
) -> None:
    old = json.loads(run("node_key"))["key_id"]

    prepared = json.loads(run("node_key", "--new"))["key_id"]
    assert json.loads(run("node_key", "--new"))["key_id"] == prepared != old
    assert keys.own_key_id() == old

    assert json.loads(run("node_key", "--use-new"))["key_id"] == prepared == keys.own_key_id()

    assert not keys.next_key_file().exists()
    mode = Path(settings.EDUPORTAL_SIGNING_KEY_FILE).stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    held = {key.key_id: key for key in NodeKey.objects.filter(node=settings.EDUPORTAL_NODE)}
    assert held.keys() == {old, prepared}
    assert held[old].holds_now and held[prepared].holds_now
    assert held[old].valid_until is not None and held[prepared].valid_until is None


def test_no_key_is_used_that_was_not_prepared(db: None, signing_key: None) -> None:
    before = keys.own_key_id()
    with pytest.raises(CommandError, match="node_key --new"):
        run("node_key", "--use-new")
    assert keys.own_key_id() == before


def test_a_product_is_trusted_on_trial_until_the_command_is_repeated(db: None) -> None:
    key = signing.to_text(new_key())
    said = ["trust_node", "so-diem", "--name", "Sổ Điểm", "--public-key", key]
    said += ["--relation", "downstream"]
    run(*said, "--sandbox")
    assert Peer.objects.get().is_sandbox
    run(*said)
    assert not Peer.objects.get().is_sandbox
