"""In whatever order they seal, send, break, return, park, compare and restore, all end equal.

This node (a Department) seals for a school of its own and takes packages in from a node below; a
node above keeps a ledger. Hypothesis chooses what happens; at the end everything is sent, asked
and compared until nothing is due, and what every level holds must be the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from eduportal.exchange.models import Line, OutboxEntry, Package, Peer
from eduportal.exchange.selectors.asked import packages_of
from eduportal.exchange.services import (
    accept_parked,
    compare_all,
    queueing,
    rebuild,
    receive_bundle,
    send_due,
    take_theirs,
)
from eduportal.exchange.services.deciding import theirs_of
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.bundle import Item
from grades.feeds.term import TermFeed
from tests.exchange.above import Asked, Reply, listening, say
from tests.exchange.conftest import CELLS, Sender, make_sender, row, sealed, uid
from tests.exchange.ledger_above import LedgerAbove
from tests.exchange.levels import make_due
from tests.factories import SchoolFactory

numbers = st.lists(st.integers(1, 4), max_size=3, unique=True).map(sorted)
units = st.sampled_from(["6A1", "6A2"])
ROUNDS = 30


@dataclass
class Below:
    """A node below with two classes: what it has sealed of each, and what it heard of it."""

    sender: Sender
    chains: dict[str, list[Item]] = field(default_factory=dict)
    heard: dict[str, str] = field(default_factory=dict)

    def head(self, unit: str) -> str:
        """The newest version that was not returned or refused."""
        standing = [
            digest
            for digest in map(digest_of, self.chains.get(unit, []))
            if self.heard.get(digest) not in ("returned", "void")
        ]
        return standing[-1] if standing else ""

    def seal(self, unit: str, students: list[int], schema: str, is_bad: bool) -> None:
        self.sender.previous = self.head(unit)
        self.sender.version = len(self.chains.setdefault(unit, []))
        cells = [*CELLS[:4], 10, *CELLS[5:]] if is_bad else CELLS
        rows = [row(number, cells=cells) for number in students]
        scope = self.sender.scope(unit=unit)
        item = self.sender.seal(rows, scope=scope, unit_name=unit, schema=schema)
        self.chains[unit].append(item)

    def due(self) -> list[Item]:
        """What has not been answered for good, each class in order."""
        return [
            item
            for chain in self.chains.values()
            for item in chain
            if digest_of(item) not in self.heard
        ]

    def deliver(self, items: list[Item], is_heard: bool = True) -> None:
        for result in receive_bundle(peer=self.sender.peer, items=items):
            if not is_heard:
                continue
            if result.receipts:
                self.heard[result.hash] = result.receipts[0].state
            elif result.code == "fork":
                self.give_up(result.hash)

    def give_up(self, digest: str) -> None:
        """A person takes what counts above: this version is void, and what was sealed on it."""
        for chain in self.chains.values():
            digests = [digest_of(item) for item in chain]
            if digest in digests:
                self.heard |= dict.fromkeys(digests[digests.index(digest) :], "void")

    def compare(self) -> None:
        """Ask for all it has sealed: what is not there is due again, what is has its receipt."""
        for digest in [d for d, state in self.heard.items() if state != "void"]:
            del self.heard[digest]
        sent = {digest_of(item) for chain in self.chains.values() for item in chain}
        for package, receipts in packages_of(self.sender.peer, sorted(sent)):
            if package.state != "void":
                self.heard[package.hash] = receipts[0].state


def digest_of(item: Item) -> str:
    return wire.digest(item.content)


class Exchange(RuleBasedStateMachine):
    """What may happen to a Department, a node below it and the node above."""

    def __init__(self, above: LedgerAbove, address: str, patch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.above, self.patch = above, patch
        above.kept, above.returns, above.replies, above.life = {}, set(), [], 1
        patch.setattr(TermFeed, "schemas", ("term.1",))
        # All of it is one transaction, of which the connection of a second lane would see nothing.
        patch.setattr(queueing, "LONG", 1000)
        above.trusted(address)
        self.school = SchoolFactory()
        self.below = Below(make_sender())
        self.backup = transaction.savepoint()
        self.copy = above.copy()

    @rule(unit=units, students=numbers)
    def seal_here(self, unit: str, students: list[int]) -> None:
        sealed(self.school, *students, unit=unit)

    @rule(unit=units, students=numbers, is_bad=st.booleans(), is_new=st.booleans())
    def seal_below(self, unit: str, students: list[int], is_bad: bool, is_new: bool) -> None:
        self.below.seal(unit, students, "term.2" if is_new else "term.1", is_bad)

    @rule(is_heard=st.booleans(), is_turned=st.booleans())
    def deliver(self, is_heard: bool, is_turned: bool) -> None:
        items = self.below.due()
        self.below.deliver(items[::-1] if is_turned else items, is_heard)

    @rule()
    def deliver_twice(self) -> None:
        items = self.below.due()
        self.below.deliver([*items, *items])

    @rule()
    def update(self) -> None:
        """This node reads the schema of tomorrow from now on."""
        self.patch.setattr(TermFeed, "schemas", ("term.1", "term.2"))
        accept_parked()

    @rule(fault=st.sampled_from(["none", "lost request", "lost reply", "error", "busy"]))
    def send(self, fault: str) -> None:
        faults: dict[str, list[Callable[[Asked], Reply]]] = {
            "none": [],
            "lost request": [say(None)],
            "lost reply": [self.take_and_cut],
            "error": [say(502)],
            "busy": [say(503, Retry_After="60")],
        }
        self.above.replies = list(faults[fault])
        make_due()
        send_due()
        self.above.replies = []

    def take_and_cut(self, asked: Asked) -> Reply:
        self.above.accept(asked)
        return say(None)(asked)

    @rule()
    def return_next(self) -> None:
        """The node above will return what is to be sent next."""
        waiting = OutboxEntry.objects.filter(state="queued").order_by("pk").first()
        if waiting and waiting.package.feed == "term":
            self.above.returns.add(waiting.package.hash)

    @rule()
    def compare(self) -> None:
        compare_all()
        self.below.compare()

    @rule()
    def back_up(self) -> None:
        self.backup, self.copy = transaction.savepoint(), self.above.copy()

    @rule()
    def restore_here(self) -> None:
        """Another life: what was noted since the backup is forgotten."""
        transaction.savepoint_rollback(self.backup)

    @rule()
    def restore_above(self) -> None:
        self.above.restore(self.copy)

    @invariant()
    def each_student_counts_once(self) -> None:
        for number in range(1, 5):
            lines = Line.objects.filter(student_uid=uid(number), standing="s")
            assert lines.filter(counted=True).count() == min(lines.count(), 1)

    @invariant()
    def the_lines_are_those_of_what_counts(self) -> None:
        accepted = Package.objects.filter(feed="term", state="accepted")
        counts = sum(package.totals["counted"] for package in accepted)
        assert Line.objects.count() == counts
        assert not Line.objects.exclude(package__in=accepted).exists()

    def teardown(self) -> None:
        try:
            self.come_to_rest()
            self.all_hold_the_same()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def come_to_rest(self) -> None:
        """Everybody sends, asks and compares, and a person takes what counts above."""
        self.update()
        for _round in range(ROUNDS):
            self.below.deliver(self.below.due())
            make_due()
            send_due()
            compared = [comparison for _peer, comparison in compare_all()]
            for entry in OutboxEntry.objects.filter(state="needs_human"):
                entry.refresh_from_db()
                if entry.forked_from:
                    theirs_of(entry)
                    take_theirs(entry, entry.forked_from)
            self.below.compare()
            open_ones = OutboxEntry.objects.filter(state__in=["queued", "needs_human"])
            if all(each.is_equal for each in compared) and not open_ones and not self.below.due():
                return
        raise AssertionError(f"It does not come to rest: {self.told()}")

    def told(self) -> object:
        return (
            list(OutboxEntry.objects.values_list("package__hash", "state", "last_error")),
            list(Package.objects.values_list("hash", "version", "unit", "state", "origin")),
            {place: digest_of(kept.item) for place, kept in self.above.heads.items()},
            self.below.heard,
        )

    def all_hold_the_same(self) -> None:
        here = {
            (p.school.code, p.year, p.period, p.feed, p.unit): p.hash
            for p in Package.objects.filter(state="accepted").exclude(origin="")
            if p.outbox.exists()
        }
        above = {place: digest_of(kept.item) for place, kept in self.above.heads.items()}
        assert here == above, self.told()
        for unit in self.below.chains:
            head = self.below.head(unit)
            place = (self.below.sender.school.code, "2026-2027", "hk1", "term", unit)
            assert here.get(place, "") == head, self.told()
        assert all(found.is_same for found in rebuild())


@pytest.mark.trial("many")
@pytest.mark.usefixtures("uncounted")
@pytest.mark.parametrize(
    ("examples", "steps"), [(6, 15), pytest.param(200, 30, marks=pytest.mark.long)]
)
def test_whatever_happens_in_whatever_order_all_levels_end_with_the_same(
    db_everywhere: None,
    signing_key: None,
    monkeypatch: pytest.MonkeyPatch,
    examples: int,
    steps: int,
) -> None:
    above = LedgerAbove()
    with listening(above) as address:
        run_state_machine_as_test(
            lambda: Exchange(above, address, monkeypatch),
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    assert Peer.objects.count() == 0
