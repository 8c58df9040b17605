"""Finding figures that say what a question asks for: nothing is asked that the portal knows."""

import re
from collections.abc import Iterable

from eduportal.core.text import search_key

# Words that say nothing of what is counted.
_EMPTY = frozenset(
    "so luong tong cua trong cac co tai la va theo don vi truong hien nay hoc nam dau cuoi giua ky "
    "number of the in at and total how many all by school".split()
)
ENOUGH = 0.6


def words_of(text: str) -> frozenset[str]:
    """The words of a question that say what it counts."""
    return frozenset(re.findall(r"[a-z0-9]+", search_key(text))) - _EMPTY


def matching(label: str, figures: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Code and name of the figures called nearly as the question, the nearest first."""
    asked = words_of(label)
    found = []
    for code, name in figures:
        known = words_of(name)
        if not asked or not known:
            continue
        shared = len(asked & known)
        likeness = shared / len(asked | known)
        if likeness >= ENOUGH or (known <= asked and len(asked - known) <= 1):
            found.append((-likeness, code, name))
    return [(code, name) for _likeness, code, name in sorted(found)]
