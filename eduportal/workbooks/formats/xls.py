"""Look through an .xls before it is opened: extents, errors, macros, links, encryption.

An .xls is a small file system (OLE) with one stream of records (BIFF). Record numbers and layouts
are those of Microsoft's published format [MS-XLS].
"""

import struct
from collections.abc import Iterator
from io import BytesIO

import olefile

from eduportal.workbooks.formats.extent import Extent, refuse_too_large
from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.problems import UnreadableWorkbook

_BOF, _EOF, _BOUNDSHEET, _SUPBOOK, _FILEPASS = 0x0809, 0x000A, 0x0085, 0x01AE, 0x002F
_SST, _CONTINUE, _LABELSST, _MULRK = 0x00FC, 0x003C, 0x00FD, 0x00BD
_FORMULA, _BOOLERR, _DIMENSIONS = 0x0006, 0x0205, 0x0200
# The sheets of this format end here.
_LAST_ROW, _LAST_COLUMN = 65_536, 256
# NUMBER, LABEL, RK, RSTRING and those above: records of filled cells, row and column first.
_FILLED = frozenset((0x0203, 0x0204, 0x027E, 0x00D6, _LABELSST, _MULRK, _FORMULA, _BOOLERR))
_MACRO_SHEETS = (1, 6)
# What a broken file makes olefile and struct raise.
_MALFORMED = (OSError, ValueError, TypeError, IndexError, RecursionError, struct.error)
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def inspect(content: bytes, limits: Limits) -> dict[str, Extent]:
    """Every sheet's name and extent, in the workbook's order.

    Raises UnreadableWorkbook for anything the portal does not open, and for OLE files that are no
    workbooks: documents, messages, encrypted .xlsx.
    """
    try:
        stream = _workbook_stream(content)
        reader = _RecordReader()
        for kind, position, record in _records(stream):
            reader.read(kind, position, record)
    except _MALFORMED as error:
        raise UnreadableWorkbook("damaged") from error
    extents = reader.extents()
    refuse_too_large(extents, limits)
    return extents


def _workbook_stream(content: bytes) -> bytes:
    with olefile.OleFileIO(BytesIO(content)) as ole:
        names = {path[0].lower() for path in ole.listdir(streams=True, storages=True)}
        if names & {"encryptedpackage", "encryptioninfo"}:
            raise UnreadableWorkbook("encrypted")
        if any(name.startswith("_vba_project") for name in names):
            raise UnreadableWorkbook("macros")
        for name in ("workbook", "book"):
            if name in names:
                stream: bytes = ole.openstream(name).read()
                return stream
    raise UnreadableWorkbook("not_a_spreadsheet")


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Each record's kind, the position where it starts, and its body."""
    header = struct.Struct("<HH")
    position = 0
    while position + 4 <= len(stream):
        kind, length = header.unpack_from(stream, position)
        yield kind, position, stream[position + 4 : position + 4 + length]
        position += 4 + length


class _RecordReader:
    """Collects sheets and extents; refuses what must not be opened."""

    def __init__(self) -> None:
        self._sheets: list[tuple[int, str]] = []
        self._by_start: dict[int, Extent] = {}
        # A chart inside a sheet is a stream within its stream.
        self._open: list[Extent] = [Extent()]
        self._letters_say_width = True
        self._strings: list[bytes] | None = None
        self._lengths: list[int] = []

    def extents(self) -> dict[str, Extent]:
        """Sheet name -> extent, as the workbook lists them."""
        names = [name for _start, name in self._sheets]
        if len(set(names)) < len(names) or any(s not in self._by_start for s, _ in self._sheets):
            raise UnreadableWorkbook("damaged")
        return {name: self._by_start[start] for start, name in self._sheets}

    def read(self, kind: int, position: int, record: bytes) -> None:
        """Take in the next record of the stream."""
        if self._strings is not None and kind != _CONTINUE:
            self._lengths, self._strings = _string_lengths(self._strings), None
        if kind in _FILLED:
            self._cell(kind, record)
        elif kind in (_BOF, _EOF):
            self._open_or_close(kind, position, record)
        elif kind == _FILEPASS:
            raise UnreadableWorkbook("encrypted")
        elif kind == _SUPBOOK:
            _refuse_link(record)
        elif kind == _DIMENSIONS:
            _refuse_dimensions(record)
        elif kind == _BOUNDSHEET:
            self._bound_sheet(record)
        elif kind == _SST:
            self._strings = [record]
        elif kind == _CONTINUE and self._strings is not None:
            self._strings.append(record)

    def _open_or_close(self, kind: int, position: int, record: bytes) -> None:
        if kind == _BOF:
            self._letters_say_width = record[:2] == b"\x00\x06"
            self._by_start[position] = Extent()
            self._open.append(self._by_start[position])
        elif len(self._open) > 1:
            self._open.pop()

    def _bound_sheet(self, record: bytes) -> None:
        start, _state, kind, length = struct.unpack_from("<IBBB", record)
        if kind in _MACRO_SHEETS:
            raise UnreadableWorkbook("macros")
        self._sheets.append((start, _sheet_name(record[7:], length, self._letters_say_width)))

    def _cell(self, kind: int, record: bytes) -> None:
        extent = self._open[-1]
        row, column = struct.unpack_from("<HH", record)
        last = struct.unpack_from("<H", record, len(record) - 2)[0] if kind == _MULRK else column
        extent.reach(row + 1, last + 1)
        if kind == _LABELSST:
            index = struct.unpack_from("<I", record, 6)[0]
            if index < len(self._lengths):
                extent.text_bytes += self._lengths[index]
        elif kind == _BOOLERR and record[7]:
            extent.patch(row + 1, column + 1, _ERRORS.get(record[6], "#ERROR"))
        elif kind == _FORMULA and record[12:14] == b"\xff\xff" and record[6] == 2:
            extent.patch(row + 1, column + 1, _ERRORS.get(record[8], "#ERROR"))


def _sheet_name(body: bytes, length: int, says_width: bool) -> str:
    """A sheet's name. From Excel 97 on, a byte before it says whether letters take two bytes."""
    if not says_width:
        return body[:length].decode("cp1258", "replace")
    if body[:1] == b"\x01":
        return body[1 : 1 + 2 * length].decode("utf-16-le", "replace")
    return body[1 : 1 + length].decode("latin-1")


def _refuse_link(record: bytes) -> None:
    """A SUPBOOK of four bytes names this workbook itself or an add-in; any other names a file."""
    if len(record) > 4:
        raise UnreadableWorkbook("external_links")


def _refuse_dimensions(record: bytes) -> None:
    """The declared used range often lies, and the reading library reserves memory for it.

    A range that ends before it begins becomes one of four thousand million rows there.
    """
    layout = "<IIHH" if len(record) >= 14 else "<HHHH"
    first_row, after_row, first_column, after_column = struct.unpack_from(layout, record)
    is_empty = not (after_row and after_column)
    is_backward = first_row >= after_row or first_column >= after_column
    if after_row > _LAST_ROW or after_column > _LAST_COLUMN or (is_backward and not is_empty):
        raise UnreadableWorkbook("damaged")


def _string_lengths(blocks: list[bytes]) -> list[int]:
    """Bytes that each shared string takes; a string may run over into the next block.

    A block that continues a string begins with a byte of its own saying how wide the letters are.
    """
    lengths: list[int] = []
    block, position = 0, 8
    while block < len(blocks):
        if position >= len(blocks[block]):
            block, position = block + 1, 0
            continue
        count, flags = struct.unpack_from("<HB", blocks[block], position)
        position += 3
        runs = extra = 0
        if flags & 8:
            runs = struct.unpack_from("<H", blocks[block], position)[0]
            position += 2
        if flags & 4:
            extra = struct.unpack_from("<I", blocks[block], position)[0]
            position += 4
        lengths.append(count * 2)
        block, position = _skip_letters(blocks, block, position, count, flags & 1)
        block, position = _skip_bytes(blocks, block, position, 4 * runs + extra)
    return lengths


def _skip_letters(
    blocks: list[bytes], block: int, position: int, count: int, wide: int
) -> tuple[int, int]:
    while block < len(blocks):
        room = (len(blocks[block]) - position) // (2 if wide else 1)
        if count <= room:
            return block, position + count * (2 if wide else 1)
        count -= room
        block, position = block + 1, 1
        if block < len(blocks):
            wide = blocks[block][0] & 1
    return block, position


def _skip_bytes(blocks: list[bytes], block: int, position: int, count: int) -> tuple[int, int]:
    while block < len(blocks) and position + count > len(blocks[block]):
        count -= len(blocks[block]) - position
        block, position = block + 1, 0
    return block, position + count
