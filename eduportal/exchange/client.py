"""Signed HTTP requests to the node above."""

import json
import secrets
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from django.conf import settings
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms
from urllib3.exceptions import HTTPError

from eduportal.exchange import keys
from eduportal.exchange.models import Peer
from eduportal.exchange.wire import answer as answer_wire
from eduportal.exchange.wire import bundle as bundle_wire
from eduportal.exchange.wire.answer import Answer
from eduportal.exchange.wire.package import digest

TAG = "gradesync"
PROBLEM = "application/problem+json"
NEVER_AGAIN = (400, 413, 422)
COVERED = ("@method", "@target-uri", "content-type", "content-digest", "idempotency-key")
LARGEST_ANSWER_BYTES = 32 * 1024 * 1024
LONGEST_PAUSE_SECONDS = 3600
PIECE_BYTES = 64 * 1024


class Unreachable(Exception):
    """No usable answer: what was sent may or may not have arrived. `code` is stable.

    `is_final` says that another portal has read the request and will never take the same bytes.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        status: int | None = None,
        pause: timedelta | None = None,
        is_final: bool = False,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.status = status
        self.pause = pause
        self.is_final = is_final


class OwnKey(HTTPSignatureKeyResolver):
    """This node's key, as the signature library asks for it."""

    def resolve_private_key(self, key_id: str) -> Any:
        return keys.own_key()

    def resolve_public_key(self, key_id: str) -> Any:
        return keys.own_key().public_key()


def post_bundle(peer: Peer, body: bytes) -> dict[str, Answer]:
    """Send a bundle; the answer for each package by its digest. Raises Unreachable."""
    headers = {"Content-Type": bundle_wire.CONTENT_TYPE, "Content-Encoding": "gzip"}
    return _answers(_post(peer, "/sync/v1/bundles", body, headers), "results")


def post_have(peer: Peer, hashes: Sequence[str]) -> dict[str, Answer]:
    """Ask which packages have arrived; only those that have are in the answer."""
    body = json.dumps({"hashes": list(hashes)}).encode()
    return _answers(
        _post(peer, "/sync/v1/have", body, {"Content-Type": "application/json"}), "known"
    )


def _post(peer: Peer, path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """One request; a second one with the other node's time when it refused the time of ours."""
    try:
        response, content = _send(peer, path, body, headers, timedelta())
        difference = _clock_difference(response, content)
        if difference is not None:
            response, content = _send(peer, path, body, headers, difference)
    except (requests.RequestException, HTTPError) as problem:
        raise Unreachable("no_answer", type(problem).__name__) from problem
    return _object(response, content)


def _send(
    peer: Peer, path: str, body: bytes, headers: dict[str, str], difference: timedelta
) -> tuple[requests.Response, bytes]:
    unsigned = {**headers, "Idempotency-Key": digest(body)}
    request = requests.Request("POST", peer.base_url + path, data=body, headers=unsigned).prepare()
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=OwnKey())
    signer.sign(
        request,
        key_id=keys.own_key_id(),
        created=datetime.now(UTC) + difference,
        nonce=secrets.token_urlsafe(16),
        tag=TAG,
        covered_component_ids=COVERED,
        body=body,
    )
    timeout = settings.EXCHANGE_TIMEOUT_SECONDS
    with requests.Session() as session:
        # REQUESTS_CA_BUNDLE and HTTPS_PROXY: a prepared request does not look at them by itself.
        given = session.merge_environment_settings(request.url or "", {}, True, None, None)
        response = session.send(request, timeout=timeout, allow_redirects=False, **given)
        with response:
            return response, _content(response, time.monotonic() + timeout)


def _content(response: requests.Response, until: float) -> bytes:
    """The body, unless it is larger or slower than any answer of a portal.

    Read as it comes: on a very slow connection, a larger read would outlast the time limit.
    """
    content = bytearray()
    while piece := response.raw.read1(PIECE_BYTES, decode_content=True):
        content += piece
        if len(content) > LARGEST_ANSWER_BYTES:
            raise Unreachable("not_understood", "the answer does not end", response.status_code)
        if time.monotonic() > until:
            raise Unreachable("no_answer", "the answer comes too slowly", response.status_code)
    return bytes(content)


def _clock_difference(response: requests.Response, content: bytes) -> timedelta | None:
    """How far the other node's clock is ahead, when it refused our signature for its time."""
    if response.status_code != requests.codes.unauthorized or b'"wrong_clock"' not in content:
        return None
    theirs = _moment(response.headers.get("Date", ""))
    return theirs - datetime.now(UTC) if theirs else None


def _object(response: requests.Response, content: bytes) -> dict[str, Any]:
    """The answer's JSON. The page of a captive portal comes with 200 as well and is refused."""
    status = response.status_code
    text = content[:200].decode(errors="replace")
    if status != requests.codes.ok:
        reason = _refusal(response, content)
        is_final = bool(reason) and status in NEVER_AGAIN
        detail = f"{status} {reason or text}"
        raise Unreachable("refused", detail, status, _pause(response), is_final)
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise Unreachable("not_understood", text, status) from problem
    if not isinstance(found, dict):
        raise Unreachable("not_understood", text, status)
    return found


def _refusal(response: requests.Response, content: bytes) -> str:
    """Code and sentence of a refusal by another portal; empty for any other answer."""
    if not response.headers.get("Content-Type", "").startswith(PROBLEM):
        return ""
    try:
        problem = json.loads(content)
        return f"{problem['code']}: {problem.get('detail', '')}"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""


def _pause(response: requests.Response) -> timedelta | None:
    """Retry-After in either of its forms, seconds or a date; never more than an hour."""
    asked = response.headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        seconds = float(asked[:9])
    elif moment := _moment(asked):
        seconds = (moment - datetime.now(UTC)).total_seconds()
    else:
        return None
    return timedelta(seconds=min(max(seconds, 0), LONGEST_PAUSE_SECONDS))


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _answers(found: dict[str, Any], name: str) -> dict[str, Answer]:
    if not isinstance(found.get(name), list):
        raise Unreachable("not_understood", f"the answer has no {name}", requests.codes.ok)
    return answer_wire.parse(found[name])
