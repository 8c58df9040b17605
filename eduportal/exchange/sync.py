"""The machine's door: what a node below may ask, every request signed."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from eduportal import registry
from eduportal.exchange import keys
from eduportal.exchange.authentication import NotAuthentic, peer_of
from eduportal.exchange.models import Peer, Receipt
from eduportal.exchange.services import ItemResult, receive_bundle
from eduportal.exchange.wire import bundle as bundle_wire
from eduportal.exchange.wire import package as package_wire
from eduportal.exchange.wire import signing
from eduportal.exchange.wire.bundle import BadBundle
from eduportal.scoping import everywhere

PROBLEM = "application/problem+json"
RECEIPTS_A_PAGE = 200
PeerView = Callable[[HttpRequest, Peer], HttpResponse]


def problem(status: int, code: str, detail: str) -> JsonResponse:
    """A refusal of the whole request (RFC 9457)."""
    body = {"type": "about:blank", "title": code, "status": status, "code": code, "detail": detail}
    answer = JsonResponse(body, status=status, content_type=PROBLEM)
    # The sender can tell a wrong clock by it.
    answer["Date"] = timezone.now().strftime("%a, %d %b %Y %H:%M:%S GMT")
    return answer


def signed(view: PeerView) -> Callable[[HttpRequest], HttpResponse]:
    """Let a trusted node in and open the scope its packages need; anybody else gets 401."""

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        try:
            peer = peer_of(request)
        except NotAuthentic as refusal:
            return problem(401, refusal.code, str(refusal))
        with everywhere(f"packages from {peer.code} name their own schools"):
            return view(request, peer)

    return wrapped


@require_GET
def capabilities(request: HttpRequest) -> JsonResponse:
    """What this node speaks, so that a sender can tell before it sends."""
    return JsonResponse(
        {
            "node": settings.EDUPORTAL_NODE,
            "formats": [package_wire.FORMAT],
            "kinds": sorted(registry.FEEDS),
            "key_id": keys.own_key_id(),
            "time": timezone.now().isoformat(timespec="seconds"),
            "limits": {
                "packages": bundle_wire.MOST_PACKAGES,
                "package_bytes": package_wire.LARGEST_BYTES,
                "bundle_bytes": bundle_wire.LARGEST_BYTES,
            },
        }
    )


@require_POST
@signed
def bundles(request: HttpRequest, peer: Peer) -> HttpResponse:
    """Receive packages; one answer for each, in the order they came."""
    try:
        items = bundle_wire.parse(request.body, request.headers.get("Content-Encoding", ""))
    except BadBundle as refusal:
        return problem(413 if refusal.code.startswith("too_") else 400, refusal.code, str(refusal))
    results = receive_bundle(peer=peer, items=items)
    return JsonResponse({"results": [_item(result) for result in results]})


@require_POST
@signed
def have(request: HttpRequest, peer: Peer) -> HttpResponse:
    """Which of these digests have arrived, with what was decided about them."""
    try:
        hashes = [str(value) for value in json.loads(request.body)["hashes"]]
    except (ValueError, KeyError, TypeError):
        return problem(400, "bad_request", "The body must be JSON with a list named hashes.")
    decided = (
        Receipt.objects.filter(
            sequence__isnull=False, package__hash__in=hashes, package__school__node=peer.code
        )
        .select_related("package")
        .order_by("sequence")
    )
    newest = {receipt.package.hash: receipt for receipt in decided}
    known = [_item(ItemResult(key, 200, "known", receipt=newest[key])) for key in newest]
    return JsonResponse({"known": known})


@require_GET
@signed
def receipts(request: HttpRequest, peer: Peer) -> HttpResponse:
    """The receipts issued to this peer after a cursor, oldest first."""
    after = request.GET.get("after", "0")
    if not after.isdigit():
        return problem(400, "bad_cursor", "after must be a whole number.")
    issued = Receipt.objects.filter(sequence__gt=int(after), package__school__node=peer.code)
    page = list(issued.select_related("package").order_by("sequence")[:RECEIPTS_A_PAGE])
    found = [{"hash": item.package.hash, "receipt": _receipt(item)} for item in page]
    cursor = page[-1].sequence if page else int(after)
    return JsonResponse({"receipts": found, "after": cursor})


def _item(result: ItemResult) -> dict[str, Any]:
    return {
        "hash": result.hash,
        "status": result.status,
        "code": result.code,
        "retry": result.retry,
        "head": result.head,
        "problems": [vars(found) for found in result.problems],
        "receipt": _receipt(result.receipt) if result.receipt else None,
    }


def _receipt(receipt: Receipt) -> dict[str, Any]:
    return {
        "content": bytes(receipt.content).decode(),
        "signature": signing.to_text(bytes(receipt.signature)),
        "sequence": receipt.sequence,
    }
