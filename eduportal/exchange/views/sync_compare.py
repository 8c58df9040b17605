"""What a node below asks to compare itself with this one, and to get back what it has lost."""

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET, require_POST

from eduportal import registry
from eduportal.core.reading import BadJson, json_value
from eduportal.exchange.models import Package, Peer
from eduportal.exchange.problem_json import problem
from eduportal.exchange.selectors.digests import heads_of, leaves_of, school_digests
from eduportal.exchange.services import keep_told
from eduportal.exchange.services.lives import ledger_id
from eduportal.exchange.views.sync import DIGEST, signed
from eduportal.exchange.wire import bundle as bundle_wire
from eduportal.exchange.wire import told as told_wire
from eduportal.exchange.wire.custody import Link
from eduportal.exchange.wire.digests import digest_of, is_text
from eduportal.scoping import everywhere

MOST_SCHOOLS = 200
MOST_PERIODS = 500


@require_GET
@signed
def digests(request: HttpRequest, peer: Peer) -> HttpResponse:
    """A digest of all that is held of each of the peer's schools; of some of them by period."""
    codes = request.GET.getlist("school")
    if len(codes) > MOST_SCHOOLS:
        return problem(413, "too_many", f"At most {MOST_SCHOOLS} schools may be asked for at once.")
    with everywhere(f"{peer.code} compares what it has sent"):
        if codes:
            found: dict[str, Any] = {"leaves": leaves_of(codes, peer.code)}
        else:
            found = {"schools": school_digests(peer.code)}
        return _tagged(request, {"ledger": ledger_id(), **found})


def _tagged(request: HttpRequest, found: dict[str, Any]) -> HttpResponse:
    """JSON under its digest as ETag; nothing again for who has it already."""
    body = json.dumps(found, separators=(",", ":")).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    return HttpResponse(body, content_type="application/json", headers={"ETag": tag})


@require_POST
@signed
def heads(request: HttpRequest, peer: Peer) -> HttpResponse:
    """What counts, or is parked, in some schools, years and periods."""
    periods = _lists(request, "periods", 3, MOST_PERIODS)
    if periods is None:
        return problem(400, "bad_request", "The body must be JSON with a list named periods.")
    with everywhere(f"{peer.code} compares what it has sent"):
        found = heads_of([(school, year, part) for school, year, part in periods], peer.code)
        return _tagged(request, {"ledger": ledger_id(), "heads": found})


@require_POST
@signed
def fetch(request: HttpRequest, peer: Peer) -> HttpResponse:
    """Packages of the peer's own schools, as they came, in one bundle of at most its size."""
    hashes = _lists(request, "hashes", 0, bundle_wire.MOST_PACKAGES)
    if hashes is None or not all(DIGEST.fullmatch(each) for each in hashes):
        return problem(400, "bad_request", "The body must be JSON with a list named hashes.")
    chosen: list[tuple[bytes, list[Link]]] = []
    size = 0
    with everywhere(f"{peer.code} has lost packages"):
        asked = Package.objects.filter(hash__in=hashes, school__node=peer.code).order_by("pk")
        # Some megabytes at a time: the next ones are read only where there is room.
        for package in asked.iterator(chunk_size=4):
            size += len(package.content)
            if chosen and size > bundle_wire.LARGEST_BYTES // 2:
                break
            chosen.append((bytes(package.content), package.links))
    return HttpResponse(bundle_wire.build(chosen), content_type=bundle_wire.CONTENT_TYPE)


@require_POST
@signed
def compared(request: HttpRequest, peer: Peer) -> HttpResponse:
    """Keep what the peer says it holds itself, and what differed when it compared.

    The answer's digest is that of what is held here: where the peer's is the same, nothing is left
    to compare. Where it is not, and the peer has still to compare, the answer holds the schools'
    digests as well. `asked` is what this node asks of its schools.
    """
    try:
        told = told_wire.parse(json_value(request.body))
    except (BadJson, told_wire.BadTold) as refusal:
        return problem(400, "bad_request", str(refusal))
    asked = import_string(registry.ASKED_BELOW)()
    schools = keep_told(peer, told)
    found = {"ledger": ledger_id(), "digest": digest_of(schools), "asked": asked}
    if found["digest"] != told.digest and not told.differing:
        found["schools"] = schools
    return JsonResponse(found)


def _lists(request: HttpRequest, name: str, width: int, most: int) -> list[Any] | None:
    """The body's list of that name: texts, or lists of `width` texts. None for anything else."""
    try:
        found = json_value(request.body)[name]
    except (BadJson, KeyError, TypeError):
        return None
    if not isinstance(found, list) or len(found) > most:
        return None
    rows = [each if width else [each] for each in found]
    fits = all(isinstance(row, list) and len(row) == (width or 1) for row in rows)
    return found if fits and all(is_text(text) for row in rows for text in row) else None
