"""What a page showed, in a few characters."""

import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from eduportal.core.revisions import fingerprint

OF_SETS = """
from dataclasses import dataclass, field
from eduportal.core.revisions import fingerprint

@dataclass(frozen=True)
class Facts:
    own: frozenset[str]
    by_key: dict[str, set[str]]
    unseen: object = field(default_factory=object, repr=False)

words = frozenset("toan van anh ly hoa sinh su dia tin gdcd".split())
print(fingerprint([(1, Facts(words, {"a": set(words)}))]))
"""


def test_equal_facts_are_the_same_in_every_process() -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", OF_SETS],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3", "4")
    }
    assert len(found) == 1


@dataclass(frozen=True)
class Facts:
    own: frozenset[int]
    name: str


@pytest.mark.parametrize(
    "other",
    [Facts(frozenset({1, 2}), "b"), Facts(frozenset({1}), "a"), Facts(frozenset({1, 3}), "a")],
)
def test_a_fact_that_differs_is_seen(other: Facts) -> None:
    assert fingerprint(Facts(frozenset({1, 2}), "a")) != fingerprint(other)
    assert fingerprint(Facts(frozenset({2, 1}), "a")) == fingerprint(Facts(frozenset({1, 2}), "a"))
