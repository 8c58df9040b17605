"""Trials: tests that `script/test` leaves out and `script/test --trials` runs (docs/testing.md)."""

from collections.abc import Iterable

import pytest

# What a trial goes through, which its mark says: whole programs or nodes; a browser, over many
# steps; many requests, rows or combinations, listed or drawn by chance.
KINDS = ("programs", "browser", "many")


def refuse_without_a_kind(items: Iterable[pytest.Item]) -> None:
    """Whoever marks a test says why it is a trial."""
    for item in items:
        mark = item.get_closest_marker("trial")
        if mark and (len(mark.args) != 1 or mark.args[0] not in KINDS or mark.kwargs):
            raise pytest.UsageError(f"{item.nodeid}: a trial is one of {KINDS}")
