"""Facts as they are stored with a scenario: one canonical text, compressed, and read again."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from typing import Any

from staffing.rebalance.facts import Facts, Need, Person, School


def frozen(facts: Facts) -> bytes:
    """The facts in one form: equal facts in the same order, equal bytes."""
    plain = {
        "schools": [asdict(each) for each in facts.schools],
        "needs": [asdict(each) for each in facts.needs],
        "people": [asdict(each) for each in facts.people],
    }
    text = json.dumps(plain, default=sorted, sort_keys=True, separators=(",", ":"))
    return zlib.compress(text.encode(), 6)


def thawed(body: bytes) -> Facts:
    """The facts again, equal to those that were frozen."""
    plain = json.loads(zlib.decompress(body))
    return Facts(
        tuple(School(**each) for each in plain["schools"]),
        tuple(Need(**each) for each in plain["needs"]),
        tuple(_person(each) for each in plain["people"]),
        "province",
    )


def _person(plain: dict[str, Any]) -> Person:
    home = plain.pop("home")
    return Person(
        **plain
        | {
            "subjects": tuple(plain["subjects"]),
            "protections": frozenset(plain["protections"]),
            "wishes": tuple(plain["wishes"]),
            "home": tuple(home) if home else None,
        }
    )
