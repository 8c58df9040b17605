"""What a node signs each night: one digest over all packages and receipts the day has brought."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import rfc8785

FORMAT = "gradesync-root/1"


@dataclass(frozen=True)
class RootFields:
    """What a node says of a day.

    `day` is the calendar day in Vietnam, `ledger` the life number of the node's ledger, `root` that
    of the tree over `packages` and `receipts` lines (leaves), `prev` the digest of the content
    before, empty for the first day.
    """

    node: str
    day: str
    ledger: str
    packages: int
    receipts: int
    root: str
    prev: str
    at: str


def leaves(packages: Iterable[str], receipts: Iterable[str]) -> list[bytes]:
    """The pieces of the tree, in its order: digests of packages, then of contents of receipts."""
    named = [f"package {each}" for each in sorted(packages)]
    named += [f"receipt {each}" for each in sorted(receipts)]
    return [each.encode() for each in named]


def build(fields: RootFields) -> bytes:
    """Canonical bytes, ready to be signed."""
    return rfc8785.dumps({"fmt": FORMAT, **vars(fields)})


def parse(content: bytes) -> dict[str, Any]:
    """The fields of content this node has built."""
    found: dict[str, Any] = json.loads(content)
    return found
