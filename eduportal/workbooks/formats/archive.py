"""The zip around an .xlsx or .ods file, distrusted until shown harmless.

Names, number, sizes and ratios are checked on the directory before anything is unpacked; while
unpacking, each part is held to the size its directory entry promised.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from eduportal.workbooks.formats.limits import RATIO_COUNTS_FROM_BYTES, Limits
from eduportal.workbooks.problems import UnreadableWorkbook

_CHUNK = 256 * 1024
# What a broken zip makes the library raise.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError)
# What is held whole: the list of sheets, and the formats, of which a workbook that was mended for
# years has tens of thousands. An element takes some 400 bytes.
_SMALL_BYTES = 32 * 1024 * 1024
_MOST_TAGS = 600_000
_ENCRYPTED_FLAG = 0x1
_DRIVE = re.compile(r"^[A-Za-z]:")
_MACRO_PART = re.compile(
    r"(?:^|/)vbaproject[^/]*\.bin$|^xl/macrosheets/|^basic/.+/(?!script-l[bc]\.xml)[^/]+$|^scripts/.",
)
_LINK_PART = re.compile(r"^xl/externallinks/.")
_MACRO_TYPE = re.compile(rb"macroEnabled|ms-office\.vbaProject", re.IGNORECASE)
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
_OTHER_ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding=[\"'](?!utf-?8[\"']|us-ascii[\"'])", re.I)


class Archive:
    """One opened zip whose directory has passed the limits.

    Raises UnreadableWorkbook.
    """

    def __init__(self, content: bytes, limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except _BROKEN as error:
            raise UnreadableWorkbook("damaged") from error
        entries = self._zip.infolist()
        _check_names(entries)
        _check_sizes(entries, limits)
        # In small letters and with forward slashes, as the reading library looks parts up.
        self.parts = {_part_name(entry): entry for entry in entries}
        if len(self.parts) < len(entries):
            # Two parts of one name: which one a reader takes is anyone's guess.
            raise UnreadableWorkbook("damaged")

    def read(self, part: str) -> bytes:
        """The whole of one small part, named in small letters; empty if there is none."""
        self._require_small(part)
        return b"".join(self.chunks(part)) if part in self.parts else b""

    def text(self, part: str) -> bytes:
        """The whole of one small part of markup; refused where `tags` refuses it."""
        self._require_small(part)
        markup = b"".join(tags(self.chunks(part))) if part in self.parts else b""
        if markup.count(b"<") > _MOST_TAGS:
            raise UnreadableWorkbook("zip_bomb")
        return markup

    def _require_small(self, part: str) -> None:
        entry = self.parts.get(part)
        if entry is not None and entry.file_size > _SMALL_BYTES:
            raise UnreadableWorkbook("zip_bomb")

    def chunks(self, part: str) -> Iterator[bytes]:
        """One part unpacked piece by piece, no more of it than its entry promised."""
        try:
            with self._zip.open(self.parts[part]) as unpacked:
                while chunk := unpacked.read(_CHUNK):
                    yield chunk
        except _BROKEN as error:
            raise UnreadableWorkbook("damaged") from error


def _part_name(entry: zipfile.ZipInfo) -> str:
    return entry.filename.replace("\\", "/").lower()


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        # orig_filename still has what follows a NUL, which zipfile cuts off.
        name = entry.orig_filename.replace("\\", "/")
        if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
            raise UnreadableWorkbook("unsafe_path", part=name[:100])
        if "\0" in name:
            raise UnreadableWorkbook("unsafe_path", part=name[:100].replace("\0", "?"))
        if _MACRO_PART.search(name.lower()):
            raise UnreadableWorkbook("macros")
        if _LINK_PART.search(name.lower()):
            raise UnreadableWorkbook("external_links")


def _check_sizes(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.max_entries:
        raise UnreadableWorkbook("zip_bomb")
    if sum(entry.file_size for entry in entries) > limits.max_unpacked_bytes:
        raise UnreadableWorkbook("zip_bomb")
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise UnreadableWorkbook("encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableWorkbook("damaged")
        large = entry.file_size > RATIO_COUNTS_FROM_BYTES
        if large and entry.file_size > limits.max_ratio * entry.compress_size:
            raise UnreadableWorkbook("zip_bomb")


def tags(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in other pieces, so that no markup is split: each piece ends before a "<".

    Refuses document types and entities on the way, and any encoding but UTF-8, which could hide
    them.
    """
    held: list[bytes] = []
    first = True
    for chunk in chunks:
        if first and chunk:
            _refuse_encoding(chunk)
            first = False
        cut = chunk.rfind(b"<")
        if cut < 0:
            held.append(chunk)
            continue
        piece = b"".join((*held, chunk[:cut]))
        held = [chunk[cut:]]
        _refuse_entities(piece)
        yield piece
    piece = b"".join(held)
    _refuse_entities(piece)
    yield piece


def _refuse_encoding(start: bytes) -> None:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in start[:4]:
        raise UnreadableWorkbook("damaged")
    if _OTHER_ENCODING.match(start.removeprefix(b"\xef\xbb\xbf")):
        raise UnreadableWorkbook("damaged")


def _refuse_entities(piece: bytes) -> None:
    if any(mark in piece for mark in _ENTITIES):
        raise UnreadableWorkbook("xml_entities")


def refuse_macro_types(content_types: bytes) -> None:
    """Refuse a workbook whose content types declare macros, also without a part of that name."""
    if _MACRO_TYPE.search(content_types):
        raise UnreadableWorkbook("macros")
