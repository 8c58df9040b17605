"""One request carrying many packages.

JSON with each package's exact bytes as one text, so that a proxy may compress the request but
nothing can reformat a package unnoticed: the digest is over the text's UTF-8 bytes.
"""

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from eduportal.exchange.wire import custody
from eduportal.exchange.wire.custody import Link

MOST_PACKAGES = 200
# After decompression; a receiver holds it in memory about three times over.
LARGEST_BYTES = 16 * 1024 * 1024
CONTENT_TYPE = "application/vnd.gradesync.bundle+json"


class BadBundle(Exception):
    """The request is not a bundle; nothing in it was looked at. `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Item:
    """One package in a bundle and the signatures under it, the sealing node's first."""

    content: bytes
    custody: tuple[Link, ...]


def build(items: Iterable[Item]) -> bytes:
    """The request body, compressed."""
    packages = [
        {"content": item.content.decode(), "signatures": custody.to_wire(item.custody)}
        for item in items
    ]
    return zlib.compress(
        json.dumps({"packages": packages}, ensure_ascii=False).encode(), wbits=zlib.MAX_WBITS | 16
    )


def unpack(body: bytes, encoding: str) -> bytes:
    """The body as it was before compression, never more than LARGEST_BYTES of it."""
    if not encoding:
        return body
    if encoding != "gzip":
        raise BadBundle("unknown_encoding", f"Content-Encoding {encoding} is not understood.")
    unzipper = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = unzipper.decompress(body, LARGEST_BYTES)
    except zlib.error as problem:
        raise BadBundle("not_gzip", "The body is not gzip.") from problem
    if unzipper.unconsumed_tail:
        raise BadBundle("too_large", f"A bundle has at most {LARGEST_BYTES} bytes.")
    if not unzipper.eof:
        raise BadBundle("truncated", "The body ends too early.")
    return plain


def parse(body: bytes, encoding: str = "") -> list[Item]:
    """The packages of a request body; raises BadBundle."""
    try:
        packages = json.loads(unpack(body, encoding))["packages"]
        if not isinstance(packages, list) or not packages:
            raise TypeError
        if len(packages) > MOST_PACKAGES:
            raise BadBundle("too_many", f"A bundle has at most {MOST_PACKAGES} packages.")
        return [
            Item(item["content"].encode(), tuple(custody.from_wire(item["signatures"])))
            for item in packages
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise BadBundle("not_a_bundle", "The body is not a bundle of packages.") from problem
