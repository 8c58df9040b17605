"""One line of a package with what proves it.

Every other line is there as its leaf (wire/tree.py): the signatures, which are over all lines, can
still be checked, and nobody else is shown.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from eduportal.exchange.wire import custody, package, signing, tree
from eduportal.exchange.wire.answer import SignedReceipt
from eduportal.exchange.wire.custody import Link
from eduportal.exchange.wire.header import Header
from eduportal.exchange.wire.problem import BadPackage

# A line is shown as it is after "=", or as its leaf after "#".
SHOWN, HIDDEN = b"=", b"#"
LEAF = re.compile("[0-9a-f]{64}")


class BadPiece(Exception):
    """What arrived is not a line with what proves it."""


@dataclass(frozen=True)
class Piece:
    """A header and one line of the package of this digest, and who vouches for that."""

    digest: str
    header: Header
    line: list[Any]
    links: Sequence[Link]
    receipts: Sequence[SignedReceipt]


def masked(lines: Sequence[bytes], is_shown: Callable[[bytes], bool]) -> list[bytes]:
    """The lines, those that are not shown as their leaves."""
    return [
        SHOWN + line if is_shown(line) else HIDDEN + tree.leaf(line).hex().encode()
        for line in lines
    ]


def build(
    content: bytes, uid: str, links: Sequence[Link], receipts: Iterable[SignedReceipt]
) -> dict[str, Any]:
    """What is said of one student: the header, the line that begins with the uid, and the proof."""
    lines = package.lines_of(content)
    own = f'["{uid}",'.encode()
    shown = masked(lines, lambda line: line is lines[0] or line.startswith(own))
    return {
        "lines": [line.decode() for line in shown],
        "custody": [[each.node, each.key_id, signing.to_text(each.signature)] for each in links],
        "receipts": [
            {"content": each.content.decode(), "signature": signing.to_text(each.signature)}
            for each in receipts
        ],
    }


def read(found: Any) -> Piece:
    """Read it back; the digest is that of the lines. Raises BadPiece."""
    try:
        lines = [str(line).encode() for line in found["lines"]]
        shown = [line[1:] for line in lines if line[:1] == SHOWN]
        contents = package.parse(b"".join(line + b"\n" for line in shown))
        if lines[0][:1] != SHOWN or len(contents.lines) != 1 or not contents.lines[0]:
            raise BadPiece("Not one header and one line are shown.")
        links = [custody.link_of(each) for each in found["custody"]]
        receipts = [
            SignedReceipt(each["content"].encode(), signing.from_text(each["signature"]))
            for each in found["receipts"]
        ]
        digest = tree.root([_leaf(line) for line in lines]).hex()
    except (BadPackage, KeyError, IndexError, TypeError, ValueError, AttributeError) as problem:
        raise BadPiece("It has not the agreed form.") from problem
    return Piece(digest, contents.header, contents.lines[0], links, receipts)


def _leaf(line: bytes) -> bytes:
    if line[:1] == SHOWN:
        return tree.leaf(line[1:])
    text = line.removeprefix(HIDDEN).decode()
    if line[:1] != HIDDEN or not LEAF.fullmatch(text):
        raise ValueError("a line that is not shown is not its leaf")
    return bytes.fromhex(text)
