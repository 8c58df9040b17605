"""One cell of a mark record: its name, its text, and how a value gets in."""

from collections.abc import Collection
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduportal.core.reading import refusal_sentence
from eduportal.core.text import TextRefused, is_blank, read_text
from grades.models import MarkRecord, MarkSheet
from grades.rules.cells import CellForm
from grades.rules.mark_text import MESSAGES, MarkTextError, format_cell
from grades.rules.sheets import Moment

REMARKS = ("remark", "midterm_remark")
REMARK_LENGTH = MarkRecord._meta.get_field("remark").max_length or 0
# Over columns of one group (grades/rules/sheets.py).
HEADINGS = {
    "regular": gettext_lazy("Regular assessment"),
    "topic": gettext_lazy("Regular assessment"),
    "periodic": gettext_lazy("Periodic assessment"),
    "midterm": gettext_lazy("Middle of the term"),
    "final": gettext_lazy("End of the term"),
}
# Far more than any cell holds, so that the sentence about a long remark can say how long it is.
LONGEST_TYPED = 2000


class CellRefused(ValueError):
    """A value that cannot be stored; the text is the sentence for the user."""


def path_of(sheet: MarkSheet, cell: str) -> list[str]:
    """Where the history keeps the cell: {regular,0}, {final}, {remark} (grades_line() in SQL).

    Raises KeyError for a name the sheet lacks.
    """
    if cell == "exempt" or cell in REMARKS:
        return [cell]
    column = sheet.columns[cell]
    return [column.place] if column.slot is None else [column.place, str(column.slot)]


def all_cells(sheet: MarkSheet) -> tuple[str, ...]:
    """Names of everything a line holds, in the order of the sheet: marks, exemption, remarks."""
    return (*sheet.columns, "exempt", *sheet.scheme.remarks)


def cell_names(sheet: MarkSheet) -> list[str]:
    """Names of the sheet's mark cells in order: tx1, tx2, …, gk, ck."""
    return list(sheet.columns)


def heading_of(group: str) -> str:
    """What stands over the columns of a group."""
    return str(HEADINGS[group])


def cell_label(sheet: MarkSheet, cell: str) -> str:
    """What people call the cell: TX1, GK."""
    if cell in sheet.columns:
        return sheet.columns[cell].label
    remarks = sheet.scheme.remarks
    if len(remarks) > 1 and cell in remarks:
        return _(remarks[cell])
    words = {"remark": _("Remark"), "exempt": _("Exemption")}
    return words.get(cell, cell.upper())


def is_written_in_digits(sheet: MarkSheet, cell: str) -> bool:
    """Whether the cell holds a mark, and no word for a result or level."""
    return (sheet.columns[cell].form or sheet.form) in (CellForm.SCORED, CellForm.POINTS)


def read_cell(record: MarkRecord, cell: str) -> int | str | bool | None:
    """The stored value behind a cell name; raises KeyError for a name the sheet lacks."""
    if cell == "exempt":
        return record.exempt
    if cell in record.sheet.scheme.remarks:
        return record.remark if cell == "remark" else record.midterm_remark
    return record.sheet.columns[cell].value(record)


def write_cell(record: MarkRecord, cell: str, value: int | str | bool | None) -> None:
    """Put a parsed value into the record in memory and bring the average up to date."""
    put_cell(record, cell, value)
    record.average = average_of(record)


def put_cell(record: MarkRecord, cell: str, value: int | str | bool | None) -> None:
    """The same for one of several cells, after the last of which the average is brought up."""
    if cell == "exempt" or cell in REMARKS:
        setattr(record, cell, value)
    else:
        column = record.sheet.columns[cell]
        if column.slot is None:
            setattr(record, column.place, value)
        else:
            record.regular[column.slot] = cast(int | None, value)


def average_of(
    record: MarkRecord, moment: Moment = Moment.RUNNING, undue: Collection[str] = ()
) -> int | None:
    """The term's average in tenths, or the code of a result or level, by the sheet's own rules.

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
    """The text of a cell as every other text is read, empty where nothing of it can be seen.

    Raises CellRefused.
    """
    try:
        read = read_text(text, LONGEST_TYPED)
    except TextRefused as problem:
        raise CellRefused(refusal_sentence(problem, _("This cell"))) from problem
    return "" if is_blank(read) else read


def parse_text(sheet: MarkSheet, cell: str, text: str) -> int | str | bool | None:
    """The value a typed text stands for; raises CellRefused with the user's sentence."""
    text = typed_text(text)
    if cell == "exempt":
        return text.strip() == "1"
    if cell in REMARKS:
        if len(text) > REMARK_LENGTH:
            raise CellRefused(
                _("A remark has at most %(most)d characters; this one has %(length)d.")
                % {"most": REMARK_LENGTH, "length": len(text)}
            )
        return text.strip()
    try:
        return sheet.scheme.parse(sheet, cell, text)
    except MarkTextError as problem:
        raise CellRefused(_(MESSAGES[problem.code]) % {"text": problem.text}) from problem


def text_of(sheet: MarkSheet, cell: str, value: int | str | bool | None) -> str:
    """A stored value as the cell of the sheet shows it."""
    if cell in REMARKS:
        return str(value or "")
    if cell == "exempt":
        return "1" if value else ""
    return format_cell(cast(int | None, value), sheet.columns[cell].form)
