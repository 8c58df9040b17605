"""Comparing this node with the one above, and repairing what one of the two has lost.

One digest of everything, which mostly ends it; digests by school, then by period, then the heads of
what differs; then for each scope:

| here                        | above          | what is done                                  |
|-----------------------------|----------------|-----------------------------------------------|
| counts, was accepted above  | lost           | queued again, with the versions before it     |
| lost                        | counts         | fetched: above is this node's signed backup   |
| counts                      | other bytes    | a fork: a person decides                      |
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.module_loading import import_string

from eduportal import registry
from eduportal.exchange.client import get_digests, get_leaves, post_heads, post_told
from eduportal.exchange.models import OutboxEntry, Package, Peer
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.selectors.chain import is_here
from eduportal.exchange.selectors.digests import heads_of, leaves_of, school_digests
from eduportal.exchange.services.deciding import replace_by, says_the_same
from eduportal.exchange.services.fetching import Unprovable, bring_back, chain_above
from eduportal.exchange.services.lives import ledger_id
from eduportal.exchange.services.queueing import REASON
from eduportal.exchange.states import OutboxState, PackageState
from eduportal.exchange.wire import asked as asked_wire
from eduportal.exchange.wire.digests import Head, SchoolDigest, digest_of
from eduportal.exchange.wire.told import MOST, Told
from eduportal.scoping import everywhere

SCHOOLS_A_REQUEST = 200
PERIODS_A_REQUEST = 500


@dataclass
class Comparison:
    """What a comparison found and did: digests of packages, by what became of them."""

    requeued: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    forked: list[str] = field(default_factory=list)
    under_way: int = 0
    """Scopes that differ because their newest version is still to be sent."""
    differing: list[Head] = field(default_factory=list)
    """The heads here of all that differed; version 0 where nothing counted here."""

    @property
    def is_equal(self) -> bool:
        """Whether both nodes held the same."""
        return not (self.requeued or self.fetched or self.forked or self.under_way)


def compare_all() -> list[tuple[Peer, Comparison]]:
    """Compare with every node above; raises Unreachable when one does not answer."""
    above = Peer.objects.filter(relation=PeerRelation.UPSTREAM, revoked_at=None)
    return [(peer, compare(peer)) for peer in above]


def has_other_life(peer: Peer, ledger: str) -> bool:
    """Whether this node or the one above has been restored since they were compared."""
    return peer.compared_ledgers != f"{ledger_id()} {ledger}"


def compare(peer: Peer) -> Comparison:
    """Compare with the node above and repair; raises Unreachable when it does not answer.

    Must not run inside a transaction: each scope is repaired by itself.
    """
    found = Comparison()
    with everywhere(REASON):
        ours = {each.school: each for each in school_digests()}
    above = post_told(peer, _told(ours.values(), found))
    if above.digest != digest_of(ours.values()):
        # A node of an older version does not answer with its schools.
        schools = get_digests(peer) if above.schools is None else above.schools
        _compare_all_schools(peer, ours, {each.school: each for each in schools}, found)
        post_told(peer, _told(ours.values(), found))
    if (asked := asked_wire.parse(above.asked)) is not None:
        import_string(registry.ON_ASKED_ABOVE)(peer.name, asked)
    now = timezone.now()
    Peer.objects.filter(pk=peer.pk).update(
        compared_at=now,
        compared_ledgers=f"{ledger_id()} {above.ledger}",
        equal_at=now if found.is_equal else F("equal_at"),
        compare_asked_at=None,
    )
    return found


def _told(ours: Collection[SchoolDigest], found: Comparison) -> Told:
    return Told(
        packages=sum(each.packages for each in ours),
        records=sum(each.records for each in ours),
        digest=digest_of(ours),
        differing=found.differing[:MOST],
        all=len(found.differing),
    )


def _compare_all_schools(
    peer: Peer,
    ours: Mapping[str, SchoolDigest],
    theirs: Mapping[str, SchoolDigest],
    found: Comparison,
) -> None:
    differing = sorted(
        code for code in ours.keys() | theirs.keys() if ours.get(code) != theirs.get(code)
    )
    for start in range(0, len(differing), SCHOOLS_A_REQUEST):
        _compare_schools(peer, differing[start : start + SCHOOLS_A_REQUEST], found)


def _compare_schools(peer: Peer, codes: list[str], found: Comparison) -> None:
    with everywhere(REASON):
        ours = {leaf[:3]: leaf for leaf in leaves_of(codes)}
    theirs = {leaf[:3]: leaf for leaf in get_leaves(peer, codes)}
    periods = sorted(
        place for place in ours.keys() | theirs.keys() if ours.get(place) != theirs.get(place)
    )
    for start in range(0, len(periods), PERIODS_A_REQUEST):
        some = periods[start : start + PERIODS_A_REQUEST]
        with everywhere(REASON):
            here = {head.place: head for head in heads_of(some)}
        above = {head.place: head for head in post_heads(peer, some)}
        for place in sorted(here.keys() | above.keys()):
            if _differ(here.get(place), above.get(place)):
                found.differing.append(here.get(place) or Head(*place, 0, "", ""))
                _repair(peer, here.get(place), above.get(place), found)


def _differ(here: Head | None, above: Head | None) -> bool:
    return (here.hash if here else "") != (above.hash if above else "")


def _repair(peer: Peer, here: Head | None, above: Head | None, found: Comparison) -> None:
    """One scope whose heads differ."""
    if above is None or is_here(above.hash):
        with everywhere(REASON):
            _send_after(peer, here, above, found)
        return
    try:
        chain, follows = chain_above(peer, above.hash)
        if follows == (here.hash if here else ""):
            found.fetched += bring_back(peer, chain)
        elif here is not None and says_the_same(here.hash, chain[0]):
            found.fetched += replace_by(peer, here.hash, chain, follows)
        else:
            _ask_a_person(peer, here, above, found)
    except Unprovable:
        _ask_a_person(peer, here, above, found)


def _send_after(peer: Peer, here: Head | None, above: Head | None, found: Comparison) -> None:
    """Queue again every version of the scope after the one above, which has lost the rest."""
    if here is None:
        return
    package = Package.objects.only("school", "feed", "year", "period", "unit").get(hash=here.hash)
    lost = OutboxEntry.objects.filter(
        peer=peer,
        state=OutboxState.ACCEPTED,
        package__school=package.school_id,
        package__feed=package.feed,
        package__year=package.year,
        package__period=package.period,
        package__unit=package.unit,
        package__version__gt=above.version if above else 0,
        package__state__in=[PackageState.ACCEPTED, PackageState.SUPERSEDED],
    )
    digests = list(lost.values_list("package__hash", flat=True))
    if not digests:
        found.under_way += 1
        return
    lost.update(state=OutboxState.QUEUED, not_before=Now(), attempts=0, settled_at=None)
    found.requeued += digests


def _ask_a_person(peer: Peer, here: Head | None, above: Head, found: Comparison) -> None:
    """The two differ and neither follows the other: the entry here names the version above."""
    found.forked.append(above.hash)
    if here is None:
        return
    with everywhere(REASON), transaction.atomic():
        entry = OutboxEntry.objects.filter(peer=peer, package__hash=here.hash)
        entry.filter(state=OutboxState.ACCEPTED).update(state=OutboxState.QUEUED)
        entry.filter(state=OutboxState.QUEUED).update(
            state=OutboxState.NEEDS_HUMAN, settled_at=Now()
        )
        # Also where the answer to the package said so, in words and without the digest.
        entry.filter(state=OutboxState.NEEDS_HUMAN).update(last_error=f"fork: {above.hash}")
