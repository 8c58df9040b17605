"""The signed answer about one package."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785

FORMAT = "gradesync-receipt/2"
REHEARSAL = "gradesync-rehearsal/2"
FIELDS: dict[str, type] = {
    "hash": str,
    "state": str,
    "issuer": str,
    "ledger": str,
    "at": str,
    "rules": str,
    "totals": dict,
    "held": list,
    "problems": list,
}


class BadReceipt(Exception):
    """The bytes are not a receipt."""


@dataclass(frozen=True)
class ReceiptFields:
    """What a node says of a package.

    `hash` is the package's, `state` accepted, parked or returned, `ledger` the life number of the
    issuer's ledger, `rules` the regulation set it was judged by, `totals` as computed by the
    issuer. `held` are the uids of students who count in another package. `problems` are causes.
    """

    hash: str
    state: str
    issuer: str
    ledger: str
    at: str
    rules: str
    totals: dict[str, Any]
    held: list[str]
    problems: list[dict[str, Any]]


def build(fields: ReceiptFields) -> bytes:
    """Canonical bytes of a receipt, ready to be signed."""
    return rfc8785.dumps({"fmt": FORMAT, **vars(fields)})


def rehearsed(content: bytes) -> bytes:
    """The receipt under the name of a rehearsal's, which proves nothing and is no receipt."""
    return rfc8785.dumps({**json.loads(content), "fmt": REHEARSAL})


def parse(content: bytes) -> ReceiptFields:
    """Read a receipt back; raises BadReceipt."""
    try:
        found = json.loads(content)
        moment = datetime.fromisoformat(found["at"])
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise BadReceipt("The receipt is not JSON with a moment.") from problem
    if moment.tzinfo is None or any(
        not isinstance(found.get(name), kind) for name, kind in FIELDS.items()
    ):
        raise BadReceipt("The receipt lacks a field.")
    if found.get("fmt") != FORMAT:
        raise BadReceipt(f"It is not {FORMAT}.")
    return ReceiptFields(**{name: found[name] for name in FIELDS})
