"""Text files with one row a line: .csv as Excel, LibreOffice and other systems write it."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from io import StringIO

from eduportal.workbooks.letters import converted, is_vietnamese
from eduportal.workbooks.problems import UnreadableWorkbook
from eduportal.workbooks.values import ConvertedText, Value

_OLD_WINDOWS = "cp1258"
# A few words of another language do no harm.
_LEAST_SHARE, _SEARCHED = 0.5, 200_000
_WORD = re.compile(r"[^\s,;\"]+")
_DELIMITERS = ",;\t"
_SAMPLE_ROWS = 40
# Excel's own line naming the delimiter; Excel does not count it as a row.
_SEPARATOR_LINE = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)
# A longer cell than the library's 131,072 letters is refused by its length, not as a stray quote.
csv.field_size_limit(2**31 - 1)
# The way to keep Excel from turning a code into a number: ="0123".
_TEXT_FORMULA = re.compile(r'^="([^"]*)"$')
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
# A few stand in cells, each refused by itself; a file that is no text holds many more.
_FEW_CONTROLS, _LETTERS_A_CONTROL, _LEAST_LETTERS = 3, 100, 20


def decode(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows-1258, the encoding of older Vietnamese tools.

    Raises UnreadableWorkbook if it is none of these, or no text at all.
    """
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        few = min(_FEW_CONTROLS, len(text) // _LEAST_LETTERS)
        if len(_CONTROL.findall(text)) > max(few, len(text) // _LETTERS_A_CONTROL):
            raise UnreadableWorkbook("not_a_spreadsheet")
        if encoding == _OLD_WINDOWS:
            text = _likelier(text, content.decode("latin-1"))
        # Windows-1258 writes most tones as signs of their own.
        return unicodedata.normalize("NFC", text)
    raise UnreadableWorkbook("unknown_encoding")


def _encodings(content: bytes) -> list[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    start = content[:2000]
    # Half of all bytes of Latin letters in UTF-16 are zero, at odd or at even places.
    if start[1::2].count(0) > len(start) // 5:
        return ["utf-16-le"]
    if start[::2].count(0) > len(start) // 5:
        return ["utf-16-be"]
    return ["utf-8-sig", _OLD_WINDOWS]


def _likelier(text: str, by_font: str) -> str:
    """Of two readings of the same bytes the one with more Vietnamese words.

    Bytes beyond ASCII are letters of Windows-1258, or of a font: the cells are then converted
    one by one. Raises UnreadableWorkbook where neither has words.
    """
    shares = [_share_of_words(text), _share_of_words(by_font)]
    if max(shares) < _LEAST_SHARE:
        raise UnreadableWorkbook("unknown_encoding")
    return text if shares[0] >= shares[1] else by_font


def _share_of_words(text: str) -> float:
    """How many of the words beyond ASCII are Vietnamese, some as a font shows them."""
    words = [word for word in _WORD.findall(text[:_SEARCHED]) if not word.isascii()]
    known = (
        is_vietnamese(unicodedata.normalize("NFC", word))
        or isinstance(converted(word), ConvertedText)
        for word in words
    )
    return sum(known) / len(words) if words else 1.0


def read_rows(text: str) -> Iterator[list[Value]]:
    """All rows, each a list of texts. An empty line is an empty row, so that numbers stay right.

    Raises UnreadableWorkbook for a stray quotation mark: what follows it would silently become
    one cell.
    """
    named = _SEPARATOR_LINE.match(text)
    delimiter = named[1] if named else _delimiter(text)
    reader = csv.reader(
        StringIO(text[named.end() :] if named else text, newline=""),
        delimiter=delimiter,
        strict=True,
    )
    try:
        for row in reader:
            yield list(map(_unwrapped, row))
    except csv.Error as error:
        raise UnreadableWorkbook("open_quote", row=reader.line_num) from error


def _unwrapped(cell: str) -> str:
    if cell.startswith("=") and (match := _TEXT_FORMULA.match(cell)):
        return match[1]
    return cell


def _delimiter(text: str) -> str:
    """The delimiter that cuts most rows into equally many cells; a comma if none cuts any.

    Decimal commas cut only the rows that have them, and unevenly.
    """
    return max(_DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> int:
    widths = Counter(len(row) for row in _sample(text, delimiter) if len(row) > 1)
    return max((count * (width - 1) for width, count in widths.items()), default=0)


def _sample(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(StringIO(text[:200_000], newline=""), delimiter=delimiter)
    try:
        for _ in range(_SAMPLE_ROWS):
            yield next(reader)
    except (StopIteration, csv.Error):
        return
