"""A program that signs requests as a node below does, well or badly, for tests of the door."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.http import HttpResponse
from django.test import Client
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms

from eduportal.exchange.client import COVERED, TAG
from eduportal.exchange.wire import bundle, signing
from eduportal.exchange.wire.bundle import Item

HOST = "http://testserver"


@dataclass
class OneKey(HTTPSignatureKeyResolver):
    key: Ed25519PrivateKey

    def resolve_private_key(self, key_id: str) -> Any:
        return self.key

    def resolve_public_key(self, key_id: str) -> Any:
        return self.key.public_key()


@dataclass
class Program:
    """Signs with one key. What a test changes about a request it passes by name."""

    key: Ed25519PrivateKey
    client: Client = field(default_factory=Client)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        headers: dict[str, str] | None = None,
        host: str = HOST,
        created: datetime | None = None,
        tag: str = TAG,
        covered: tuple[str, ...] = COVERED,
        sent_body: bytes | None = None,
        sent_headers: dict[str, str] | None = None,
    ) -> HttpResponse:
        """Sign a request and send it; `sent_…` is what a stranger makes of it on the way."""
        all_headers = {"Content-Type": "application/json"}
        request = requests.Request(
            method, host + path, data=body, headers=all_headers | (headers or {})
        ).prepare()
        HTTPMessageSigner(
            signature_algorithm=algorithms.ED25519, key_resolver=OneKey(self.key)
        ).sign(
            request,
            key_id=signing.key_id(signing.public_bytes(self.key)),
            created=created,
            tag=tag,
            covered_component_ids=covered,
            body=body,
        )
        signed = dict(request.headers) | (sent_headers or {})
        signed.pop("Content-Length", None)
        return self.client.generic(
            method,
            path,
            body if sent_body is None else sent_body,
            content_type=signed.pop("Content-Type"),
            headers=signed,
        )

    def deliver(self, *items: Item, **changes: Any) -> HttpResponse:
        """Send a bundle."""
        headers = {"Content-Type": bundle.CONTENT_TYPE}
        body = bundle.build((item.member, item.custody) for item in items)
        return self.ask("POST", "/sync/v2/bundles", body, headers=headers, **changes)


def refused(response: HttpResponse, status: int, code: str) -> None:
    assert response.headers["Content-Type"] == "application/problem+json"
    said = json.loads(response.content)
    assert (response.status_code, said["status"], said["code"]) == (status, status, code)
    assert said["detail"] and datetime.fromisoformat(said["time"]).tzinfo
