"""What other schools have sealed of a student who comes: asked of the nodes above, and proved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from eduportal.core.text import visible
from eduportal.exchange.client import Unreachable, post_person
from eduportal.exchange.feeds import feed_for
from eduportal.exchange.feeds.enrolment import LISTS, STANDING
from eduportal.exchange.models import NodeKey, Peer
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.selectors.persons import TRANSFERRED, Wanted, is_about, leaver, results
from eduportal.exchange.services.settling import proven
from eduportal.exchange.services.vouching import KeyRing, is_sealed_by
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import piece as wire
from eduportal.exchange.wire.piece import BadPiece, Piece
from eduportal.scoping import everywhere
from schools.models import School

HELD_HERE = "a student comes from another school of this portal's ledger"


class NotListed(Exception):
    """The node above does not have the student on the school's list yet."""


@dataclass(frozen=True)
class Proved:
    """A student's line at another school: the school's name, and the body that vouches for it."""

    piece: Piece
    school: str
    by: str


def leaver_elsewhere(wanted: Wanted) -> Proved | None:
    """Who it is whom the former school has let go; None for nobody.

    In this node's ledger first. Raises Unreachable.
    """
    with everywhere(HELD_HERE):
        here = leaver(wanted)
    found = _own([here] if here else [])
    if not found:
        found = _from_above("leaver", wanted._asdict())
    return next((each for each in found if _is_about(each, wanted)), None)


def results_elsewhere(school: School, uid: UUID) -> list[Proved]:
    """What was accepted of the student at other schools, the newest first.

    Here and above. Raises Unreachable, and NotListed while the school's list with the student has
    not arrived above.
    """
    with everywhere(HELD_HERE):
        found = _own(results(uid, but=school.code))
    found += _from_above("results", {"school": school.code, "uid": str(uid)})
    own = {each.piece.digest: each for each in found if each.piece.line[0] == str(uid)}
    return sorted(own.values(), key=_when, reverse=True)


def _when(found: Proved) -> tuple[str, str, str]:
    scope = found.piece.header.scope
    return scope.year, scope.period, found.piece.header.sealed_at


def _is_about(found: Proved, wanted: Wanted) -> bool:
    """Whether the answer is to the question: a right line of this school's list, the same child."""
    header, line = found.piece.header, found.piece.line
    is_list = (header.feed, header.scope.school) == (LISTS, wanted.school)
    is_right = is_list and not feed_for(LISTS).check(header, [line])
    return is_right and line[STANDING] == TRANSFERRED and is_about(line, wanted)


def _own(pieces: Iterable[dict[str, Any]]) -> list[Proved]:
    """Pieces of this node's own ledger, which was proved when they came."""
    name = settings.EDUPORTAL_ORGANISATION
    return [Proved(wire.read(each), each["school"], name) for each in pieces]


def _from_above(call: str, question: dict[str, str]) -> list[Proved]:
    above = Peer.objects.filter(relation=PeerRelation.UPSTREAM, revoked_at=None)
    found: list[Proved] = []
    for peer in above:
        pieces = post_person(peer, call, question)
        if pieces is None:
            raise NotListed(peer.code)
        found += _proved(peer, pieces)
    return found


def _proved(peer: Peer, pieces: Sequence[Any]) -> list[Proved]:
    """What the peer has signed; raises Unreachable for an answer with anything else."""
    keys = list(NodeKey.objects.filter(node=peer.code))
    found = []
    for each in pieces:
        try:
            piece, school = wire.read(each), visible(str(each["school"])[:200])
        except (BadPiece, KeyError) as problem:
            raise Unreachable("not_understood", str(problem), 200) from problem
        if not _holds(peer, keys, piece):
            raise Unreachable("not_understood", "a line is not proved", 200)
        found.append(Proved(piece, school, peer.name))
    return found


def _holds(peer: Peer, keys: Sequence[NodeKey], piece: Piece) -> bool:
    """Whether the peer has accepted the package of the line, or sealed it."""
    receipts = (proven(peer.code, keys, piece.digest, each) for each in piece.receipts)
    if any(each and each.state == PackageState.ACCEPTED for each in receipts):
        return True
    ring = KeyRing([peer.code])
    is_theirs = piece.header.origin == peer.code and bool(piece.links)
    return is_theirs and is_sealed_by(piece.header, piece.digest, piece.links, ring)
