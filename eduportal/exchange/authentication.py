"""Which node a signed request comes from (RFC 9421)."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from http_message_signatures import (
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from eduportal.exchange.client import COVERED, TAG
from eduportal.exchange.models import Nonce, Peer


class NotAuthentic(Exception):
    """Nobody this node trusts signed the request, or it was seen before. `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class PeerKeys(HTTPSignatureKeyResolver):
    """Public keys of the trusted nodes; remembers whose key was asked for."""

    peer: Peer | None = None

    def resolve_public_key(self, key_id: str) -> Any:
        self.peer = Peer.objects.filter(key_id=key_id, revoked_at=None).first()
        if self.peer is None:
            raise NotAuthentic("unknown_key", f"The key {key_id} is not trusted here.")
        return Ed25519PublicKey.from_public_bytes(bytes(self.peer.public_key))

    def resolve_private_key(self, key_id: str) -> Any:
        raise NotAuthentic("bad_signature", "This node only verifies here.")


def peer_of(request: HttpRequest) -> Peer:
    """The node that signed this request and its body; raises NotAuthentic.

    The nonce is stored only after the signature has passed: otherwise anybody could burn nonces.
    """
    resolver = PeerKeys()
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=resolver)
    message = SimpleNamespace(
        method=request.method, url=request.build_absolute_uri(), headers=dict(request.headers)
    )
    try:
        results = verifier.verify(
            message,
            max_age=timedelta(seconds=settings.EXCHANGE_CLOCK_SKEW_SECONDS),
            expect_tag=TAG,
            require_components=COVERED,
            body=request.body,
        )
    except HTTPMessageSignaturesException as problem:
        raise NotAuthentic("bad_signature", f"The signature does not fit: {problem}") from problem
    if len(results) != 1 or resolver.peer is None or not results[0].nonce:
        raise NotAuthentic("bad_signature", "Exactly one signature with a nonce is expected.")
    _remember(resolver.peer, results[0].nonce)
    return resolver.peer


def _remember(peer: Peer, nonce: str) -> None:
    try:
        with transaction.atomic():
            Nonce.objects.create(peer=peer, value=nonce[:64])
    except IntegrityError as problem:
        raise NotAuthentic("replay", "This request was received before.") from problem
