"""The signed answer about one package."""

import json
from typing import Any

import rfc8785

FORMAT = "gradesync-receipt/1"
FIELDS = ("fmt", "hash", "scope", "version", "state", "issuer", "received_at", "counts", "errors")


class BadReceipt(Exception):
    """The bytes are not a receipt."""


def build(fields: dict[str, Any]) -> bytes:
    """Canonical bytes of a receipt, ready to be signed."""
    return rfc8785.dumps({"fmt": FORMAT, **fields})


def parse(content: bytes) -> dict[str, Any]:
    """Read a receipt back; raises BadReceipt."""
    try:
        fields = json.loads(content)
    except ValueError as problem:
        raise BadReceipt("The receipt is not JSON.") from problem
    if not isinstance(fields, dict) or any(name not in fields for name in FIELDS):
        raise BadReceipt("The receipt lacks a field.")
    if fields["fmt"] != FORMAT:
        raise BadReceipt(f"{fields['fmt']} is not {FORMAT}.")
    return fields
