"""Guesses at which rows of a sheet hold the titles of its columns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eduportal.workbooks.header_titles import TitlePath, merged_places, title_key, title_paths
from eduportal.workbooks.letters import readings
from eduportal.workbooks.workbook import Row, Sheet

# Column -> the titles it is known by; the first is the one named to the user.
Synonyms = Mapping[str, Sequence[str]]

SEARCHED_ROWS = 40
_BRACKETS = re.compile(r"\([^()]*\)")
_DEEPEST = 3
# The columns that say whom a row is about.
_OF_PERSONS = frozenset(
    (
        *("order_number", "ministry_code", "student_code", "personal_number"),
        *("full_name", "birth_date"),
    )
)
# A row of titles that nobody knows has at least so many, none longer than this.
_FEWEST, _LONGEST = 3, 80


@dataclass(frozen=True, slots=True)
class Match:
    """One column recognised; the more of its titles were needed, the surer."""

    key: str
    path: TitlePath
    labels: slice
    is_whole: bool
    is_literal: bool

    @property
    def stands_over_something(self) -> bool:
        """Whether a text below its titles was left out of account."""
        below = self.path.labels[self.labels.stop :]
        return any(_BRACKETS.sub("", text).strip() for text in below)

    @property
    def rank(self) -> tuple[bool, int, bool]:
        return self.is_whole, len(self.path.labels[self.labels]), self.is_literal

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        return self.path.places[self.labels]


@dataclass(frozen=True, slots=True)
class Window:
    """A guess at the header: some rows, the titles over each column, the columns recognised."""

    first: int
    depth: int
    paths: list[TitlePath]
    matches: list[Match]

    @property
    def keys(self) -> set[str]:
        return {match.key for match in self.matches}

    @property
    def holds_a_record(self) -> bool:
        """Whether its last rows are about somebody: under the titles of name, code or day stands
        something else. “Nữ” or “P” in the first row of a list is a title of other lists.

        A hint in brackets is no such thing.
        """
        about = [match for match in self.matches if match.key in _OF_PERSONS]
        over = [match for match in about if match.stands_over_something]
        return bool(over) and len(over) >= min(2, len(about))

    @property
    def score(self) -> tuple[int, int, int]:
        whole = {match.key for match in self.matches if match.is_whole}
        return len(self.keys), len(whole), -self.depth

    @property
    def titled(self) -> list[TitlePath]:
        """The columns that have a title, from left to right."""
        return [path for path in self.paths if path.labels]


def best_window(sheet: Sheet, synonyms: Synonyms) -> Window | None:
    """The rows that name the most columns; of equals the plainest, then the uppermost."""
    lookup = {title_key(title): key for key, titles in synonyms.items() for title in titles}
    rows = dict(sheet.head(SEARCHED_ROWS + _DEEPEST - 1))
    merged = merged_places(sheet.merges, max(rows, default=0))
    best: Window | None = None
    for first in list(rows)[:SEARCHED_ROWS]:
        for depth in range(1, _DEEPEST + 1):
            paths = title_paths(rows, merged, first, depth)
            matches = [match for path in paths if (match := _match(path, lookup))]
            window = Window(first, depth, paths, matches)
            if not matches or window.holds_a_record:
                continue
            if best is None or window.score > best.score:
                best = window
    return best


def unknown_window(sheet: Sheet) -> Window | None:
    """The row that looks most like titles although it names no column; None if none does.

    A row of words alone: in a row about a person stands at least one number, day or code.
    """
    rows = dict(sheet.head(SEARCHED_ROWS))
    numbers = list(rows)
    best: Window | None = None
    for number, below in zip(numbers, numbers[1:], strict=False):
        filled = [value for value in rows[number] if value != ""]
        if not _are_titles(filled) or 2 * _filled(rows[below]) < len(filled):
            continue
        if best is None or len(filled) > len(best.titled):
            best = Window(number, 1, title_paths(rows, {}, number, 1), [])
    return best


def _filled(values: Row) -> int:
    return sum(value != "" for value in values)


def _are_titles(values: Row) -> bool:
    texts = [value for value in values if isinstance(value, str) and _is_title(value)]
    keys = {title_key(text) for text in texts}
    return len(texts) == len(values) >= _FEWEST and len(keys) == len(values)


def _is_title(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return letters > sum(map(str.isdigit, text)) and len(text) <= _LONGEST


def _match(path: TitlePath, lookup: Mapping[str, str]) -> Match | None:
    """The column that a path of titles names: by all of them, by the lower, by the upper ones.

    What is in brackets may be a hint, "Ngày sinh (dd/mm/yyyy)", or tell columns apart: it is
    left out only where the title is not known with it. A title typed in an old font may be a word
    in Unicode as well: "Líp" is "Lớp".
    """
    count = len(path.labels)
    lower = (slice(start, count) for start in range(count))
    upper = (slice(0, end) for end in range(count - 1, 0, -1))
    for labels in (*lower, *upper):
        title = " ".join(path.labels[labels])
        for text in (title, _BRACKETS.sub(" ", title), *readings(title)):
            key = lookup.get(title_key(text))
            if key is not None:
                return Match(key, path, labels, labels == slice(0, count), text is title)
    return None
