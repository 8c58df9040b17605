"""The signed answer about one package."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import rfc8785

FORMAT = "gradesync-receipt/1"
FIELDS: dict[str, type] = {
    "fmt": str,
    "hash": str,
    "scope": str,
    "version": int,
    "state": str,
    "issuer": str,
    "received_at": str,
    "counts": dict,
    "totals": dict,
    "errors": int,
    "errors_ref": str,
    "seq": int,
    "rule_version": str,
}


class BadReceipt(Exception):
    """The bytes are not a receipt."""


def build(fields: dict[str, Any]) -> bytes:
    """Canonical bytes of a receipt, ready to be signed."""
    return rfc8785.dumps({"fmt": FORMAT, **fields})


def parse(content: bytes) -> dict[str, Any]:
    """Read a receipt back; raises BadReceipt."""
    try:
        fields = json.loads(content)
        moment = datetime.fromisoformat(fields["received_at"])
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise BadReceipt("The receipt is not JSON with a moment.") from problem
    if moment.tzinfo is None or any(
        not isinstance(fields.get(name), kind) for name, kind in FIELDS.items()
    ):
        raise BadReceipt("The receipt lacks a field.")
    if fields["fmt"] != FORMAT:
        raise BadReceipt(f"{fields['fmt']} is not {FORMAT}.")
    return dict(fields)


def errors_bytes(errors: Iterable[dict[str, Any]]) -> bytes:
    """Refused records as they are handed out, one a line."""
    return b"".join(rfc8785.dumps(error) + b"\n" for error in errors)
