"""One cell of a mark record: its name, its text, and how a value gets in."""

from typing import cast

from django.utils.translation import gettext as _

from grades.models import MarkRecord, MarkSheet
from grades.rules.cells import AssessmentForm
from grades.rules.mark_text import MESSAGES, MarkTextError, format_cell, parse_cell
from grades.rules.schemes import scheme_of
from grades.rules.sheets import Moment, SheetLayout

REMARK_LENGTH = MarkRecord._meta.get_field("remark").max_length or 0
PERIODIC = {"gk": "midterm", "ck": "final"}


class CellRefused(ValueError):
    """A value that cannot be stored; the text is the sentence for the user."""


def cell_names(sheet: MarkSheet) -> list[str]:
    """Names of the sheet's mark cells in order: tx1, tx2, …, gk, ck."""
    return [*(f"tx{i}" for i in range(1, sheet.regular_count + 1)), *PERIODIC]


def read_cell(record: MarkRecord, cell: str) -> int | str | bool | None:
    """The stored value behind a cell name; raises KeyError for a name the sheet lacks."""
    if cell in PERIODIC:
        value: int | None = getattr(record, PERIODIC[cell])
        return value
    if cell in ("remark", "exempt"):
        return record.remark if cell == "remark" else record.exempt
    return record.regular[_slot(record, cell)]


def write_cell(record: MarkRecord, cell: str, value: int | str | bool | None) -> None:
    """Put a parsed value into the record in memory and bring the average up to date."""
    if cell in PERIODIC:
        setattr(record, PERIODIC[cell], value)
    elif cell in ("remark", "exempt"):
        setattr(record, cell, value)
    else:
        record.regular[_slot(record, cell)] = cast(int | None, value)
    record.average = average_of(record, record.sheet.form)


def parse_text(cell: str, text: str, form: str) -> int | str | bool | None:
    """The value a typed text stands for; raises CellRefused with the user's sentence."""
    if cell == "remark":
        if len(text) > REMARK_LENGTH:
            raise CellRefused(
                _("A remark has at most %(most)d characters; this one has %(length)d.")
                % {"most": REMARK_LENGTH, "length": len(text)}
            )
        return text.strip()
    if cell == "exempt":
        return text.strip() not in ("", "0")
    try:
        return parse_cell(text, form)
    except MarkTextError as problem:
        raise CellRefused(_(MESSAGES[problem.code]) % {"text": problem.text}) from problem


def text_of(cell: str, value: int | str | bool | None) -> str:
    """A stored value as the cell shows it."""
    if cell == "remark":
        return str(value or "")
    if cell == "exempt":
        return "1" if value else ""
    return format_cell(value)  # type: ignore[arg-type]


def average_of(record: MarkRecord, form: str) -> int | None:
    """The term average in tenths, or the code of Đạt / Chưa đạt; None while not complete."""
    sheet = SheetLayout(AssessmentForm(form), len(record.regular))
    return scheme_of("TT22", {}).average(sheet, record, Moment.RUNNING)


def _slot(record: MarkRecord, cell: str) -> int:
    number = cell.removeprefix("tx")
    if not (cell.startswith("tx") and number.isdigit() and 1 <= int(number) <= len(record.regular)):
        raise KeyError(cell)
    return int(number) - 1
