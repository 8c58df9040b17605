"""Values written into cells of a template as the template has them: text, number or day."""

import datetime
import re
from decimal import Decimal

from eduportal.workbooks.editing.markup import escaped_text, tag_end, with_attribute
from eduportal.workbooks.editing.stream import Cell, Rewrite
from eduportal.workbooks.editing.styles import Kind, Styles
from eduportal.workbooks.writing import Value, is_risky

_FORMULA = re.compile(rb"<(?:[\w.\-]+:)?f[\s/>]")
_RESULT = re.compile(rb"<((?:[\w.\-]+:)?)v(?:\s[^>]*)?(?:/>|>.*?</\1v\s*>)", re.DOTALL)
# Day 0 of each calendar; that of 1900 counts a 29 February that never was.
_DAY_0 = {False: datetime.date(1899, 12, 30), True: datetime.date(1904, 1, 1)}
_DAY_TEXT = "%d/%m/%Y"


class CellWriter:
    """How values stand in the cells of one workbook."""

    def __init__(self, styles: Styles, *, counts_from_1904: bool) -> None:
        self._styles = styles
        self._day_0 = _DAY_0[counts_from_1904]

    def writing(self, value: Value) -> Rewrite:
        """A cell's new markup with the value; one that holds a formula keeps it."""

        def written(cell: Cell) -> bytes:
            if holds_formula(cell.markup):
                return without_result(cell.markup)
            kind = self._styles.kind(cell.style)
            if isinstance(value, str):
                return self._text(cell, value)
            if isinstance(value, datetime.date):
                if kind is Kind.DAY:
                    return _number(cell, str((value - self._day_0).days))
                return self._text(cell, f"{value:{_DAY_TEXT}}")
            text = _digits(value)
            # In a cell of text a number stands as it is written here.
            return (
                self._text(cell, text.replace(".", ","))
                if kind is Kind.TEXT
                else _number(cell, text)
            )

        return written

    def _text(self, cell: Cell, text: str) -> bytes:
        style = self._styles.guarded(cell.style) if is_risky(text) else cell.style
        named = cell.prefix, cell.prefix, escaped_text(text), cell.prefix, cell.prefix
        inner = b'<%sis><%st xml:space="preserve">%s</%st></%sis>' % named
        return _filled(cell, style, b"inlineStr", inner)


def holds_formula(markup: bytes) -> bool:
    """Whether a cell's markup has a formula."""
    return _FORMULA.search(markup) is not None


def without_result(markup: bytes) -> bytes:
    """A cell whose formula has no result yet: what it is computed from has changed."""
    if not holds_formula(markup):
        return markup
    end = tag_end(markup, 0)
    return with_attribute(markup[:end], b"t", None) + _RESULT.sub(b"", markup[end:], count=1)


def _number(cell: Cell, digits: str) -> bytes:
    inner = b"<%sv>%s</%sv>" % (cell.prefix, digits.encode(), cell.prefix)
    return _filled(cell, cell.style, None, inner)


def _filled(cell: Cell, style: int, kind: bytes | None, inner: bytes) -> bytes:
    tag = b'<%sc r="%s">' % (cell.prefix, cell.reference.encode())
    if style:
        tag = with_attribute(tag, b"s", str(style).encode())
    if kind:
        tag = with_attribute(tag, b"t", kind)
    return tag + inner + b"</%sc>" % cell.prefix


def _digits(value: float | Decimal | None) -> str:
    return "" if value is None else str(int(value) if value == int(value) else value)
