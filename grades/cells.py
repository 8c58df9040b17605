"""One cell of a mark record: its name, its text, and how a value gets in."""

from collections.abc import Collection
from typing import cast

from django.utils.translation import gettext as _

from eduportal.core.reading import refusal_sentence
from eduportal.core.text import TextRefused, read_text
from grades.models import MarkRecord, MarkSheet
from grades.rules.mark_text import MESSAGES, MarkTextError, format_cell
from grades.rules.sheets import Moment

REMARK_LENGTH = MarkRecord._meta.get_field("remark").max_length or 0
# Far more than any cell holds, so that the sentence about a long remark can say how long it is.
LONGEST_TYPED = 2000


class CellRefused(ValueError):
    """A value that cannot be stored; the text is the sentence for the user."""


def cell_names(sheet: MarkSheet) -> list[str]:
    """Names of the sheet's mark cells in order: tx1, tx2, …, gk, ck."""
    return list(sheet.columns)


def cell_label(sheet: MarkSheet, cell: str) -> str:
    """What people call the cell: TX1, GK."""
    if cell == "remark":
        return _("Remark")
    return sheet.columns[cell].label if cell in sheet.columns else cell.upper()


def read_cell(record: MarkRecord, cell: str) -> int | str | bool | None:
    """The stored value behind a cell name; raises KeyError for a name the sheet lacks."""
    if cell in ("remark", "exempt"):
        return record.remark if cell == "remark" else record.exempt
    return record.sheet.columns[cell].value(record)


def write_cell(record: MarkRecord, cell: str, value: int | str | bool | None) -> None:
    """Put a parsed value into the record in memory and bring the average up to date."""
    if cell in ("remark", "exempt"):
        setattr(record, cell, value)
    else:
        column = record.sheet.columns[cell]
        if column.slot is None:
            setattr(record, column.place, value)
        else:
            record.regular[column.slot] = cast(int | None, value)
    record.average = average_of(record)


def average_of(
    record: MarkRecord, moment: Moment = Moment.RUNNING, undue: Collection[str] = ()
) -> int | None:
    """The term's average in tenths, or the code of Đạt or Chưa đạt, by the sheet's own rules.

    `undue` as in Scheme.average.
    """
    return record.sheet.scheme.average(record.sheet, record, moment, undue)


def why_not_studied(record: MarkRecord, cell: str) -> str:
    """Why the line has no mark of study topics; empty for a cell that may hold one."""
    column = record.sheet.columns.get(cell)
    if column is None or column.group != "topic" or record.studies_topics:
        return ""
    return _("The student does not study the topics of this subject.")


def typed_text(text: str) -> str:
    """The text of a cell as every other text is read; raises CellRefused."""
    try:
        return read_text(text, LONGEST_TYPED)
    except TextRefused as problem:
        raise CellRefused(refusal_sentence(problem, _("This cell"))) from problem


def parse_text(sheet: MarkSheet, cell: str, text: str) -> int | str | bool | None:
    """The value a typed text stands for; raises CellRefused with the user's sentence."""
    text = typed_text(text)
    if cell == "remark":
        if len(text) > REMARK_LENGTH:
            raise CellRefused(
                _("A remark has at most %(most)d characters; this one has %(length)d.")
                % {"most": REMARK_LENGTH, "length": len(text)}
            )
        return text.strip()
    try:
        return sheet.scheme.parse(sheet, text)
    except MarkTextError as problem:
        raise CellRefused(_(MESSAGES[problem.code]) % {"text": problem.text}) from problem


def text_of(cell: str, value: int | str | bool | None) -> str:
    """A stored value as the cell shows it."""
    if cell == "remark":
        return str(value or "")
    if cell == "exempt":
        return "1" if value else ""
    return format_cell(value)  # type: ignore[arg-type]
