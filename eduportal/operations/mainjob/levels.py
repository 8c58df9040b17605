"""What each level holds: the same records, or the way between them lost something."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings

ARRIVES_WITHIN_SECONDS = 120


@dataclass(frozen=True)
class Level:
    """How many records, the digest over all of them, and the students who count elsewhere."""

    records: int
    digest: str
    held: int = 0


def marks_of(node: str) -> Level:
    """What the mark books of a node hold of sealed classes."""
    return Level(**_asked(node, "school")[0])


def ledger_of(node: str) -> dict[str, Level]:
    """What a node has accepted, by the node that sealed it."""
    found = _asked(node, "ledger", "--each-origin")
    return {each.pop("origin"): Level(**each) for each in found}


def wait_for_ledger(node: str, expected: dict[str, Level]) -> dict[str, Level]:
    """A node's ledger once it holds what is expected, or when time is up."""
    deadline = time.monotonic() + ARRIVES_WITHIN_SECONDS
    while True:
        found = ledger_of(node)
        if found == expected or time.monotonic() > deadline:
            return found
        time.sleep(1)


def _asked(node: str, level: str, *options: str) -> list[dict[str, Any]]:
    """The lines exchange_digest prints in a process of its own, on the node of this code."""
    command = [sys.executable, "manage.py", "exchange_digest", "--json", "--level", level]
    done = subprocess.run(
        [*command, *options],
        cwd=settings.BASE_DIR,
        env=_environment(node),
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def _environment(node: str) -> dict[str, str]:
    """The environment of a node, which its file under the state folder fills."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("EDUPORTAL_") and name not in ("DATABASE_URL", "REDIS_URL")
    }
    return kept | {
        "EDUPORTAL_NODE": node,
        "EDUPORTAL_STATE_DIR": str(settings.EDUPORTAL_STATE_DIR),
    }
