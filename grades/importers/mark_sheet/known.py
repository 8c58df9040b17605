"""How the columns of a table go to the cells of a mark sheet, and what plain values mean there.

A list has ten thousand rows of six marks, and some sixty different marks.
"""

from dataclasses import dataclass
from typing import TypeAlias

from eduportal.workbooks.headers import Header
from eduportal.workbooks.values import Value
from eduportal.workbooks.workbook import column_letters
from grades.cells import REMARKS
from grades.importers.mark_sheet.columns import MARKS
from grades.models import MarkSheet
from grades.rules.sheets import Column

# Plain values alone: a number that is shown otherwise equals one that is not.
PLAIN = frozenset((str, float))
# What is stored, and the text by which the sheet shows it.
Meaning: TypeAlias = tuple[int | str, str]


@dataclass(frozen=True, slots=True)
class Way:
    """From one column of the table, at `index`, to one cell of the sheet.

    `part` is the index again where several columns stand under one title. `known` is what plain
    values of the cell mean; `column` is None for a remark, and for a cell that the sheet lacks.
    """

    cell: str
    key: str
    index: int
    part: int | None
    letters: str
    column: Column | None
    known: dict[Value, Meaning]


class KnownMarks:
    """What was understood in one file, by what a sheet is like: the same there means the same."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], dict[Value, Meaning]] = {}

    def ways(self, header: Header, sheet: MarkSheet) -> list[Way]:
        """The ways of the columns that hold one value each, in the order of the mark book.

        A single column of regular marks may hold several, and is none of them.
        """
        shape = (
            *(sheet.regulation_id, sheet.subject_id, sheet.class_group.grade_level_id, sheet.form),
            *(sheet.regular_count, sheet.has_topic, sheet.periodic_count),
        )
        found: list[tuple[str, str, int, int | None]] = [
            (key, key, header.columns[key][0], None)
            for key in (*MARKS, *REMARKS)
            if key != "regular" and len(header.columns.get(key, ())) == 1
        ]
        regular = header.columns.get("regular", ())
        if len(regular) > 1:
            numbered = enumerate(regular, start=1)
            found += [(f"tx{number}", "regular", at, at) for number, at in numbered]
        return [
            Way(
                cell,
                key,
                index,
                part,
                column_letters(index),
                sheet.columns.get(cell),
                self._known.setdefault((*shape, cell), {}),
            )
            for cell, key, index, part in found
        ]
