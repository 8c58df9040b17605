"""Tables of another product's template for earlier years, so that each row says its year."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from eduportal.workbooks.editing.lines import Template
from eduportal.workbooks.headers import Header, HeaderProblem
from eduportal.workbooks.plain_cells import year_value
from eduportal.workbooks.problems import Place, Problem, problem
from eduportal.workbooks.tables import TableRow, table_rows
from grades.importers.earlier_years.columns import MESSAGES, PART_OF_ROW
from grades.importers.earlier_years.titles import When, when_of_title


def part_of(when: When) -> str:
    """How the part of a header names a year, or a term of it."""
    return f"{when.year} {when.part}"


def by_year(templates: Iterable[Template], chosen: When) -> Iterator[Template]:
    """The tables with the year and part that each row, its title or the user says.

    A table without rows and with a column for the year takes all years. Raises HeaderProblem where
    nothing says the year or its part.
    """
    for each in templates:
        title = when_of_title((each.sheet, each.header))
        default = When(chosen.year or title.year, chosen.part or title.part)
        rows = list(table_rows(each.sheet, each.header))
        if not rows and {"year", "part"} <= each.header.columns.keys():
            yield each
        elif not rows:
            header = replace(each.header, part=part_of(_whole(default, each.header)))
            yield Template(each.sheet, header)
        else:
            headers: dict[str, Header] = {}
            for row in rows:
                part = part_of(_whole(_said(row, default), each.header))
                row.header = headers.setdefault(part, replace(each.header, part=part))
            yield Template(each.sheet, each.header, rows)


def _said(row: TableRow, default: When) -> When:
    """What the row's own cells say; one that cannot be read says nothing."""
    problems: list[Problem] = []
    year = row.read("year", year_value, problems)
    part = row.read("part", PART_OF_ROW, problems)
    return When(year or default.year, part or default.part)


def _whole(when: When, header: Header) -> When:
    place = Place(header.sheet, header.first_row)
    if when.year is None:
        raise HeaderProblem([problem("year_not_said", place, messages=MESSAGES)])
    if not when.part:
        raise HeaderProblem([problem("part_not_said", place, messages=MESSAGES)])
    return when
