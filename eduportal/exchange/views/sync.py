"""The machine's door: what a node below may ask, every request signed."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from eduportal import registry
from eduportal.core.reading import BadJson, json_value
from eduportal.exchange import keys
from eduportal.exchange.authentication import NotAuthentic, sender_of
from eduportal.exchange.feeds import feed_for
from eduportal.exchange.models import Peer
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.problem_json import problem
from eduportal.exchange.selectors.asked import packages_of
from eduportal.exchange.services import ItemResult, hear, receive_bundle
from eduportal.exchange.services.lives import ledger_id
from eduportal.exchange.services.receiving import LARGEST_ANSWER_BYTES, said
from eduportal.exchange.services.schemas import readable
from eduportal.exchange.wire import bundle as bundle_wire
from eduportal.exchange.wire import header
from eduportal.exchange.wire import package as package_wire
from eduportal.exchange.wire.bundle import BadBundle
from eduportal.scoping import everywhere

MOST_HASHES = 10_000
DIGEST = re.compile("[0-9a-f]{64}")
# Bundles a node works on at a time; more would only wait for each other.
PLACES = range(4)
# A node sends one after the other; one that does not leaves places to the others.
PLACES_A_PEER = range(2)
PLACE_CLASS, PEER_CLASS = 7402, 7406
RETRY_SECONDS = 5
P = ParamSpec("P")


def signed(
    view: Callable[Concatenate[HttpRequest, Peer, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let a trusted node below in; anybody else gets problem+json and nothing is stored.

    No transaction is open around the view: each package is committed on its own.
    """

    @csrf_exempt
    @transaction.non_atomic_requests
    @gzip_page
    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            peer, product = sender_of(request)
        except NotAuthentic as refusal:
            return problem(401, refusal.code, str(refusal))
        except RequestDataTooBig:
            most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            return problem(413, "too_large", f"A request has at most {most} bytes.")
        except UnreadablePostError:
            return problem(400, "truncated", "The body ends too early.")
        if peer.relation != PeerRelation.DOWNSTREAM:
            return problem(403, "not_below", f"{peer.code} is not a node below this one.")
        hear(peer, product)
        return view(request, peer, *args, **kwargs)

    return wrapped


@require_GET
def capabilities(request: HttpRequest) -> JsonResponse:
    """The formats and limits of this node, for a sender to read before it sends."""
    feeds = {name: feed_for(name) for name in sorted(registry.FEEDS)}
    return JsonResponse(
        {
            "node": settings.EDUPORTAL_NODE,
            "formats": [header.FORMAT],
            "schemas": {name: readable(feed) for name, feed in feeds.items()},
            "rules": {name: feed.rule_sets() for name, feed in feeds.items()},
            "ledger": ledger_id(),
            "key_id": keys.own_key_id(),
            "time": timezone.now().isoformat(timespec="seconds"),
            "limits": {
                "packages": bundle_wire.MOST_PACKAGES,
                "package_bytes": package_wire.LARGEST_BYTES,
                "bundle_bytes": bundle_wire.LARGEST_BYTES,
                "hashes": MOST_HASHES,
            },
        }
    )


@require_POST
@signed
def bundles(request: HttpRequest, peer: Peer) -> HttpResponse:
    """Receive packages; one answer for each, in the order they came."""
    items, dry = bundle_wire.Bundle(request.body), request.GET.get("dry") == "1"
    with _a_place(peer) as is_free:
        if not is_free:
            busy = problem(503, "busy", f"{len(PLACES)} bundles are being taken in.")
            busy["Retry-After"] = str(RETRY_SECONDS)
            return busy
        try:
            results = receive_bundle(peer=peer, items=items, dry=dry)
        except BadBundle as refusal:
            status = 413 if refusal.code.startswith("too_") else 400
            return problem(status, refusal.code, str(refusal))
    found = [said(result) for result in results]
    return JsonResponse({"ledger": ledger_id(), "results": found})


@contextmanager
def _a_place(peer: Peer) -> Iterator[bool]:
    """Whether this bundle may be taken in now; its places are free when the block ends."""
    own = [(PEER_CLASS, len(PLACES_A_PEER) * peer.pk + place) for place in PLACES_A_PEER]
    with _one_of(own) as is_theirs:
        if not is_theirs:
            yield False
            return
        with _one_of([(PLACE_CLASS, place) for place in PLACES]) as is_free:
            yield is_free


@contextmanager
def _one_of(locks: Sequence[tuple[int, int]]) -> Iterator[bool]:
    """Whether one of these locks is free; held until the block ends."""
    with connection.cursor() as cursor:
        for lock in locks:
            cursor.execute("select pg_try_advisory_lock(%s, %s)", lock)
            if cursor.fetchone()[0]:
                break
        else:
            yield False
            return
    try:
        yield True
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s, %s)", lock)


@require_POST
@signed
def have(request: HttpRequest, peer: Peer) -> HttpResponse:
    """Which of these digests have arrived, with every receipt for them that is here.

    What the answer has no room for is left out: sent again, it is known.
    """
    try:
        hashes = json_value(request.body)["hashes"]
        if not isinstance(hashes, list) or not all(isinstance(each, str) for each in hashes):
            raise TypeError
    except (BadJson, KeyError, TypeError):
        return problem(400, "bad_request", "The body must be JSON with a list named hashes.")
    if len(hashes) > MOST_HASHES:
        return problem(413, "too_many", f"At most {MOST_HASHES} digests may be asked for at once.")
    with everywhere(f"packages of {peer.code} are asked for by digest"):
        found, size = [], 0
        for package, receipts in packages_of(peer, list(filter(DIGEST.fullmatch, hashes))):
            if size > LARGEST_ANSWER_BYTES:
                break
            found.append(said(ItemResult(package.hash, "known", receipts=receipts)))
            size += sum(len(receipt.content) for receipt in receipts)
    return JsonResponse({"ledger": ledger_id(), "known": found})
