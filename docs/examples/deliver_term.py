"""Seal one class's term and deliver it: docs/vendors.md, step by step.

    python deliver_term.py https://portal.example.vn so-diem key.pem DEPARTMENT_KEY term.json

Needs cryptography, requests and http-message-signatures. DEPARTMENT_KEY is the portal's public key
in base64, as its administrator handed it over. term.json holds the header's own fields and "lines".
"""

import base64
import gzip
import hashlib
import json
import sys
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver, algorithms

COVERED = ("@method", "@target-uri", "content-type", "content-digest", "user-agent")


def text_of(value):
    """Canonical JSON: sorted keys, no blanks, letters composed and as they are."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text)


def sealed(node, term, lines):
    """The bytes of a package and its name, the root of the tree over its lines."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    header = {"fmt": "gradesync/2", "origin": node, "sealed_at": now} | term
    plain = [text_of(each).encode() for each in [header, *lines]]
    row = [hashlib.sha256(b"\0" + line).digest() for line in plain]
    while len(row) > 1:
        pairs = zip(row[::2], row[1::2], strict=False)
        alone = row[len(row) // 2 * 2 :]
        row = [hashlib.sha256(b"\1" + left + right).digest() for left, right in pairs] + alone
    return b"\n".join([*plain, b""]), row[0].hex()


class Sender(HTTPSignatureKeyResolver):
    """Signs packages and requests with the product's own key."""

    def __init__(self, portal, node, key):
        self.portal, self.node, self.key = portal, node, key
        self.key_id = hashlib.sha256(key.public_key().public_bytes_raw()).hexdigest()[:32]

    def resolve_private_key(self, key_id):
        return self.key

    def resolve_public_key(self, key_id):
        return self.key.public_key()

    def bundle(self, content, digest):
        """Two gzip members: the line of signatures, and the package."""
        signature = self.key.sign(f"gradesync/2 {digest}".encode())
        links = [[self.node, self.key_id, base64.b64encode(signature).decode()]]
        return gzip.compress(f"{text_of(links)}\n".encode()) + gzip.compress(content)

    def deliver(self, body, query=""):
        """Send a bundle; the answer for its only package."""
        headers = {"Content-Type": "application/gradesync", "User-Agent": "Example/1.0"}
        address = f"{self.portal}/sync/v2/bundles{query}"
        request = requests.Request("POST", address, headers, data=body).prepare()
        signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=self)
        signer.sign(request, key_id=self.key_id, tag="gradesync", covered_component_ids=COVERED,
                    created=datetime.now(UTC), body=body)  # fmt: skip
        response = requests.Session().send(request, timeout=60, allow_redirects=False)
        response.raise_for_status()
        return response.json()["results"][0]


def said_of(answer):
    """What the portal signed about the package; its refusal where it signed nothing."""
    return json.loads(answer["receipts"][0]["content"]) if answer["receipts"] else answer


def main(portal, node, key_file, department_key, term_file):
    """Rehearse; send only where nothing is wrong; check and print the receipt."""
    term = json.loads(Path(term_file).read_bytes())
    content, digest = sealed(node, term, term.pop("lines"))
    sender = Sender(portal, node, load_pem_private_key(Path(key_file).read_bytes(), None))
    body = sender.bundle(content, digest)
    wrong = said_of(sender.deliver(body, "?dry=1"))["problems"]
    for cause in wrong:
        print(cause["code"], cause["message"], "lines", cause["lines"], file=sys.stderr)
    if wrong:
        return 1
    receipt = sender.deliver(body)["receipts"][0]
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(department_key))
    public.verify(base64.b64decode(receipt["signature"]), receipt["content"].encode())
    said = json.loads(receipt["content"])
    print(said["fmt"], said["state"], said["hash"], text_of(said["totals"]))
    return 0 if said["hash"] == digest and said["state"] == "accepted" else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
