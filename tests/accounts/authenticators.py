"""Authenticators of people in tests: codes of an application, and a passkey written in Python."""

import json
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django_otp.oath import TOTP

from eduportal.accounts.devices import clock_of
from eduportal.accounts.models import Authenticator

NEW_OPTIONS = "/accounts/second-factor/passkey/options/"
USE_OPTIONS = "/accounts/passkey/options/"
ORIGIN = "http://localhost"
STEP = 30  # seconds a code is shown
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def code_of(device: Authenticator, steps_ago: int = 0) -> str:
    """What the application shows, now or some steps of 30 seconds ago.

    A code of a step ago has few seconds left at the end of this one: then the next is waited for.
    """
    left = STEP - time.time() % STEP
    if steps_ago and left < STEP / 3:
        time.sleep(left)
    clock: TOTP = clock_of(device.key)
    clock.time -= STEP * steps_ago
    return f"{clock.token():06}"


def base64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode("ascii").rstrip("=")


class SoftPasskey:
    """One credential as W3C WebAuthn describes it: ES256, no attestation."""

    def __init__(self, name: str = "passkey", rp_id: str = "localhost") -> None:
        self.id = sha256(name.encode()).digest()
        self.rp_id = rp_id
        self.count = 0
        self.flags = PRESENT | VERIFIED
        self._key = ec.generate_private_key(ec.SECP256R1())

    def made(self, options: dict[str, Any], origin: str = ORIGIN) -> str:
        """The browser's answer to making this passkey."""
        numbers = self._key.public_key().public_numbers()
        x, y = (each.to_bytes(32, "big") for each in (numbers.x, numbers.y))
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(ATTESTED) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"], origin)
        return self._answer(clientDataJSON=client, attestationObject=attestation)

    def used(self, options: dict[str, Any], origin: str = ORIGIN) -> str:
        """The browser's answer to using it; the counter moves on, as in real devices."""
        self.count += 1
        client = self._client("webauthn.get", options["challenge"], origin)
        data = self._data()
        signed = self._key.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signed)

    def _data(self, more: int = 0) -> bytes:
        flags = bytes([self.flags | more])
        return sha256(self.rp_id.encode()).digest() + flags + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def _answer(self, **response: bytes) -> str:
        fields = {name: base64(value) for name, value in response.items()}
        own = base64(self.id)
        answer = {"id": own, "rawId": own, "type": "public-key", "response": fields}
        return json.dumps({**answer, "clientExtensionResults": {}})


def new_options(client: Client) -> dict[str, Any]:
    return client.post(NEW_OPTIONS, headers={"Host": "localhost"}).json()


def use_options(client: Client) -> dict[str, Any]:
    return client.post(USE_OPTIONS, headers={"Host": "localhost"}).json()


def add_passkey(client: Client, passkey: SoftPasskey) -> None:
    """Make it a passkey of the person who has signed in."""
    answer = passkey.made(new_options(client))
    page = "/accounts/second-factor/passkey/"
    sent = client.post(page, {"passkey": answer, "name": "Key"}, headers={"Host": "localhost"})
    assert "form" not in (sent.context or {}), sent.context["form"].errors
