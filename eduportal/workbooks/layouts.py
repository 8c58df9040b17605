"""The titles of a table as one thing with a name, so that it can be told what they mean.

Titles come from the file and may hold anything; the name of a layout gives none of them away.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from eduportal.workbooks.header_titles import TitlePath, title_key
from eduportal.workbooks.header_windows import Match, Window
from eduportal.workbooks.workbook import column_letters

# The answer that a column is none of those read.
LEFT_OUT = ""


@dataclass(frozen=True, slots=True)
class LayoutColumn:
    """A column with a title. `known` is what the title tells by itself, "" if nothing."""

    letters: str
    title: str
    known: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The titled columns of one table, from left to right.

    `digest` is the same for the same titles in the same order; accents, capitals and line breaks
    do not matter. `row` is the first row of titles.
    """

    sheet: str
    row: int
    digest: str
    columns: tuple[LayoutColumn, ...]


NO_LAYOUT = Layout("", 0, "", ())

# What people have said of a layout: the meaning by the place among its columns, from 0.
Said = Mapping[int, str]
Saying = Callable[[Layout], Said]


def nothing_said(layout: Layout) -> Said:
    """Of no layout has anything been said."""
    return {}


def layout_of(sheet: str, window: Window) -> Layout:
    """The layout of the rows taken for titles."""
    known = {match.path.index: match.key for match in window.matches}
    columns = [
        LayoutColumn(column_letters(path.index), _title(path), known.get(path.index, ""))
        for path in window.titled
    ]
    keys = "\n".join(title_key(column.title) for column in columns)
    digest = hashlib.sha256(keys.encode()).hexdigest()
    return Layout(sheet, window.first, digest, tuple(columns))


def as_said(window: Window, said: Said) -> Window:
    """The window with its columns as people say they are."""
    if not said:
        return window
    paths = {path.index: said[at] for at, path in enumerate(window.titled) if at in said}
    kept = [match for match in window.matches if match.path.index not in paths]
    told = [
        Match(paths[path.index], path, slice(0, len(path.labels)), True, True)
        for path in window.titled
        if paths.get(path.index, LEFT_OUT) != LEFT_OUT
    ]
    return replace(window, matches=[*kept, *told])


def _title(path: TitlePath) -> str:
    return " ".join(path.labels)
