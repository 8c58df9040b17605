"""What a node tells the one above after comparing: what it holds itself, and what differs."""

from dataclasses import dataclass, field
from typing import Any

from eduportal.exchange.wire.digests import Head, is_number, is_row, is_text

MOST = 10_000


class BadTold(ValueError):
    """The body is not of the agreed form."""


@dataclass(frozen=True)
class Told:
    """Everything of the sender's own schools that counts with it, in three numbers.

    `differing` are its heads of the scopes where the two do not hold the same; version 0 where
    nothing counts with it. `all` of them, also those that were left off because they are too many.
    """

    packages: int
    records: int
    digest: str
    differing: list[Head] = field(default_factory=list)
    all: int = 0


def build(told: Told) -> dict[str, Any]:
    """As it travels."""
    return {
        "packages": told.packages,
        "records": told.records,
        "digest": told.digest,
        "differing": [list(head) for head in told.differing[:MOST]],
        "all": told.all,
    }


def parse(body: Any) -> Told:
    """Raises BadTold."""
    if not isinstance(body, dict) or not isinstance(body.get("differing"), list):
        raise BadTold("The body must be JSON with a list named differing.")
    numbers: list[Any] = [body.get(name) for name in ("packages", "records", "all")]
    if not all(map(is_number, numbers)):
        raise BadTold("packages, records and all must be whole numbers.")
    digest, rows = body.get("digest"), body["differing"]
    if not is_text(digest) or len(rows) > MOST:
        raise BadTold("The digest is no text, or too much differs.")
    if not all(is_row(Head, row) for row in rows):
        raise BadTold("An entry of differing is no head.")
    packages, records, everything = numbers
    return Told(packages, records, digest, [Head(*row) for row in rows], everything)
