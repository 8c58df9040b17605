"""The machine's door: what a node below may ask, every request signed."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from eduportal import registry
from eduportal.core.reading import BadJson, json_value, whole_number
from eduportal.exchange import keys
from eduportal.exchange.authentication import NotAuthentic, peer_of
from eduportal.exchange.models import Peer, Receipt
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.problem_json import problem
from eduportal.exchange.selectors import receipts_after, receipts_for
from eduportal.exchange.services import ItemResult, receive_bundle
from eduportal.exchange.wire import bundle as bundle_wire
from eduportal.exchange.wire import header, signing
from eduportal.exchange.wire import package as package_wire
from eduportal.exchange.wire.bundle import BadBundle
from eduportal.exchange.wire.problem import Problem
from eduportal.exchange.wire.receipt import errors_bytes
from eduportal.scoping import everywhere

RECEIPTS_A_PAGE = 200
MOST_HASHES = 10_000
DIGEST = re.compile("[0-9a-f]{64}")
P = ParamSpec("P")


def signed(
    view: Callable[Concatenate[HttpRequest, Peer, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let a trusted node below in; anybody else gets problem+json and nothing is stored.

    No transaction is open around the view: each package is committed on its own.
    """

    @csrf_exempt
    @transaction.non_atomic_requests
    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            peer = peer_of(request)
        except NotAuthentic as refusal:
            return problem(401, refusal.code, str(refusal))
        except RequestDataTooBig:
            most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            return problem(413, "too_large", f"A request has at most {most} bytes.")
        except UnreadablePostError:
            return problem(400, "truncated", "The body ends too early.")
        if peer.relation != PeerRelation.DOWNSTREAM:
            return problem(403, "not_below", f"{peer.code} is not a node below this one.")
        return view(request, peer, *args, **kwargs)

    return wrapped


@require_GET
def capabilities(request: HttpRequest) -> JsonResponse:
    """The formats and limits of this node, for a sender to read before it sends."""
    return JsonResponse(
        {
            "node": settings.EDUPORTAL_NODE,
            "formats": [header.FORMAT],
            "kinds": sorted(registry.FEEDS),
            "key_id": keys.own_key_id(),
            "time": timezone.now().isoformat(timespec="seconds"),
            "limits": {
                "packages": bundle_wire.MOST_PACKAGES,
                "package_bytes": package_wire.LARGEST_BYTES,
                "bundle_bytes": bundle_wire.LARGEST_BYTES,
                "request_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
                "hashes": MOST_HASHES,
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
        hashes = json_value(request.body)["hashes"]
        if not isinstance(hashes, list) or not all(isinstance(each, str) for each in hashes):
            raise TypeError
    except (BadJson, KeyError, TypeError):
        return problem(400, "bad_request", "The body must be JSON with a list named hashes.")
    if len(hashes) > MOST_HASHES:
        return problem(413, "too_many", f"At most {MOST_HASHES} digests may be asked for at once.")
    with everywhere(f"packages of {peer.code} are asked for by digest"):
        newest = receipts_for(peer, list(filter(DIGEST.fullmatch, hashes)))
    return JsonResponse({"known": [_known(key, receipt) for key, receipt in newest.items()]})


@require_GET
@signed
def receipts(request: HttpRequest, peer: Peer) -> HttpResponse:
    """The receipts issued to this peer after a cursor, oldest first."""
    after = whole_number(request.GET.get("after", "0"))
    if after is None:
        return problem(400, "bad_cursor", "after must be a whole number.")
    with everywhere(f"{peer.code} asks for the receipts issued to it"):
        page = receipts_after(peer, after, RECEIPTS_A_PAGE)
    found = [_known(receipt.package.hash, receipt) for receipt in page]
    return JsonResponse({"receipts": found, "after": page[-1].sequence if page else after})


@require_GET
@signed
def package_receipt(request: HttpRequest, peer: Peer, package_hash: str) -> HttpResponse:
    """What was decided about one package of this peer."""
    receipt = _receipt_for(peer, package_hash)
    if receipt is None:
        return problem(404, "not_found", package_hash)
    return JsonResponse(_known(package_hash, receipt))


@require_GET
@signed
def package_errors(request: HttpRequest, peer: Peer, package_hash: str) -> HttpResponse:
    """The refused records of one package of this peer, one a line."""
    receipt = _receipt_for(peer, package_hash)
    if receipt is None:
        return problem(404, "not_found", package_hash)
    return HttpResponse(errors_bytes(receipt.errors), content_type="application/x-ndjson")


def _receipt_for(peer: Peer, package_hash: str) -> Receipt | None:
    with everywhere(f"{peer.code} asks for one of its packages"):
        return receipts_for(peer, [package_hash]).get(package_hash)


def _known(package_hash: str, receipt: Receipt) -> dict[str, Any]:
    problems = [Problem(**found) for found in receipt.errors]
    return _item(ItemResult(package_hash, 200, "known", receipt=receipt, problems=problems))


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
