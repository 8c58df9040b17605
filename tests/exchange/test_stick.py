"""Packages carried by file to a real Ministry, and its answer carried back."""

import json
import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from eduportal.exchange.models import NodeKey, OutboxEntry, Package, Peer
from eduportal.exchange.services import (
    StickProblem,
    read_answer,
    send_due,
    take_in_stick,
    write_stick,
)
from eduportal.exchange.wire import bundle
from eduportal.scoping import everywhere
from tests.exchange.conftest import Sender, row
from tests.exchange.levels import conserved, make_due, seal, states
from tests.exchange.second_node import SecondNode
from tests.world import World


def stick(*arguments: str) -> str:
    """What the command at this node says."""
    said = StringIO()
    call_command("exchange_stick", *arguments, stdout=said)
    return said.getvalue()


@pytest.mark.django_db(transaction=True)
def test_what_goes_by_stick_arrives_as_what_goes_online(
    ministry: SecondNode, world: World, tmp_path: Path
) -> None:
    seal(world, 80)
    there, back = str(tmp_path / "there"), str(tmp_path / "back")
    with everywhere("a test forbids the line"):
        Peer.objects.update(base_url="http://127.0.0.1:9")

    assert "6 packages for bo" in stick("--write", there)
    assert "accepted: 6" in ministry.console.run(
        "exchange_stick", "--take-in", there, "--answer", back
    )
    assert "6 packages settled by bo" in stick("--read", back)

    assert conserved(ministry)


@pytest.mark.django_db(transaction=True)
def test_twice_by_stick_and_once_online_is_once(
    ministry: SecondNode, world: World, tmp_path: Path
) -> None:
    seal(world, 80)
    there = str(tmp_path / "there")
    stick("--write", there)
    answers = [str(tmp_path / name) for name in ("first", "second")]
    for answer in answers:
        said = ministry.console.run("exchange_stick", "--take-in", there, "--answer", answer)
    assert "known: 6" in said
    make_due()
    assert send_due() == 6
    assert [read_answer(Path(answer).read_bytes())[1] for answer in answers] == [0, 0]

    assert conserved(ministry)
    assert states() == {"accepted"}


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_was_changed_or_is_anothers_settles_nothing(
    ministry: SecondNode, world: World, tmp_path: Path
) -> None:
    seal(world, 80, classes=1)
    there, back = tmp_path / "there", tmp_path / "back"
    stick("--write", str(there))
    ministry.console.run("exchange_stick", "--take-in", str(there), "--answer", str(back))
    answer = json.loads(back.read_bytes())

    for changed in (
        answer | {"content": answer["content"].replace("accepted", "returned")},
        answer | {"key_id": "0" * 32},
        {"content": "[]", "key_id": "", "signature": ""},
    ):
        with pytest.raises(StickProblem):
            read_answer(json.dumps(changed).encode())
    with everywhere("a test steals the Ministry's key"):
        held = NodeKey.objects.filter(node="bo")
        held.update(revoked_at=timezone.now() + timedelta(days=1), reason="compromised")
    with pytest.raises(StickProblem):
        read_answer(back.read_bytes())
    assert states() == {"queued"}
    with pytest.raises(CommandError):
        stick("--read", str(there))


def test_a_stick_of_a_node_that_is_not_trusted_brings_nothing(
    sender: Sender, tmp_path: Path
) -> None:
    item = sender.seal([row(1)])
    path = tmp_path / "there"
    path.write_bytes(bundle.build([(item.member, item.custody)]))
    Peer.objects.filter(pk=sender.peer.pk).update(relation="upstream")

    with path.open("rb") as file:
        _answer, results = take_in_stick(file)

    assert [result.code for result in results] == ["not_below"]
    assert not Package.objects.exists()


@pytest.fixture
def generous_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("generous_umask", "above")
def test_only_its_owner_may_read_what_is_carried_away(sender: Sender, tmp_path: Path) -> None:
    item = sender.seal([row(1)])
    there, up, back = (tmp_path / name for name in ("there", "up", "back"))
    there.write_bytes(bundle.build([(item.member, item.custody)]))
    stick("--take-in", str(there), "--answer", str(back))
    stick("--write", str(up), "--node", "bo")

    assert [stat.S_IMODE(path.stat().st_mode) for path in (back, up)] == [0o600, 0o600]


@pytest.mark.parametrize("content", [b"", b"nothing", b"\x1f\x8b\x08\x00"])
def test_a_file_that_is_no_bundle_is_refused_with_a_sentence(
    sender: Sender, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "there"
    path.write_bytes(content)
    with path.open("rb") as file, pytest.raises(StickProblem):
        take_in_stick(file)


@pytest.mark.trial("many")
def test_more_packages_than_a_request_takes_go_on_one_stick(sender: Sender, tmp_path: Path) -> None:
    rows, path = [row(1)], tmp_path / "there"
    count = bundle.MOST_PACKAGES + 5
    items = [
        sender.signed(sender.header(rows, version=1, scope=sender.scope(unit=f"6A{number}")), rows)
        for number in range(count)
    ]
    path.write_bytes(bundle.build((item.member, item.custody) for item in items))

    with path.open("rb") as file:
        _answer, results = take_in_stick(file)

    assert [result.code for result in results] == ["accepted"] * count


def test_what_waits_stays_in_the_queue_until_its_receipt_is_back(
    above: object, sender: Sender, tmp_path: Path
) -> None:
    [item] = [sender.seal([row(1)])]
    path = tmp_path / "there"
    path.write_bytes(bundle.build([(item.member, item.custody)]))
    with path.open("rb") as file:
        take_in_stick(file)
    with (tmp_path / "up").open("wb") as up:
        assert write_stick(Peer.objects.get(code="bo"), up) == 1

    assert set(OutboxEntry.objects.values_list("state", flat=True)) == {"queued"}
    [again] = bundle.parse((tmp_path / "up").read_bytes())
    assert again.content == item.content
    assert [link.node for link in again.custody][:1] == [sender.peer.code]
