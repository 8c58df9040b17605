"""Rehearse one class's term, deliver it and check the receipt: docs/vendors.md, step by step.

    python deliver_term.py https://portal.example.vn so-diem key.pem PORTAL_KEY term.json

Needs Python 3.11 and cryptography. PORTAL_KEY is the portal's public key in base64, as its
administrator handed it over. term.json holds the header's own fields and "lines".
"""

import base64
import gzip
import json
import sys
import time
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize
from urllib.request import HTTPError, Request, urlopen

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key


def text_of(data):
    return base64.b64encode(data).decode()


def line_of(value):
    """Canonical JSON in composed letters."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return normalize("NFC", text).encode()


def root_of(lines):
    """The name of a package: the root of the tree over its lines."""
    row = [sha256(b"\0" + line).digest() for line in lines]
    while len(row) > 1:
        pairs, alone = zip(row[::2], row[1::2], strict=False), row[len(row) // 2 * 2 :]
        row = [sha256(b"\1" + left + right).digest() for left, right in pairs] + alone
    return row[0].hex()


def deliver(key, key_id, address, body):
    """Post a bundle under a signature (RFC 9421); the answer for its only package."""
    headers = {"content-type": "application/gradesync", "user-agent": "Example/1.0"}
    headers["content-digest"] = f"sha-256=:{text_of(sha256(body).digest())}:"
    signed = {"@method": "POST", "@target-uri": address} | headers
    names = " ".join(f'"{name}"' for name in signed)
    how = f'({names});created={int(time.time())};keyid="{key_id}";tag="gradesync"'
    base = "".join(f'"{name}": {value}\n' for name, value in signed.items())
    signature = key.sign(f'{base}"@signature-params": {how}'.encode())
    headers |= {"signature-input": f"sig={how}", "signature": f"sig=:{text_of(signature)}:"}
    with urlopen(Request(address, body, headers), timeout=60) as response:
        return json.load(response)["results"][0]


def main(portal, node, key_file, portal_key, term_file):
    """Send only where the rehearsal finds nothing wrong; print what the receipt says."""
    key = load_pem_private_key(Path(key_file).read_bytes(), None)
    key_id = sha256(key.public_key().public_bytes_raw()).hexdigest()[:32]
    term = json.loads(Path(term_file).read_bytes())
    rows, now = term.pop("lines"), time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
    header = {"fmt": "gradesync/2", "origin": node, "sealed_at": now} | term
    lines = [line_of(each) for each in [header, *rows]]
    name = root_of(lines)
    links = [[node, key_id, text_of(key.sign(f"gradesync/2 {name}".encode()))]]
    body = gzip.compress(line_of(links) + b"\n") + gzip.compress(b"\n".join([*lines, b""]))
    for query in ("?dry=1", ""):
        answer = deliver(key, key_id, f"{portal}/sync/v2/bundles{query}", body)
        receipt = answer["receipts"][0] if answer["receipts"] else None
        said = json.loads(receipt["content"]) if receipt else answer
        for cause in said["problems"]:
            print(cause["code"], cause["message"], "lines", cause["lines"], file=sys.stderr)
        if said["problems"] or receipt is None:
            return 1
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(portal_key))
    public.verify(base64.b64decode(receipt["signature"]), receipt["content"].encode())
    print(said["fmt"], said["state"], said["hash"], said["totals"])
    return 0 if said["hash"] == name and said["state"] == "accepted" else 1


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except HTTPError as refusal:
        sys.exit(refusal.read().decode())
