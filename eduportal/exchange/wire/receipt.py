"""The signed answer about one package."""

import json
import re
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


LARGEST_NUMBER = 10**9
YEARS = range(2000, 2100)
# NUL and halves of a pair, which canonical JSON writes as escapes.
UNSTORABLE = re.compile(rb"(?<!\\)(?:\\\\)*\\u(?:0000|[dD][89a-fA-F])")


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
    """Read a receipt back; raises BadReceipt, also for what no database holds or page shows."""
    try:
        found = json.loads(content)
        moment = datetime.fromisoformat(found["at"])
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise BadReceipt("The receipt is not JSON with a moment.") from problem
    if (
        moment.tzinfo is None
        or moment.year not in YEARS
        or any(not isinstance(found.get(name), kind) for name, kind in FIELDS.items())
    ):
        raise BadReceipt("The receipt lacks a field, or is of another century.")
    is_right = all(map(_is_cause, found["problems"])) and all(map(_is_text, found["held"]))
    if not is_right or UNSTORABLE.search(content):
        raise BadReceipt("What the receipt says has not the agreed form.")
    if found.get("fmt") != FORMAT:
        raise BadReceipt(f"It is not {FORMAT}.")
    return ReceiptFields(**{name: found[name] for name in FIELDS})


def _is_cause(value: Any) -> bool:
    """Whether this is one cause as `problem.by_cause` writes it."""
    return (
        isinstance(value, dict)
        and _is_text(value.get("code"))
        and _is_text(value.get("message"))
        and _is_number(value.get("count"))
        and isinstance(value.get("lines"), list)
        and all(map(_is_number, value["lines"]))
        and isinstance(value.get("samples"), list)
        and all(map(_is_sample, value["samples"]))
    )


def _is_sample(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 3
        and _is_number(value[0])
        and all(map(_is_text, value[1:]))
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value <= LARGEST_NUMBER
