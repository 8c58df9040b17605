"""What this node cannot read yet is kept, receipted, and taken up in order once it can."""

from types import SimpleNamespace

import pytest

from eduportal.exchange.models import Line, OutboxEntry, Package
from eduportal.exchange.services import accept_parked, parking, receive_bundle
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire.header import Header
from eduportal.exchange.wire.problem import Problem
from grades.feeds.term import TermFeed
from tests.exchange.conftest import CELLS, Sender, make_sender, row
from tests.factories import PeerFactory


def states() -> list[str]:
    return list(Package.objects.order_by("version").values_list("state", flat=True))


@pytest.fixture
def parked(sender: Sender) -> Sender:
    """Three versions of a class under a schema of tomorrow, the second of them wrong."""
    bad = row(1, cells=[*CELLS[:4], 10, *CELLS[5:]])
    items = [
        sender.seal([row(1), row(2)], schema="term.2"),
        sender.seal([bad], schema="term.2"),
        sender.seal([row(1)], schema="term.2"),
    ]
    PeerFactory()
    receive_bundle(peer=sender.peer, items=items)
    return sender


def test_what_is_parked_stays_so_while_it_cannot_be_read(parked: Sender) -> None:
    assert accept_parked() == 0
    assert states() == ["parked"] * 3
    assert not OutboxEntry.objects.exists()


def test_after_an_update_it_is_judged_in_order_without_being_sent_again(
    parked: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TermFeed, "schemas", ("term.2", "term.1"))
    assert accept_parked() == 3
    # The third was sealed on the second, which is returned.
    assert states() == ["accepted", "returned", "returned"]
    assert Line.objects.count() == 2
    assert Package.objects.get(state=PackageState.ACCEPTED).records == 4
    issued = Package.objects.order_by("version").values_list("receipts__state", flat=True)
    assert sorted(issued) == [
        "accepted",
        "parked",
        "parked",
        "parked",
        "returned",
        "returned",
    ]
    assert OutboxEntry.objects.count() == 1
    assert accept_parked() == 0


def test_one_that_cannot_be_judged_does_not_stop_those_behind_it(
    parked: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = parked.scope(unit="6A2")
    other = parked.seal([row(3)], schema="term.2", scope=elsewhere, version=1, prev="")
    receive_bundle(peer=parked.peer, items=[other])
    monkeypatch.setattr(TermFeed, "schemas", ("term.2", "term.1"))
    check = TermFeed.check

    def stumble(self: TermFeed, header: Header, lines: list[list[object]]) -> list[Problem]:
        if header.scope.unit == "6A1":
            raise RuntimeError("a layout nobody thought of")
        return check(self, header, lines)

    monkeypatch.setattr(TermFeed, "check", stumble)
    assert accept_parked() == 1
    assert Package.objects.get(state=PackageState.ACCEPTED).unit == "6A2"


def test_who_has_many_parked_does_not_keep_another_schools(
    parked: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_sender("truong-b")
    receive_bundle(peer=other.peer, items=[other.seal([row(3)], schema="term.2")])
    monkeypatch.setattr(TermFeed, "schemas", ("term.2", "term.1"))
    moments = iter([0, 1, 2, 500])
    clock = SimpleNamespace(monotonic=lambda: next(moments))
    monkeypatch.setattr(parking, "time", clock)
    assert accept_parked() == 2
    assert Package.objects.get(school=other.school).state == "accepted"
    assert Package.objects.filter(school=parked.school, state="parked").count() == 2
