"""Sending what is due: choose, talk, settle. No transaction is open while the network is."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import reduce

from eduportal.exchange import keys
from eduportal.exchange.client import Unreachable, post_have
from eduportal.exchange.models import Peer
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.services import queueing
from eduportal.exchange.services.lanes import Heard, Lane, Run, recorded
from eduportal.exchange.services.queueing import LANES
from eduportal.exchange.services.reconciling import compare, has_other_life
from eduportal.exchange.services.settling import keep_from_beyond, settle
from eduportal.scoping import everywhere

# Well below the task's time limit: a run ends between two bundles, not within one.
LONGEST_RUN_SECONDS = 170


def send_due(stays: bool = False) -> int:
    """Send everything that is due to every node above; returns how many packages were settled.

    A run that `stays` waits, while something is settled, for what a lost answer has put off and
    comes due before the next run would begin. Safe to run twice at once: one run sends to a peer,
    the other leaves it alone. Must not run inside a transaction: what an answer settles is
    committed before the next request.
    """
    peers = list(Peer.objects.filter(relation=PeerRelation.UPSTREAM, revoked_at=None))
    if not peers:
        return 0
    # Without a key nothing can be signed: better said before anything is sent.
    keys.own_key()
    until = time.monotonic() + LONGEST_RUN_SECONDS
    return sum(_send_to(peer, until, stays) for peer in peers)


def _send_to(peer: Peer, until: float, stays: bool) -> int:
    """Send until nothing is due, then ask what is open, and compare where something is amiss."""
    with queueing.only_sender(peer) as is_ours:
        if not is_ours:
            return 0
        heard = newest = _send_lanes(peer, until)
        while stays and newest.settled and _waits_for_next(peer, until):
            newest = _send_lanes(peer, until)
            heard = heard.plus(newest)
        _ask_about_parked(peer)
        _ask_what_came_from_beyond(peer)
        theirs = heard.ledger or peer.compared_ledgers.partition(" ")[2]
        is_restored = bool(theirs) and has_other_life(peer, theirs)
        if heard.is_forked or is_restored or _is_asked(peer):
            _compare_now(peer)
    return heard.settled


def _waits_for_next(peer: Peer, until: float) -> bool:
    """Wait until what was put off comes due; False, and no wait, where the next run does it."""
    seconds = queueing.seconds_to_next(peer)
    if seconds is None or time.monotonic() + seconds > until or not queueing.may_send(peer):
        return False
    time.sleep(seconds)
    return True


def _send_lanes(peer: Peer, until: float) -> Heard:
    """A long queue goes in lanes, each with one request on its way: this node and the one above
    work at the same time. A school has one request on its way, so that its order is kept.
    """
    run = Run(until)
    if not queueing.is_long(peer):
        return Lane(peer, run).send()
    lanes = [Lane(peer, run, number) for number in range(LANES)]
    with ThreadPoolExecutor(LANES - 1) as threads:
        beside = [threads.submit(lane.send_in_thread) for lane in lanes[1:]]
        try:
            heard = [lanes[0].send()]
        except BaseException:
            # The lock that makes this the only sender went with this connection.
            run.has_ended = True
            raise
        heard += [each.result() for each in beside]
    return reduce(Heard.plus, heard)


def _is_asked(peer: Peer) -> bool:
    """Whether a person wants the two compared; not while the peer has asked for a pause."""
    return peer.compare_asked_at is not None and queueing.may_send(peer)


def _ask_about_parked(peer: Peer) -> None:
    """What the node above parked may have been judged meanwhile; without an answer, next time."""
    entries = queueing.parked_above(peer)
    if not entries:
        return
    with suppress(Unreachable):
        with recorded(peer, len(entries)):
            answers = post_have(peer, [entry.package.hash for entry in entries])
        queueing.queue_lost(entries, answers.keys())
        settle(peer, entries, answers)


def _ask_what_came_from_beyond(peer: Peer) -> None:
    """Receipts of nodes further above come down through this one; without an answer, later."""
    entries = queueing.unproved_beyond(peer)
    if not entries:
        return
    with suppress(Unreachable):
        with recorded(peer, len(entries)):
            answers = post_have(peer, [entry.package.hash for entry in entries])
        with everywhere(queueing.REASON):
            keep_from_beyond(peer, entries, answers)


def _compare_now(peer: Peer) -> None:
    """Repair what one of the two has lost, and name what differs; without an answer, next time."""
    with suppress(Unreachable):
        compare(peer)
