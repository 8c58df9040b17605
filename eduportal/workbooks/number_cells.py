"""Cells with marks: one number, or several in one cell. Whether it is a mark, grades.rules says."""

import re
from decimal import Decimal, InvalidOperation

from eduportal.workbooks.cells import display_text, number_text, text_value
from eduportal.workbooks.problems import CellProblem
from eduportal.workbooks.values import ShownNumber, Value

_NOISE = 1e-6


def number_value(value: Value, places: int = 1) -> str:
    """The text of a cell with a mark: the stored number, where the cell shows the same.

    A number within 0.000001 of one with so many `places` was computed with less precision: a
    warning. Raises CellProblem for 0.8 shown as 80%, and for 8.25 shown as 8.3.
    """
    if not isinstance(value, float):
        return text_value(value)
    stored = number_text(value)
    nearest = f"{round(value, places):.15g}"
    is_noisy = nearest != stored and abs(value - round(value, places)) <= _NOISE
    meant = nearest if is_noisy else stored
    if isinstance(value, ShownNumber) and not _is_same_number(value.shown, meant):
        raise CellProblem("shown_otherwise", value=display_text(value), stored=stored)
    if is_noisy:
        raise CellProblem(
            "number_noise", severity="warning", understood=meant, value=stored, repaired=meant
        )
    return meant


def _is_same_number(shown: str, stored: str) -> bool:
    try:
        return Decimal(shown.replace(",", "")) == Decimal(stored)
    except InvalidOperation:
        return False


def list_value(value: Value) -> list[str]:
    """The texts listed in one cell: "9 8 7 9", "10, 9.0, 10", "Đ Đ Đ".

    A single comma between digits is the decimal sign of one number ("7,5") or parts two ("9,8"):
    read as one number, with a question. Two commas or more part numbers.
    """
    text = number_value(value)
    if not re.search(r"[\s;]", text):
        parts = [part for part in text.split(",") if part]
        if len(parts) == 2 and all(part.isascii() and part.isdigit() for part in parts):
            raise CellProblem("list_ambiguous", severity="question", understood=[text], value=text)
        return parts
    return [part.strip(",") for part in re.split(r"[\s;]+", text) if part.strip(",")]
