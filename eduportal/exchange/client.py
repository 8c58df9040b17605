"""Signed HTTP requests to the node above."""

import json
import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

import requests
from django.conf import settings
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms
from urllib3.exceptions import HTTPError

from eduportal.core.text import visible
from eduportal.exchange import keys
from eduportal.exchange.bounded import Unbounded, content_of
from eduportal.exchange.models import Peer
from eduportal.exchange.wire import answer as answer_wire
from eduportal.exchange.wire import bundle as bundle_wire
from eduportal.exchange.wire import told as told_wire
from eduportal.exchange.wire.answer import Answer
from eduportal.exchange.wire.bundle import Item
from eduportal.exchange.wire.digests import Head, Leaf, SchoolDigest, is_row, is_text
from eduportal.exchange.wire.told import Told

TAG, PROBLEM = "gradesync", "application/problem+json"
NEVER_AGAIN = (400, 413, 422)
COVERED = ("@method", "@target-uri", "content-type", "content-digest")
COVERED_WITHOUT_BODY = ("@method", "@target-uri")
PRODUCT = "EduPortal"
"""What the node above shows as the product that speaks for this node's schools."""
T = TypeVar("T", SchoolDigest, Leaf, Head)
LEDGER = re.compile("[0-9a-f-]{0,36}")
LARGEST_ANSWER_BYTES = 32 * 1024 * 1024
LONGEST_PAUSE_SECONDS = 3600
CONNECT_SECONDS = 5
# A page holds a thread of the web server and a transaction as long as it waits.
PERSON_WAITS_SECONDS = 8


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
        super().__init__(visible(f"{code}: {detail}"))
        self.code = code
        self.status = status
        self.pause = pause
        self.is_final = is_final


class HeldAbove(NamedTuple):
    """What it holds of this node's schools: one digest; each one's where it was told another."""

    ledger: str
    digest: Any
    asked: Any = None
    schools: list[SchoolDigest] | None = None


class Call(NamedTuple):
    """One request: the end of its address, its body; its seconds, where a person waits for it."""

    method: str
    path: str
    body: bytes = b""
    kind: str = ""
    seconds: float | None = None


class OwnKey(HTTPSignatureKeyResolver):
    """This node's key, as the signature library asks for it."""

    def resolve_private_key(self, key_id: str) -> Any:
        return keys.own_key()

    def resolve_public_key(self, key_id: str) -> Any:
        return keys.own_key().public_key()


class Answers(dict[str, Answer]):
    """The answer for each package by its digest, and the life of the ledger they come from."""

    ledger: str = ""


def post_bundle(peer: Peer, body: bytes) -> Answers:
    """Send a bundle; the answers. Raises Unreachable."""
    answer = _request(peer, Call("POST", "bundles", body, bundle_wire.CONTENT_TYPE))
    return _answers(_object(*answer), "results")


def post_have(peer: Peer, hashes: Sequence[str]) -> Answers:
    """Ask which packages have arrived; only those that have are in the answer."""
    return _answers(_ask(peer, "have", {"hashes": list(hashes)}), "known")


def get_digests(peer: Peer) -> list[SchoolDigest]:
    """What the node above holds of each of this node's schools. Raises Unreachable."""
    return _tuples(_object(*_request(peer, Call("GET", "digests"))), "schools", SchoolDigest)


def get_schemas(peer: Peer) -> dict[str, list[str]]:
    """The schemas the node above reads, by feed. Raises Unreachable."""
    found = _object(*_request(peer, Call("GET", "capabilities"))).get("schemas")
    if not isinstance(found, dict):
        raise Unreachable("not_understood", "the answer has no schemas", requests.codes.ok)
    lists = {name: each for name, each in found.items() if is_text(name) and isinstance(each, list)}
    return {name: list(filter(is_text, each)) for name, each in lists.items()}


def get_leaves(peer: Peer, codes: Sequence[str]) -> list[Leaf]:
    """What the node above holds of these schools, by period. Raises Unreachable."""
    call = Call("GET", "digests?" + urlencode([("school", code) for code in codes]))
    return _tuples(_object(*_request(peer, call)), "leaves", Leaf)


def post_heads(peer: Peer, periods: Sequence[tuple[str, str, str]]) -> list[Head]:
    """What counts above in these schools, years and periods. Raises Unreachable."""
    found = _ask(peer, "heads", {"periods": [list(each) for each in periods]})
    return _tuples(found, "heads", Head)


def post_told(peer: Peer, told: Told) -> HeldAbove:
    """Tell the node above what this one holds and what differs. Raises Unreachable."""
    found = _ask(peer, "compared", told_wire.build(told))
    schools = _tuples(found, "schools", SchoolDigest) if "schools" in found else None
    return HeldAbove(_ledger(found), found.get("digest"), found.get("asked"), schools)


def post_person(peer: Peer, call: str, question: dict[str, str]) -> list[Any] | None:
    """Ask what is held about one student; the pieces, unread. Raises Unreachable.

    None while the school that asks does not have the student on its list there.
    """
    found = _ask(peer, call, question, PERSON_WAITS_SECONDS)
    pieces = found.get("pieces")
    if not isinstance(pieces, list):
        raise Unreachable("not_understood", "the answer has no pieces", 200)
    return None if found.get("listed") is False else pieces


def post_fetch(peer: Peer, hashes: Sequence[str]) -> list[Item]:
    """Packages the node above holds, as they were sent to it. Raises Unreachable, BadBundle."""
    body = json.dumps({"hashes": list(hashes)}).encode()
    response, content = _request(peer, Call("POST", "fetch", body, "application/json"))
    _require_ok(response, content)
    return bundle_wire.parse(content)


def _ask(
    peer: Peer, call: str, question: dict[str, Any], seconds: float | None = None
) -> dict[str, Any]:
    body = json.dumps(question).encode()
    return _object(*_request(peer, Call("POST", call, body, "application/json", seconds)))


def _tuples(found: dict[str, Any], name: str, kind: type[T]) -> list[T]:
    """The rows of an answer; a row of another shape makes the answer no answer."""
    rows = found.get(name)
    if not isinstance(rows, list) or not all(is_row(kind, row) for row in rows):
        raise Unreachable("not_understood", f"the answer has no {name}", 200)
    return [kind(*row) for row in rows]


def _ledger(found: dict[str, Any]) -> str:
    """The life of the ledger the answer comes from; empty where it does not say."""
    ledger = found.get("ledger", "")
    if not isinstance(ledger, str) or not LEDGER.fullmatch(ledger):
        raise Unreachable("not_understood", "the ledger is no number of a life", 200)
    return ledger


def _request(peer: Peer, call: Call) -> tuple[requests.Response, bytes]:
    """One request; a second one with the other node's time when it refused the time of ours."""
    try:
        response, content = _send(peer, call, timedelta())
        difference = _clock_difference(response, content)
        if difference is not None:
            response, content = _send(peer, call, difference)
    except (requests.RequestException, HTTPError) as problem:
        raise Unreachable("no_answer", type(problem).__name__) from problem
    return response, content


def _send(peer: Peer, call: Call, difference: timedelta) -> tuple[requests.Response, bytes]:
    method, path, body, kind, seconds = call
    address = f"{peer.base_url}/sync/v2/{path}"
    headers = {"User-Agent": PRODUCT} | ({"Content-Type": kind} if kind else {})
    request = requests.Request(method, address, data=body, headers=headers).prepare()
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=OwnKey())
    signer.sign(
        request,
        key_id=keys.own_key_id(),
        created=datetime.now(UTC) + difference,
        tag=TAG,
        covered_component_ids=(*(COVERED if kind else COVERED_WITHOUT_BODY), "user-agent"),
        body=body,
    )
    timeout = seconds or settings.EXCHANGE_TIMEOUT_SECONDS
    with requests.Session() as session:
        # REQUESTS_CA_BUNDLE and HTTPS_PROXY: a prepared request does not look at them by itself.
        given = session.merge_environment_settings(request.url or "", {}, True, None, None)
        times = (CONNECT_SECONDS, timeout)
        response = session.send(request, timeout=times, allow_redirects=False, **given)
        with response:
            return response, _content(response, time.monotonic() + timeout)


def _content(response: requests.Response, until: float) -> bytes:
    """The body, unless it is larger or slower than any answer of a portal."""
    try:
        return content_of(response, LARGEST_ANSWER_BYTES, until)
    except Unbounded as problem:
        raise Unreachable(problem.code, str(problem), response.status_code) from problem


def _clock_difference(response: requests.Response, content: bytes) -> timedelta | None:
    """How far the other node's clock is ahead, when it refused our signature for its time."""
    if response.status_code != requests.codes.unauthorized or b'"wrong_clock"' not in content:
        return None
    theirs = _moment(response.headers.get("Date", ""))
    return theirs - datetime.now(UTC) if theirs else None


def _require_ok(response: requests.Response, content: bytes) -> None:
    status = response.status_code
    if status != requests.codes.ok:
        reason = _refusal(response, content)
        is_final = bool(reason) and status in NEVER_AGAIN
        detail = f"{status} {reason or _beginning(content)}"
        raise Unreachable("refused", detail, status, _pause(response), is_final)


def _object(response: requests.Response, content: bytes) -> dict[str, Any]:
    """The answer's JSON. The page of a captive portal comes with 200 as well and is refused."""
    _require_ok(response, content)
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as problem:
        raise Unreachable("not_understood", _beginning(content), 200) from problem
    if not isinstance(found, dict):
        raise Unreachable("not_understood", _beginning(content), 200)
    return found


def _beginning(content: bytes) -> str:
    return content[:200].decode(errors="replace")


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


def _answers(found: dict[str, Any], name: str) -> Answers:
    if not isinstance(found.get(name), list):
        raise Unreachable("not_understood", f"the answer has no {name}", requests.codes.ok)
    answers = Answers(answer_wire.parse(found[name]))
    answers.ledger = _ledger(found)
    return answers
