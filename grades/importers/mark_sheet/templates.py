"""Templates with all subjects of a class: side by side, on cards, or what is said of students."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from eduportal.imports import people
from eduportal.workbooks.editing.lines import Template
from eduportal.workbooks.headers import Header, HeaderProblem, find_header
from eduportal.workbooks.tables import TableRow, table_rows
from eduportal.workbooks.workbook import Sheet, Workbook
from grades.importers.class_record.columns import COLUMNS, HOMEROOM, STATED
from grades.importers.mark_sheet.cards import read_cards
from grades.importers.mark_sheet.columns import REQUIRED
from grades.importers.mark_sheet.side_by_side import named_column, side_by_side


def class_templates(
    workbook: Workbook, names: Mapping[str, str], term: int, moment: str
) -> Iterator[Template]:
    """The tables of a class, whose columns of marks are called "toan/tx1".

    `names` are those of the subjects; `moment` is the time of the term for levels and tests whose
    titles do not say it. Raises HeaderProblem.
    """
    for sheet in workbook.sheets:
        if sheet.hidden or not sheet.head(1):
            continue
        if (cards := read_cards(sheet, names, with_empty=True)) is not None:
            table, header, known = cards
            split = partial(known.split, term=term, moment=moment)
            rows: list[TableRow] = [split(row) for row in table_rows(table, header)]
            yield Template(sheet, _of_all(header, rows), _renamed(rows))
        elif (found := side_by_side(sheet, names)) is not None:
            yield Template(sheet, _at_time(found, term, moment))
        elif (found := _of_class(sheet)) is not None:
            yield Template(sheet, found)


def _renamed(rows: list[TableRow]) -> list[TableRow]:
    """The rows with the subject in the names of their columns; one header for equal ones."""
    headers: dict[tuple[str, tuple[tuple[str, tuple[int, ...]], ...]], Header] = {}
    for row in rows:
        key = row.header.part, tuple(row.header.columns.items())
        if key not in headers:
            headers[key] = _with_subject(row.header)
        row.header = headers[key]
    return rows


def _with_subject(header: Header) -> Header:
    def named(key: str) -> str:
        return key if key in people.COLUMNS else f"{header.part}/{key}"

    return replace(
        header,
        columns={named(key): at for key, at in header.columns.items()},
        titles={named(key): text for key, text in header.titles.items()},
    )


def _of_all(header: Header, rows: list[TableRow]) -> Header:
    """The header of the cards with the columns that any of them has."""
    columns = {key: at for row in rows for key, at in _with_subject(row.header).columns.items()}
    return replace(header, columns=header.columns | columns)


def _at_time(header: Header, term: int, moment: str) -> Header:
    """The columns with their time; those of another time are left out."""
    named = {}
    for key in header.columns:
        code, slash, column = key.partition("/")
        if not slash:
            named[key] = key
        elif name := named_column(column, term, moment):
            named.setdefault(f"{code}/{name}", key)
    return replace(
        header,
        columns={name: header.columns[key] for name, key in named.items()},
        titles={name: header.titles[key] for name, key in named.items()},
    )


def _of_class(sheet: Sheet) -> Header | None:
    """The header of a list of what is said of students; None for a sheet of another kind."""
    try:
        header = find_header(sheet, COLUMNS, REQUIRED, people.COLUMN_PARTS)
    except HeaderProblem as error:
        if all(each.rule == "header_not_found" for each in error.problems):
            return None
        raise
    return None if header.columns.keys().isdisjoint({*HOMEROOM, *STATED}) else header
