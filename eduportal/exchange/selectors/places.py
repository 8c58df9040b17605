"""What waits where, what differs from the node above, and how the last comparisons ended."""

import datetime
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from eduportal.exchange.models import OutboxEntry, Package, Peer
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.selectors.board import at_schools
from eduportal.exchange.selectors.chain import SCOPE
from eduportal.exchange.states import OutboxState, PackageState

MOST = 10


class Waiting(NamedTuple):
    """Packages that are not accepted by one node above, in one state."""

    peer: str
    state: OutboxState
    packages: int
    since: datetime.datetime

    @property
    def show(self) -> str:
        """The filter of the list of packages that shows them."""
        return SHOWN[self.state]


SHOWN = {
    OutboxState.QUEUED: "waiting",
    OutboxState.PARKED: "parked",
    OutboxState.NEEDS_HUMAN: "troubled",
}


def waiting_at(school_ids: Collection[int] | None) -> list[Waiting]:
    """What the nodes above have not accepted, by node and state: one query."""
    entries = OutboxEntry.objects.filter(at_schools(school_ids), state__in=SHOWN)
    groups = entries.values_list("peer__name", "state").annotate(Count("pk"), Min("created_at"))
    return [
        Waiting(name, OutboxState(state), count, since)
        for name, state, count, since in groups.order_by("peer__name", "state")
    ]


def undecided(school_ids: Collection[int] | None) -> "QuerySet[OutboxEntry]":
    """Entries that wait for a person, the oldest first: at most MOST."""
    entries = OutboxEntry.objects.filter(at_schools(school_ids), state=OutboxState.NEEDS_HUMAN)
    packages = entries.select_related("package__school", "peer")
    return packages.defer("package__content", "package__custody").order_by("pk")[:MOST]


def differing(school_ids: Collection[int] | None) -> "QuerySet[Package]":
    """What counts here and not above, where an earlier version does: at most MOST, the oldest
    first."""
    unsettled = [OutboxState.QUEUED, OutboxState.PARKED, OutboxState.NEEDS_HUMAN]
    earlier = OutboxEntry.objects.filter(
        **{f"package__{name}": OuterRef(name) for name in SCOPE},
        package__version__lt=OuterRef("version"),
        state=OutboxState.ACCEPTED,
    )
    own = OutboxEntry.objects.filter(package=OuterRef("pk"), state__in=unsettled)
    packages = Package.objects.filter(
        at_schools(school_ids), Exists(own), Exists(earlier), state=PackageState.ACCEPTED
    )
    return packages.select_related("school").defer("content", "custody").order_by("pk")[:MOST]


class Peers(NamedTuple):
    """The trusted nodes on both sides, by name."""

    above: list[Peer]
    below: list[Peer]


def peers_now() -> Peers:
    """One query."""
    trusted = Peer.objects.filter(revoked_at=None).order_by("name")
    found: Mapping[str, list[Peer]] = {relation: [] for relation in PeerRelation}
    for peer in trusted:
        found[peer.relation].append(peer)
    return Peers(found[PeerRelation.UPSTREAM], found[PeerRelation.DOWNSTREAM])
