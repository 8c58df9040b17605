"""Find the row of column titles and what each column is, by its title and never by its place.

The Ministry and the vendors move columns from one version of a file to the next; titles stay
recognisable once accents, spaces and line breaks are set aside. A title may stand in one row or be
spread over several, groups above their members ("ĐĐGtx" over "1 2 3 4").
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from eduportal.core.text import visible
from eduportal.workbooks.cells import display_text
from eduportal.workbooks.header_titles import class_in_title, class_line
from eduportal.workbooks.header_windows import (
    SEARCHED_ROWS,
    Match,
    Synonyms,
    Window,
    best_window,
    unknown_window,
)
from eduportal.workbooks.layouts import (
    NO_LAYOUT,
    Layout,
    Saying,
    as_said,
    layout_of,
    nothing_said,
)
from eduportal.workbooks.problems import Place, Problem, problem
from eduportal.workbooks.workbook import Row, Sheet, Workbook, column_letters

# A column that may be written as several -> those, in the order in which they are put together.
Parts = Mapping[str, Sequence[str]]

# The key for the column of running numbers (STT): a row with nothing else in it counts as empty.
ORDER_NUMBER = "order_number"

NO_PARTS: Parts = MappingProxyType({})
_LISTED = 40
# Titles that are named as looked for where no column is required.
_EXAMPLES = 6


@dataclass(frozen=True, slots=True)
class Header:
    """Where a sheet's table begins and which column is which.

    `columns` gives for each key its places in a row, from 0: one, or several neighbours where a
    title is merged over them (a name split in two). `titles` is what the file calls them; `unknown`
    are the other titles, by column letters; `untitled` the columns without one, up to the `width`
    of the titles' rows. `class_line` is the class named above the table ("LỚP 1A" gives "1A"), or
    "". `part` names one of several tables over the same rows: a subject of many. `layout` is the
    titles with their name.
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
    layout: Layout = NO_LAYOUT


class HeaderProblem(Exception):
    """No usable header; `problems` says everything that is wrong with the titles.

    `layouts` are rows of titles of which a person can say what they mean; `is_table`: a sheet has
    at least half of the columns required.
    """

    def __init__(
        self, problems: list[Problem], layouts: Iterable[Layout] = (), *, is_table: bool = False
    ) -> None:
        self.problems = problems
        self.layouts = list(layouts)
        self.is_table = is_table
        super().__init__("; ".join(map(str, problems)))


def find_header(
    sheet: Sheet,
    synonyms: Synonyms,
    required: Iterable[str],
    parts: Parts = NO_PARTS,
    saying: Saying = nothing_said,
) -> Header:
    """The header of one sheet, looked for in its first rows.

    `saying` knows what people have said of a layout. Raises HeaderProblem with every missing and
    every repeated column.
    """
    needed = tuple(required)
    best = best_window(sheet, synonyms)
    fewest = max(1, min(2, len(needed)))
    is_known = best is not None and len(best.keys) >= fewest
    window = best if is_known else unknown_window(sheet)
    if window is None:
        is_table = best is not None and _is_table(best, needed)
        raise HeaderProblem([_not_found(sheet, synonyms, needed)], is_table=is_table)
    layout = layout_of(sheet.name, window)
    window = as_said(window, saying(layout))
    is_table = any(_is_table(each, needed) for each in (best, window) if each is not None)
    if len(window.keys) < fewest:
        raise HeaderProblem([_not_found(sheet, synonyms, needed)], [layout], is_table=is_table)
    columns, problems = _columns(sheet.name, window, synonyms, needed, parts)
    if problems:
        raise HeaderProblem(problems, [layout], is_table=is_table)
    return _header(sheet, window, columns, needed, layout)


def _is_table(window: Window, needed: Sequence[str]) -> bool:
    if not needed:
        return bool(window.keys)
    return 2 * len(window.keys.intersection(needed)) >= len(needed)


def _header(
    sheet: Sheet,
    window: Window,
    columns: dict[str, tuple[int, ...]],
    needed: tuple[str, ...],
    layout: Layout,
) -> Header:
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
        layout=layout,
    )


def _unknown(window: Window, columns: Mapping[str, tuple[int, ...]]) -> dict[str, str]:
    known = {index for places in columns.values() for index in places}
    return {
        column_letters(path.index): " ".join(path.labels)
        for path in window.paths
        if path.labels and path.index not in known
    }


def find_headers(
    workbook: Workbook,
    synonyms: Synonyms,
    required: Iterable[str],
    parts: Parts = NO_PARTS,
    saying: Saying = nothing_said,
) -> list[tuple[Sheet, Header]]:
    """Every visible sheet that has the table, with its header.

    Sheets of another kind (code lists, instructions) are passed over: those with fewer than half
    of the required columns. Raises HeaderProblem with the problems of all sheets together.
    """
    needed = tuple(required)
    found: list[tuple[Sheet, Header]] = []
    refused: list[HeaderProblem] = []
    for sheet in workbook.sheets:
        if sheet.hidden or not sheet.head(1):
            continue
        try:
            found.append((sheet, find_header(sheet, synonyms, needed, parts, saying)))
        except HeaderProblem as error:
            refused.append(error)
    told = [error for error in refused if error.is_table]
    if told or not found:
        told = told or refused
        layouts = [layout for error in told for layout in error.layouts]
        raise HeaderProblem([problem for error in told for problem in error.problems], layouts)
    return found


def _columns(
    sheet: str, window: Window, synonyms: Synonyms, required: Sequence[str], parts: Parts
) -> tuple[dict[str, tuple[int, ...]], list[Problem]]:
    """The places of each recognised column, and what is missing or named twice."""
    by_key: dict[str, list[Match]] = defaultdict(list)
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


def _put_together(by_key: dict[str, list[Match]], parts: Parts) -> dict[str, tuple[int, ...]]:
    """The places of columns that the file has in parts; a part for itself is no column."""
    whole: dict[str, tuple[int, ...]] = {}
    for key, names in parts.items():
        matches = [by_key.pop(name, []) for name in names]
        if key not in by_key and all(matches):
            whole[key] = tuple(each[0].path.index for each in matches)
    return whole


def _named_twice(sheet: str, rivals: list[Match]) -> Problem:
    places = dict.fromkeys(match.path.places[match.labels][-1] for match in rivals)
    cells = [f"{column_letters(index)}{row}" for row, index in places]
    title = " ".join(rivals[0].path.labels)
    return problem(
        "column_twice",
        Place(sheet, rivals[-1].places[-1][0], cells[-1], title),
        cells=", ".join(cells),
    )


def _not_found(sheet: Sheet, synonyms: Synonyms, required: Sequence[str]) -> Problem:
    rows = sheet.head(SEARCHED_ROWS)
    row, texts = max(
        ((number, _texts(values)) for number, values in rows),
        key=lambda found: len(found[1]),
        default=(1, []),
    )
    examples = [key for key in synonyms if key != ORDER_NUMBER][:_EXAMPLES]
    return problem(
        "header_not_found",
        Place(sheet.name, row),
        missing=_listed(synonyms[key][0] for key in required or examples),
        found=_listed(texts) or "-",
    )


def _texts(values: Row) -> list[str]:
    return [value for value in values if isinstance(value, str) and value.strip()]


def _listed(titles: Iterable[str]) -> str:
    shown = [" ".join(visible(title).split())[:60] for title in titles if title.strip()]
    return ", ".join(shown[:_LISTED]) + (" …" if len(shown) > _LISTED else "")


def _class_above(sheet: Sheet, first: int) -> str:
    """The class named nearest above the header, on a line of its own or within a title."""
    above = [values for number, values in sheet.head(SEARCHED_ROWS) if number < first]
    for values in reversed(above):
        names = _class_names(display_text(value) for value in values if value != "")
        if name := next(names, ""):
            return name
    return ""


def _class_names(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        if name := class_line(text) or class_in_title(text):
            yield name
