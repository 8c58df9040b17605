"""School years as files write them."""

import re

from eduportal.planning.models import FIRST_YEAR, LAST_YEAR
from eduportal.workbooks.cells import text_value
from eduportal.workbooks.plain_cells import whole_value
from eduportal.workbooks.problems import CellProblem
from eduportal.workbooks.values import Value

SPAN = re.compile(r"(\d{4})\s*[-–/]\s*(\d{4})")


def year_value(value: Value) -> int | None:
    """The year a school year begins in: "2024-2025", "2024–2025", 2024; None for an empty cell."""
    text = text_value(value)
    if found := SPAN.fullmatch(text):
        first, second = map(int, found.groups())
        year = first if second == first + 1 else None
    else:
        year = whole_value(value)
        if year is None:
            return None
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellProblem("number_unreadable", value=text[:100])
    return year


def year_text(year: int) -> str:
    return f"{year}-{year + 1}"
