"""Which node a signed request comes from (RFC 9421)."""

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.http import HttpRequest
from http_message_signatures import (
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    VerifyResult,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from eduportal.exchange.client import COVERED, COVERED_WITHOUT_BODY, TAG
from eduportal.exchange.models import NodeKey, Peer

USER_AGENT = '"user-agent"'
PRODUCT = re.compile("[!-~]{1,100}")


class NotAuthentic(Exception):
    """No trusted node signed the request. `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Sender(NamedTuple):
    """The node that signed a request, and the product it says it is under its signature."""

    peer: Peer
    product: str


class PeerKeys(HTTPSignatureKeyResolver):
    """Public keys of the trusted nodes; remembers whose key was asked for."""

    asked: str = ""
    peer: Peer | None = None

    def resolve_public_key(self, key_id: str) -> Any:
        self.asked = key_id
        key = NodeKey.objects.filter(key_id=key_id).first()
        if key is None or not key.holds_now:
            return None
        self.peer = Peer.objects.filter(code=key.node, revoked_at=None).first()
        return self.peer and Ed25519PublicKey.from_public_bytes(bytes(key.public_key))

    def resolve_private_key(self, key_id: str) -> Any:
        raise KeyError(key_id)


class Verifier(HTTPMessageVerifier):
    """Reports a wrong clock apart from a wrong signature: the sender can mend it."""

    def validate_created_and_expires(
        self, sig_input: Any, max_age: timedelta | None = None
    ) -> None:
        try:
            super().validate_created_and_expires(sig_input, max_age)
        except InvalidSignature as problem:
            code = "wrong_clock" if "created" in sig_input.params else "bad_signature"
            raise NotAuthentic(code, f"{problem}.") from problem


def sender_of(request: HttpRequest) -> Sender:
    """The node that signed this request and its body; raises NotAuthentic.

    The body is read after its sender is known: otherwise a stranger could fill the memory. The
    same request again is harmless: every call answers by digest.
    """
    resolver = PeerKeys()
    try:
        results = _verified(request, resolver)
    except HTTPMessageSignaturesException as problem:
        raise _refusal(resolver, problem) from problem
    if len(results) != 1 or resolver.peer is None:
        raise NotAuthentic("bad_signature", "Exactly one signature is expected.")
    return Sender(resolver.peer, _product(request, results[0]))


def _product(request: HttpRequest, result: VerifyResult) -> str:
    """The first word of the User-Agent, "SoDiem/4.2"; nothing unless the signature covers it."""
    if USER_AGENT not in result.covered_components:
        return ""
    first = (request.headers.get("User-Agent", "").split() or [""])[0]
    return first if PRODUCT.fullmatch(first) else ""


def _verified(request: HttpRequest, resolver: PeerKeys) -> list[VerifyResult]:
    verifier = Verifier(signature_algorithm=algorithms.ED25519, key_resolver=resolver)
    # The library grants its skew before and after the age: with no age it is "± so many seconds".
    verifier.max_clock_skew = timedelta(seconds=settings.EXCHANGE_CLOCK_SKEW_SECONDS)
    message = SimpleNamespace(
        method=request.method, url=request.build_absolute_uri(), headers=dict(request.headers)
    )
    results = verifier.verify(
        message,
        max_age=timedelta(),
        expect_tag=TAG,
        require_components=COVERED_WITHOUT_BODY if request.method == "GET" else COVERED,
    )
    return list(verifier.verify_body(message, results, request.body))


def _refusal(resolver: PeerKeys, problem: HTTPMessageSignaturesException) -> NotAuthentic:
    if resolver.asked and resolver.peer is None:
        return NotAuthentic("unknown_key", f"The key {resolver.asked[:64]} is not trusted here.")
    return NotAuthentic("bad_signature", f"The signature does not fit: {problem}.")
