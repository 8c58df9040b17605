"""What each level holds: the same records, or the way between them lost something."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass

from django.conf import settings

MINISTRY_WAITS_SECONDS = 120


@dataclass(frozen=True)
class Level:
    """How many records one level holds, and the digest over all of them."""

    records: int
    digest: str


def level(name: str, environment: dict[str, str] | None = None) -> Level:
    """Count one level in a process of its own: `school` or `ledger`."""
    command = [sys.executable, "manage.py", "exchange_digest", "--level", name, "--json"]
    done = subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env=environment or dict(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    return Level(**json.loads(done.stdout.splitlines()[-1]))


def ministry_environment() -> dict[str, str]:
    """The environment of the ministry node, which its file under the state folder fills."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("EDUPORTAL_") and name not in ("DATABASE_URL", "REDIS_URL")
    }
    return kept | {
        "EDUPORTAL_TIER": "ministry",
        "EDUPORTAL_STATE_DIR": str(settings.EDUPORTAL_STATE_DIR),
    }


def wait_for_ministry(expected: Level) -> Level:
    """Look at the Ministry until it holds what the Department holds, or time is up."""
    deadline = time.monotonic() + MINISTRY_WAITS_SECONDS
    while True:
        found = level("ledger", ministry_environment())
        if found == expected or time.monotonic() > deadline:
            return found
        time.sleep(1)
