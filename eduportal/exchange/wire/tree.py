"""One digest over many pieces that can be shown by some of them: the tree of RFC 9162, 2.1.

The digest over a list is that over its two halves, so a piece is proved by the digests beside its
way to the root, and nothing need be said of the other pieces. Leaves and nodes are hashed with
different first bytes, so that none passes for the other.
"""

import hashlib
from collections.abc import Iterable, Sequence

LEFT, RIGHT = "L", "R"
EMPTY = hashlib.sha256(b"").digest()


def leaf(piece: bytes) -> bytes:
    """The digest that stands for one piece."""
    return hashlib.sha256(b"\x00" + piece).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The digest over all of them; that of nothing for none."""
    if not leaves:
        return EMPTY
    row = list(leaves)
    while len(row) > 1:
        row = _above(row)
    return row[0]


def path(leaves: Sequence[bytes], number: int) -> list[tuple[str, bytes]]:
    """Side and digest of what is beside the way from a leaf to the root, from below."""
    row, found = list(leaves), []
    while len(row) > 1:
        beside = number ^ 1
        if beside < len(row):
            found.append((LEFT if beside < number else RIGHT, row[beside]))
        row, number = _above(row), number // 2
    return found


def climbed(start: bytes, way: Iterable[tuple[str, bytes]]) -> bytes:
    """The root that a leaf and what is beside its way lead to."""
    for side, beside in way:
        start = _node(beside, start) if side == LEFT else _node(start, beside)
    return start


def _above(row: Sequence[bytes]) -> list[bytes]:
    """The next row: pairs together, one left over as it is."""
    pairs = [_node(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)]
    return pairs + list(row[len(pairs) * 2 :])


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
