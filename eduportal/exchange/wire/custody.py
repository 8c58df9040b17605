"""Who vouches for a package: its sealer first, then every node that passed it on.

Each signature covers the digest and every signature before it: no link can be taken out, exchanged,
or put before another. Passing on adds a link and never touches the others. Scope and version are
in the bytes the digest is of.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eduportal.exchange.wire.header import FORMAT
from eduportal.exchange.wire.signing import (
    from_text,
    is_signed,
    key_id,
    public_bytes,
    sign,
    to_text,
)

MOST_LINKS = 8
# Names contain no spaces or line breaks: the signed text uses them as separators.
WORD = re.compile("[!-~]{1,100}")


@dataclass(frozen=True)
class Link:
    """One node's signature under a package and under the links before it."""

    node: str
    key_id: str
    signature: bytes


def statement(digest: str, earlier: Sequence[Link] = ()) -> bytes:
    """What the next node signs; the sealer, the first of all, signs the first line."""
    lines = [f"{FORMAT} {digest}"]
    lines += [f"{link.node} {link.key_id} {to_text(link.signature)}" for link in earlier]
    return "\n".join(lines).encode()


def extended(
    key: Ed25519PrivateKey, node: str, digest: str, earlier: Sequence[Link] = ()
) -> list[Link]:
    """The chain with this node's link at its end."""
    signature = sign(key, statement(digest, earlier))
    return [*earlier, Link(node, key_id(public_bytes(key)), signature)]


def is_genuine(public: bytes, digest: str, links: Sequence[Link], number: int) -> bool:
    """Whether the key's owner made the link with this number, counted from 0."""
    return is_signed(public, links[number].signature, statement(digest, links[:number]))


def to_line(links: Sequence[Link]) -> bytes:
    """The chain as it travels and as it is kept: one JSON array of node, key and signature."""
    found = [[link.node, link.key_id, to_text(link.signature)] for link in links]
    return json.dumps(found, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> list[Link]:
    """Read a chain back; raises ValueError or TypeError for anything else."""
    value = json.loads(line)
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_LINKS:
        raise ValueError(f"a package carries 1 to {MOST_LINKS} signatures")
    return [link_of(each) for each in value]


def link_of(value: Any) -> Link:
    """One signature as it travels; raises ValueError or TypeError."""
    node, key, signature = value
    return Link(_word(node), _word(key), from_text(_word(signature)))


def _word(value: Any) -> str:
    if not isinstance(value, str) or not WORD.fullmatch(value):
        raise ValueError("a signature names a node and a key, each a word")
    return value
