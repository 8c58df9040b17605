"""Talking to the node above over signed HTTP."""

import json
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import requests
from django.conf import settings
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms

from eduportal.exchange import keys
from eduportal.exchange.models import Peer
from eduportal.exchange.wire import bundle as bundle_wire
from eduportal.exchange.wire import signing
from eduportal.exchange.wire.bundle import Item

TAG = "gradesync"
COVERED = ("@method", "@target-uri", "content-type", "content-digest", "idempotency-key")


class Unreachable(Exception):
    """No usable answer: what was sent may or may not have arrived."""

    def __init__(
        self, message: str, status: int | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True)
class Answer:
    """What the node above said of one package."""

    code: str
    retry: str
    message: str = ""
    receipt: bytes | None = None
    signature: bytes = b""
    errors: list[dict[str, Any]] = field(default_factory=list)


class OwnKey(HTTPSignatureKeyResolver):
    """This node's key, as the signature library asks for it."""

    def resolve_private_key(self, key_id: str) -> Any:
        return keys.own_key()

    def resolve_public_key(self, key_id: str) -> Any:
        return keys.own_key().public_key()


def post_bundle(peer: Peer, items: Sequence[Item]) -> tuple[dict[str, Answer], int]:
    """Send packages; the answer for each by its digest, and the bytes sent."""
    body = bundle_wire.build(items)
    headers = {"Content-Type": bundle_wire.CONTENT_TYPE, "Content-Encoding": "gzip"}
    answer = _post(peer, "/sync/v1/bundles", body, headers)
    return _answers(answer, "results"), len(body)


def post_have(peer: Peer, hashes: Sequence[str]) -> dict[str, Answer]:
    """Ask which packages have arrived; only those that have are in the answer."""
    body = json.dumps({"hashes": list(hashes)}).encode()
    answer = _post(peer, "/sync/v1/have", body, {"Content-Type": "application/json"})
    return _answers(answer, "known")


def _post(peer: Peer, path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    headers["Idempotency-Key"] = str(uuid.uuid4())
    request = requests.Request("POST", peer.base_url + path, data=body, headers=headers).prepare()
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=OwnKey())
    signer.sign(
        request,
        key_id=keys.own_key_id(),
        nonce=secrets.token_urlsafe(16),
        tag=TAG,
        covered_component_ids=COVERED,
        body=body,
    )
    try:
        with requests.Session() as session:
            response = session.send(
                request, timeout=settings.EXCHANGE_TIMEOUT_SECONDS, allow_redirects=False
            )
    except requests.RequestException as problem:
        raise Unreachable(f"{peer.code} does not answer: {type(problem).__name__}") from problem
    return _json(peer, response)


def _json(peer: Peer, response: requests.Response) -> dict[str, Any]:
    """The answer's JSON. A captive portal answers 200 with a page: that is no answer."""
    if response.status_code != requests.codes.ok:
        raise Unreachable(
            f"{peer.code} answered {response.status_code}: {response.text[:200]}",
            response.status_code,
            _retry_after(response),
        )
    try:
        answer = response.json()
    except ValueError as problem:
        raise Unreachable(f"{peer.code} did not answer in JSON.", 200) from problem
    if not isinstance(answer, dict):
        raise Unreachable(f"{peer.code} answered with something else than an object.", 200)
    return answer


def _retry_after(response: requests.Response) -> int | None:
    asked = response.headers.get("Retry-After", "")
    return min(int(asked), 3600) if asked.isdigit() else None


def _answers(answer: dict[str, Any], name: str) -> dict[str, Answer]:
    try:
        return {item["hash"]: _answer(item) for item in answer[name]}
    except (KeyError, TypeError, ValueError) as problem:
        raise Unreachable("The answer is not understood.", 200) from problem


def _answer(item: dict[str, Any]) -> Answer:
    receipt = item.get("receipt")
    problems = item.get("problems", [])
    return Answer(
        code=item["code"],
        retry=item["retry"],
        message="; ".join(str(problem["message"]) for problem in problems[:5]),
        receipt=receipt["content"].encode() if receipt else None,
        signature=signing.from_text(receipt["signature"]) if receipt else b"",
        errors=problems,
    )
