"""The texts above a column, gathered over one or several rows of titles."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from eduportal.workbooks.cells import display_text, fold
from eduportal.workbooks.workbook import MergedRange, Row

# Row number from 1, index in the row from 0.
Place = tuple[int, int]

# A merged block larger than this is decoration around the sheet, not a title.
_WIDEST_MERGE, _TALLEST_MERGE = 300, 10
# Blocks lie beside each other, and the rows that are searched hold a tenth of it: more is no file.
_MOST_MERGED = 100_000

_CLASS_LINE = re.compile(
    r"^lop\b\s*[:.\-]?\s*([^(,;–]+?)\s*(?:[(,;–]|\s-\s|\bsi so\b|\bnam hoc\b|\bgvcn\b|$)"
)
_CLASS_IN_TITLE = re.compile(r"\blop\s*:?\s*(\d{1,2}(?:\s?[a-z]\d+|[a-z0-9./]*))")


@dataclass(frozen=True, slots=True)
class TitlePath:
    """The titles above one column, from the widest group down to its own, and where each stands."""

    index: int
    labels: tuple[str, ...]
    places: tuple[Place, ...]


@lru_cache(maxsize=4096)
def title_key(text: str) -> str:
    """What a title is compared by: letters and digits, without accents, spaces, stars or colons.

    A title of signs alone ("#") stays as it is.
    """
    folded = fold(text)
    return "".join(filter(str.isalnum, folded)) or folded


def merged_places(merges: Iterable[MergedRange] | None, last_row: int) -> dict[Place, Place]:
    """Each cell of a merged block near the top of a sheet -> the cell that holds its text."""
    places: dict[Place, Place] = {}
    count = 0
    for (top, left), (bottom, right) in merges or ():
        if top < last_row and right - left <= _WIDEST_MERGE and bottom - top <= _TALLEST_MERGE:
            count += (bottom - top + 1) * (right - left + 1)
            if count > _MOST_MERGED:
                break
            for row in range(top, bottom + 1):
                for index in range(left, right + 1):
                    places[row + 1, index] = (top + 1, left)
    return places


def title_paths(
    rows: Mapping[int, Row], merged: Mapping[Place, Place], first: int, depth: int
) -> list[TitlePath]:
    """The titles above every column, if the header were `depth` rows from row `first` on."""
    numbers = range(first, first + depth)
    width = max((len(rows[number]) for number in numbers if number in rows), default=0)
    grid = [
        [_label(rows, merged.get((number, index), (number, index))) for index in range(width)]
        for number in numbers
    ]
    for upper, lower in zip(grid, grid[1:], strict=False):
        _spread_groups(upper, lower)
    return [_path(index, [level[index] for level in grid]) for index in range(width)]


_Label = tuple[str, Place]


def _label(rows: Mapping[int, Row], place: Place) -> _Label:
    number, index = place
    values = rows.get(number, [])
    text = display_text(values[index]) if index < len(values) else ""
    return " ".join(unicodedata.normalize("NFC", text).split()), place


def _spread_groups(upper: list[_Label], lower: list[_Label]) -> None:
    """Carry a group's title over its members where the file did not merge the cells.

    Only while both neighbours have a title of their own below.
    """
    for index in range(1, len(upper)):
        if not upper[index][0] and lower[index][0] and lower[index - 1][0] and upper[index - 1][0]:
            if lower[index - 1] != upper[index - 1] and lower[index][1] != upper[index][1]:
                upper[index] = upper[index - 1]


def _path(index: int, labels: list[_Label]) -> TitlePath:
    distinct = list(dict.fromkeys(label for label in labels if label[0]))
    return TitlePath(
        index, tuple(text for text, _place in distinct), tuple(place for _text, place in distinct)
    )


def class_line(text: str) -> str:
    """The class named by a line such as "LỚP 1A" or "Lớp: 6A1 (sĩ số 35)"; "" if it is none."""
    return _cut(_CLASS_LINE.match(fold(text)), text)


def class_in_title(text: str) -> str:
    """The class named anywhere in a title: "DANH SÁCH HỌC SINH LỚP 12.6" gives "12.6"."""
    return _cut(_CLASS_IN_TITLE.search(fold(text)), text).rstrip(".")


def _cut(match: re.Match[str] | None, text: str) -> str:
    """The part of the original text that the match found in its folded twin."""
    if match is None:
        return ""
    written = " ".join(unicodedata.normalize("NFC", text).split())
    twin = written if len(written) == len(fold(text)) else fold(text)
    return twin[match.start(1) : match.end(1)].strip()
