"""Cells of one worksheet part rewritten while it streams by; everything else passes as it is.

ECMA-376 part 1, 18.3.1. The part may be as long as it likes: a row is held at a time.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from xml.parsers import expat

from eduportal.workbooks.editing.markup import (
    is_closed,
    new_parser,
    place_of,
    prefix_of,
    relations_of,
    tag_end,
    whole,
    with_attribute,
)
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.workbook import column_letters

# 18.3.1.99: what may follow the reference to the drawing with the comments.
_AFTER_DRAWING = frozenset(
    ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "AlternateContent")
    + ("webPublishItems", "tableParts", "extLst")
)


class Cell(NamedTuple):
    """A cell to be rewritten: its reference, the number of its style, its markup or nothing.

    `prefix` is how the names of the part's elements begin.
    """

    reference: str
    style: int
    markup: bytes
    prefix: bytes


Rewrite = Callable[[Cell], bytes]
# Row and column from 1 -> how the cell there is rewritten.
Edits = Mapping[int, Mapping[int, Rewrite]]


class SheetStream:
    """One worksheet part with some cells rewritten and, if asked for, a drawing of comments.

    `drawing` is the id of the relation to that drawing where the sheet has none so far. `beside`
    gives the other cells of the rows that are edited, as they shall be.
    """

    def __init__(
        self, edits: Edits, drawing: str = "", beside: Callable[[bytes], bytes] | None = None
    ) -> None:
        self._edits = edits
        self._beside = beside
        self._waiting = sorted(edits, reverse=True)
        self._drawing = drawing
        self._parser = new_parser()
        self._held = bytearray()
        # The place in the part of the first byte held, and up to where nothing is open.
        self._at = self._safe = 0
        self._out: list[bytes] = []
        self._prefix, self._relations = b"", ""
        self._row = 0
        self._open_row: _OpenRow | None = None
        self._column_styles: list[tuple[int, int, int]] = []
        self._style_found: dict[int, int] = {}
        # How deep below the root the parser is, counted where the cells are over.
        self._depth = 0

    def patched(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The part, piece by piece. Raises UnreadableWorkbook for what is no XML."""
        self._parser.StartElementHandler = self._root
        self._parser.EndElementHandler = self._end
        try:
            for piece in pieces:
                self._held += piece
                self._parser.Parse(piece)
                if self._open_row is None:
                    self._pass_to(self._safe)
                if self._out:
                    yield b"".join(self._out)
                    self._out.clear()
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise UnreadableWorkbook("damaged") from error
        yield b"".join((*self._out, self._held))

    def _pass_to(self, place: int) -> None:
        count = place - self._at
        if count > 0:
            self._out.append(bytes(self._held[:count]))
            del self._held[:count]
            self._at = place

    def _replace(self, start: int, end: int, content: bytes) -> None:
        self._pass_to(start)
        self._out.append(content)
        del self._held[: end - start]
        self._at = self._safe = end

    def _tag(self, start: int) -> bytes:
        at = start - self._at
        return bytes(self._held[at : tag_end(self._held, at)])

    def _root(self, name: str, _attributes: dict[str, str]) -> None:
        start = self._tag(self._parser.CurrentByteIndex)
        self._prefix, self._relations = prefix_of(start), relations_of(start)
        prefix = self._prefix.decode()
        self._c, self._r = prefix + "c", prefix + "row"
        self._others = {
            prefix + "dimension": self._dimension,
            prefix + "col": self._col,
            prefix + "sheetData": self._sheet_data,
            prefix + "extLst": self._row_ends,
        }
        self._sheet_data_name = prefix + "sheetData"
        self._parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self._c:
            if self._open_row is not None:
                self._open_row.add(attributes, self._parser.CurrentByteIndex)
        elif name == self._r:
            self._begin_row(attributes)
        elif handler := self._others.get(name):
            handler(attributes)

    def _end(self, name: str) -> None:
        if name == self._r:
            if self._open_row is not None:
                self._close_row()
        elif name == self._sheet_data_name:
            self._end_sheet_data()

    def _dimension(self, attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        wider = _wider(attributes.get("ref", ""), self._edits)
        if wider:
            tag = self._tag(start)
            self._replace(start, start + len(tag), with_attribute(tag, b"ref", wider.encode()))

    def _col(self, attributes: dict[str, str]) -> None:
        first, last, style = (whole(attributes.get(key)) for key in ("min", "max", "style"))
        self._column_styles.append((first, last, style))

    def _style_of_column(self, column: int) -> int:
        if column not in self._style_found:
            styles = (s for first, last, s in self._column_styles if first <= column <= last)
            self._style_found[column] = next(styles, 0)
        return self._style_found[column]

    def _sheet_data(self, _attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        tag = self._tag(start)
        if is_closed(tag) and self._waiting:
            name = self._prefix + b"sheetData>"
            opened = tag[:-2].rstrip() + b">"
            rows = b"".join(self._new_rows(None))
            self._replace(start, start + len(tag), opened + rows + b"</" + name)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        self._row = whole(attributes.get("r")) or self._row + 1
        self._safe = start
        if self._waiting and self._waiting[-1] < self._row:
            self._replace(start, start, b"".join(self._new_rows(self._row)))
        if self._waiting and self._waiting[-1] == self._row:
            self._waiting.pop()
            has_style = attributes.get("customFormat") in ("1", "true")
            style = whole(attributes.get("s")) if has_style else None
            self._open_row = _OpenRow(self._row, start, style)

    def _row_ends(self, _attributes: dict[str, str]) -> None:
        """What stands behind the cells of a row."""
        if self._open_row is not None:
            self._open_row.close_at(self._parser.CurrentByteIndex)

    def _close_row(self) -> None:
        row, self._open_row = self._open_row, None
        assert row is not None
        tag = self._tag(row.start)
        edits = self._edits[row.number]
        if is_closed(tag):
            end, name = row.start + len(tag), self._prefix + b"row>"
            opened = with_attribute(tag[:-2].rstrip() + b">", b"spans", None)
            cells = b"".join(self._new_cells(row, edits))
            self._replace(row.start, end, opened + cells + b"</" + name)
            return
        row.close_at(self._parser.CurrentByteIndex)
        self._replace(row.start, row.end, self._rewritten(row, tag, edits))

    def _rewritten(self, row: "_OpenRow", tag: bytes, edits: Mapping[int, Rewrite]) -> bytes:
        """The row up to the end of its cells."""
        ends = [place for _column, _style, place in row.cells[1:]] + [row.end]
        first = row.cells[0][2] if row.cells else row.end
        held = self._held
        between = bytes(held[row.start + len(tag) - self._at : first - self._at])
        found: dict[int, bytes] = {}
        for (column, style, place), end in zip(row.cells, ends, strict=True):
            markup = bytes(held[place - self._at : end - self._at])
            if rewrite := edits.get(column):
                cell = Cell(
                    f"{column_letters(column - 1)}{row.number}", style, markup, self._prefix
                )
                markup = rewrite(cell)
            found[column] = markup
        missing = {column: edit for column, edit in edits.items() if column not in found}
        if missing:
            tag = with_attribute(tag, b"spans", None)
            for column, markup in zip(sorted(missing), self._new_cells(row, missing), strict=True):
                found[column] = markup
        return tag + between + b"".join(found[column] for column in sorted(found))

    def _new_cells(self, row: "_OpenRow", edits: Mapping[int, Rewrite]) -> Iterator[bytes]:
        for column in sorted(edits):
            style = row.style if row.style is not None else self._style_of_column(column)
            reference = f"{column_letters(column - 1)}{row.number}"
            yield edits[column](Cell(reference, style, b"", self._prefix))

    def _new_rows(self, before: int | None) -> Iterator[bytes]:
        """The rows that the sheet lacks, up to the one of that number or to the end."""
        name = self._prefix + b"row"
        while self._waiting and (before is None or self._waiting[-1] < before):
            number = self._waiting.pop()
            cells = b"".join(self._new_cells(_OpenRow(number, 0, None), self._edits[number]))
            if cells:
                yield b'<%s r="%d">%s</%s>' % (name, number, cells, name)

    def _end_sheet_data(self) -> None:
        start = self._parser.CurrentByteIndex
        if self._waiting:
            self._replace(start, start, b"".join(self._new_rows(None)))
        self._parser.StartElementHandler = self._start_behind
        self._parser.EndElementHandler = self._end_behind
        self._depth = 1
        self._safe = max(self._safe, start)

    def _start_behind(self, name: str, _attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        if self._depth == 1:
            self._safe = start
            if name.rpartition(":")[2] in _AFTER_DRAWING:
                self._put_drawing(start)
        self._depth += 1

    def _end_behind(self, _name: str) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._put_drawing(self._parser.CurrentByteIndex)

    def _put_drawing(self, place: int) -> None:
        if self._drawing:
            tag = b'<%slegacyDrawing xmlns:r="%s" r:id="%s"/>'
            named = self._relations.encode(), self._drawing.encode()
            self._replace(place, place, tag % (self._prefix, *named))
            self._drawing = ""


class _OpenRow:
    """A row whose cells are being passed: column, style and place of each, and where they end."""

    def __init__(self, number: int, start: int, style: int | None) -> None:
        self.number, self.start, self.style = number, start, style
        self.cells: list[tuple[int, int, int]] = []
        self.end = 0

    def add(self, attributes: dict[str, str], place: int) -> None:
        _row, column = place_of(attributes.get("r", ""))
        column = column or self._next()
        self.cells.append((column, whole(attributes.get("s")), place))

    def close_at(self, place: int) -> None:
        """The cells end here, unless they ended before."""
        self.end = self.end or place

    def _next(self) -> int:
        return self.cells[-1][0] + 1 if self.cells else 1


def _wider(reference: str, edits: Edits) -> str:
    """The used range with all edited cells in it; "" where they are in it, or it is no range."""
    first, _colon, last = reference.partition(":")
    corners = [place_of(first), place_of(last or first)]
    if not edits or not all(corner[0] and corner[1] for corner in corners):
        return ""
    columns = [column for row in edits.values() for column in row]
    rows = [corner[0] for corner in corners] + list(edits)
    columns += [corner[1] for corner in corners]
    left, right = (column_letters(number - 1) for number in (min(columns), max(columns)))
    wider = f"{left}{min(rows)}:{right}{max(rows)}"
    return "" if wider in (reference, f"{first}:{first}") else wider
