"""Find the row of column titles and what each column is, by its title and never by its place.

The Ministry and the vendors move columns from one version of a file to the next; titles stay
recognisable once accents, spaces and line breaks are set aside. A title may stand in one row or be
spread over several, groups above their members ("ĐĐGtx" over "1 2 3 4").
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from eduportal.core.text import visible
from eduportal.workbooks.cells import display_text
from eduportal.workbooks.header_titles import (
    TitlePath,
    class_in_title,
    class_line,
    merged_places,
    title_key,
    title_paths,
)
from eduportal.workbooks.letters import readings
from eduportal.workbooks.problems import Place, Problem, problem
from eduportal.workbooks.workbook import Row, Sheet, Workbook, column_letters

# Column -> the titles it is known by; the first is the one named to the user.
Synonyms = Mapping[str, Sequence[str]]

# A column that may be written as several -> those, in the order in which they are put together.
Parts = Mapping[str, Sequence[str]]

# The key for the column of running numbers (STT): a row with nothing else in it counts as empty.
ORDER_NUMBER = "order_number"

NO_PARTS: Parts = MappingProxyType({})
_BRACKETS = re.compile(r"\([^()]*\)")
_SEARCHED_ROWS = 40
_DEEPEST = 3
_LISTED = 40


@dataclass(frozen=True, slots=True)
class Header:
    """Where a sheet's table begins and which column is which.

    `columns` gives for each key its places in a row, from 0: one, or several neighbours where a
    title is merged over them (a name split in two). `titles` is what the file calls them; `unknown`
    are the other titles, by column letters; `untitled` the columns without one, up to the `width`
    of the titles' rows. `class_line` is the class named above the table ("LỚP 1A" gives "1A"), or
    "". `part` names one of several tables over the same rows: a subject of many.
    """

    sheet: str
    first_row: int
    last_row: int
    columns: dict[str, tuple[int, ...]]
    titles: dict[str, str]
    required: tuple[str, ...]
    unknown: dict[str, str]
    class_line: str
    untitled: tuple[int, ...] = ()
    width: int = 0
    part: str = ""


class HeaderProblem(Exception):
    """No usable header; `problems` says everything that is wrong with the titles."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("; ".join(map(str, problems)))


@dataclass(frozen=True, slots=True)
class _Match:
    """One column recognised; the more of its titles were needed, the surer."""

    key: str
    path: TitlePath
    labels: slice
    is_whole: bool
    is_literal: bool

    @property
    def rank(self) -> tuple[bool, int, bool]:
        return self.is_whole, len(self.path.labels[self.labels]), self.is_literal

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        return self.path.places[self.labels]


@dataclass(frozen=True, slots=True)
class _Window:
    """A guess at the header: some rows, the titles over each column, the columns recognised."""

    first: int
    depth: int
    paths: list[TitlePath]
    matches: list[_Match]

    @property
    def keys(self) -> set[str]:
        return {match.key for match in self.matches}

    @property
    def score(self) -> tuple[int, int, int]:
        whole = {match.key for match in self.matches if match.is_whole}
        return len(self.keys), len(whole), -self.depth


def find_header(
    sheet: Sheet, synonyms: Synonyms, required: Iterable[str], parts: Parts = NO_PARTS
) -> Header:
    """The header of one sheet, looked for in its first rows.

    Raises HeaderProblem with every missing and every repeated column.
    """
    needed = tuple(required)
    window = _best_window(sheet, synonyms)
    if window is None or len(window.keys) < min(2, len(needed)):
        raise HeaderProblem([_not_found(sheet, synonyms, needed)])
    columns, problems = _columns(sheet.name, window, synonyms, needed, parts)
    if problems:
        raise HeaderProblem(problems)
    return Header(
        sheet=sheet.name,
        first_row=window.first,
        last_row=window.first + window.depth - 1,
        columns=columns,
        titles={key: " ".join(window.paths[at[0]].labels) for key, at in columns.items()},
        required=needed,
        unknown=_unknown(window, columns),
        class_line=_class_above(sheet, window.first),
        untitled=tuple(path.index for path in window.paths if not path.labels),
        width=len(window.paths),
    )


def _unknown(window: _Window, columns: Mapping[str, tuple[int, ...]]) -> dict[str, str]:
    known = {index for places in columns.values() for index in places}
    return {
        column_letters(path.index): " ".join(path.labels)
        for path in window.paths
        if path.labels and path.index not in known
    }


def find_headers(
    workbook: Workbook, synonyms: Synonyms, required: Iterable[str], parts: Parts = NO_PARTS
) -> list[tuple[Sheet, Header]]:
    """Every visible sheet that has the table, with its header.

    Sheets of another kind (code lists, instructions) are passed over: those with fewer than half
    of the required columns. Raises HeaderProblem with the problems of all sheets together.
    """
    needed = tuple(required)
    found: list[tuple[Sheet, Header]] = []
    problems: list[Problem] = []
    others: list[Problem] = []
    for sheet in workbook.sheets:
        if sheet.hidden or not sheet.head(1):
            continue
        try:
            found.append((sheet, find_header(sheet, synonyms, needed, parts)))
        except HeaderProblem as error:
            window = _best_window(sheet, synonyms)
            resembles = window and 2 * len(window.keys.intersection(needed)) >= len(needed)
            (problems if resembles else others).extend(error.problems)
    if problems or not found:
        raise HeaderProblem(problems or others)
    return found


def _best_window(sheet: Sheet, synonyms: Synonyms) -> _Window | None:
    """The rows that name the most columns; of equals the plainest, then the uppermost."""
    lookup = {title_key(title): key for key, titles in synonyms.items() for title in titles}
    rows = dict(sheet.head(_SEARCHED_ROWS + _DEEPEST - 1))
    merged = merged_places(sheet.merges, max(rows, default=0))
    best: _Window | None = None
    for first in list(rows)[:_SEARCHED_ROWS]:
        for depth in range(1, _DEEPEST + 1):
            paths = title_paths(rows, merged, first, depth)
            matches = [match for path in paths if (match := _match(path, lookup))]
            window = _Window(first, depth, paths, matches)
            if matches and (best is None or window.score > best.score):
                best = window
    return best


def _match(path: TitlePath, lookup: Mapping[str, str]) -> _Match | None:
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
                return _Match(key, path, labels, labels == slice(0, count), text is title)
    return None


def _columns(
    sheet: str, window: _Window, synonyms: Synonyms, required: Sequence[str], parts: Parts
) -> tuple[dict[str, tuple[int, ...]], list[Problem]]:
    """The places of each recognised column, and what is missing or named twice."""
    by_key: dict[str, list[_Match]] = defaultdict(list)
    for match in window.matches:
        by_key[match.key].append(match)
    columns: dict[str, tuple[int, ...]] = {}
    problems: list[Problem] = []
    whole = _put_together(by_key, parts)
    missing = [key for key in required if key not in by_key and key not in whole]
    if missing:
        problems.append(
            problem(
                "columns_missing",
                Place(sheet, window.first),
                missing=_listed(synonyms[key][0] for key in missing),
                found=_listed(" ".join(path.labels) for path in window.paths),
            )
        )
    for key, matches in by_key.items():
        surest = max(match.rank for match in matches)
        rivals = [match for match in matches if match.rank == surest]
        columns[key] = tuple(match.path.index for match in rivals)
        if len({match.places for match in rivals}) > 1:
            problems.append(_named_twice(sheet, rivals))
    return columns | whole, problems


def _put_together(by_key: dict[str, list[_Match]], parts: Parts) -> dict[str, tuple[int, ...]]:
    """The places of columns that the file has in parts; a part for itself is no column."""
    whole: dict[str, tuple[int, ...]] = {}
    for key, names in parts.items():
        matches = [by_key.pop(name, []) for name in names]
        if key not in by_key and all(matches):
            whole[key] = tuple(each[0].path.index for each in matches)
    return whole


def _named_twice(sheet: str, rivals: list[_Match]) -> Problem:
    places = dict.fromkeys(match.path.places[match.labels][-1] for match in rivals)
    cells = [f"{column_letters(index)}{row}" for row, index in places]
    title = " ".join(rivals[0].path.labels)
    return problem(
        "column_twice",
        Place(sheet, rivals[-1].places[-1][0], cells[-1], title),
        cells=", ".join(cells),
    )


def _not_found(sheet: Sheet, synonyms: Synonyms, required: Sequence[str]) -> Problem:
    rows = sheet.head(_SEARCHED_ROWS)
    row, texts = max(
        ((number, _texts(values)) for number, values in rows),
        key=lambda found: len(found[1]),
        default=(1, []),
    )
    return problem(
        "header_not_found",
        Place(sheet.name, row),
        missing=_listed(synonyms[key][0] for key in required),
        found=_listed(texts) or "-",
    )


def _texts(values: Row) -> list[str]:
    return [value for value in values if isinstance(value, str) and value.strip()]


def _listed(titles: Iterable[str]) -> str:
    shown = [" ".join(visible(title).split())[:60] for title in titles if title.strip()]
    return ", ".join(shown[:_LISTED]) + (" …" if len(shown) > _LISTED else "")


def _class_above(sheet: Sheet, first: int) -> str:
    """The class named nearest above the header, on a line of its own or within a title."""
    above = [values for number, values in sheet.head(_SEARCHED_ROWS) if number < first]
    for values in reversed(above):
        names = _class_names(display_text(value) for value in values if value != "")
        if name := next(names, ""):
            return name
    return ""


def _class_names(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        if name := class_line(text) or class_in_title(text):
            yield name
