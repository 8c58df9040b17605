"""Packages laid end to end: the body of a request, and the file on a stick.

For each package two gzip members, the line of its signatures and the package; members laid end to
end are a gzip file, so `zcat` reads it. A package's member is the one its sealer made.
"""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from mmap import mmap

from eduportal.exchange.wire import custody, package
from eduportal.exchange.wire.custody import Link

CONTENT_TYPE = "application/gradesync"
MOST_PACKAGES = 200
LARGEST_BYTES = 4 * 1024 * 1024
"""As it travels; a package that is larger than the usual bundle goes alone."""
LARGEST_CUSTODY = 4096
PIECE = 16 * 1024


class BadBundle(Exception):
    """The body is not a bundle; nothing in it was looked at. `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Item:
    """One package of a bundle: its plain bytes, the gzip member of them, and its signatures."""

    content: bytes
    member: bytes
    custody: tuple[Link, ...]


def build(packages: Iterable[tuple[bytes, Iterable[Link]]]) -> bytes:
    """The bundle of these packages, each as its member and its signatures."""
    return b"".join(
        package.compressed(custody.to_line(list(links))) + member for member, links in packages
    )


@dataclass(frozen=True)
class Bundle:
    """The packages of a request, unpacked anew each time one goes through them.

    So no more than one is held at a time: four megabytes may unpack to two hundred. Going through
    them raises BadBundle.
    """

    body: bytes

    def __iter__(self) -> Iterator[Item]:
        if len(self.body) > LARGEST_BYTES:
            raise BadBundle("too_large", f"A bundle has at most {LARGEST_BYTES} bytes.")
        if not self.body:
            raise BadBundle("not_a_bundle", "The body is empty.")
        for number, item in enumerate(read(self.body)):
            if number == MOST_PACKAGES:
                raise BadBundle("too_many", f"A bundle has at most {MOST_PACKAGES} packages.")
            yield item


def parse(body: bytes) -> list[Item]:
    """The packages of an answer; raises BadBundle."""
    return list(Bundle(body))


def read(body: bytes | mmap) -> Iterator[Item]:
    """One package after the other, however many there are; raises BadBundle at what is none."""
    members = _members(body)
    for signatures, _member in members:
        links = tuple(_links(signatures))
        content, member = next(members, (b"", b""))
        if not member:
            raise BadBundle("truncated", "The last package is missing.")
        yield Item(content, member, links)


def _links(signatures: bytes) -> list[Link]:
    try:
        return custody.from_line(signatures[:LARGEST_CUSTODY])
    except (ValueError, TypeError, RecursionError) as problem:
        raise BadBundle("not_a_bundle", "A package comes without its signatures.") from problem


def _members(body: bytes | mmap) -> Iterator[tuple[bytes, bytes]]:
    """Each member's plain bytes and the member itself, one at a time."""
    start = 0
    while start < len(body):
        content, end = _member(body, start)
        yield content, body[start:end]
        start = end


def _member(body: bytes | mmap, start: int) -> tuple[bytes, int]:
    """The member that begins at `start`, and where it ends. Never more than a package's size."""
    unzipper = zlib.decompressobj(wbits=package.GZIP)
    content, place = bytearray(), start
    try:
        while not unzipper.eof:
            piece = unzipper.unconsumed_tail or body[place : place + PIECE]
            if not piece:
                raise BadBundle("truncated", "The body ends too early.")
            place += 0 if unzipper.unconsumed_tail else len(piece)
            content += unzipper.decompress(piece, package.LARGEST_BYTES + 1 - len(content))
            if len(content) > package.LARGEST_BYTES:
                raise BadBundle("too_large", "A package of the bundle is too large.")
    except zlib.error as problem:
        raise BadBundle("not_gzip", "The body is not made of gzip members.") from problem
    return bytes(content), place - len(unzipper.unused_data)
