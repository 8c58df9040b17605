"""Where coverage looks on: it costs as much again as what it sees."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from coverage import Coverage

ROOT = Path(__file__).parents[1]
PACKAGES = ("eduportal", "schools", "students", "staffing", "grades", "script")
STARTED = re.compile(r"\.(migrations|settings|[aw]sgi)\b")
# With it coverage measures the programs that a measured one starts.
TELLS_CHILDREN = "COVERAGE_PROCESS_CONFIG"
_resting: list[Coverage] = []


def import_everything() -> None:
    """Import whatever of the portal is imported to use it: not migrations, nor what only starts."""
    for package in PACKAGES:
        for found in walk_packages([str(ROOT / package)], f"{package}."):
            if not STARTED.search(found.name):
                import_module(found.name)


@contextmanager
def resting() -> Iterator[None]:
    """Coverage sees nothing of the block, nor of the programs that are started in it."""
    measuring = Coverage.current()
    if measuring is None:
        yield
        return
    measuring.stop()
    _resting.append(measuring)
    told = os.environ.pop(TELLS_CHILDREN, "")
    try:
        yield
    finally:
        if told:
            os.environ[TELLS_CHILDREN] = told
        _resting.remove(measuring)
        measuring.start()


@contextmanager
def awake() -> Iterator[None]:
    """Coverage sees the block, though it rests in the test around it."""
    for measuring in _resting:
        measuring.start()
    try:
        yield
    finally:
        for measuring in _resting:
            measuring.stop()
