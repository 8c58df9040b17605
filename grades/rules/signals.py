"""Signs on a sheet that are worth a question before it is approved. Never a finding.

The thresholds are the portal's own, from no circular: a change of them is a new VERSION.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from grades.rules.cells import HIGHEST_MARK
from grades.rules.sheets import Column, Line

VERSION = 1
FEWEST_MARKS = 10
"""Fewer marks in a column say nothing."""
FEWEST_DIFFERENT = 3
"""Two columns with fewer different marks may agree by chance."""
FAR = 30
"""Tenths between the end-of-term mark and the mean of the regular marks."""
FEWEST_FAR = 5
FAR_SHARE = 4
"""One line in so many must be far off."""
FEWEST_ZEROS = 3


@dataclass(frozen=True)
class Signal:
    """One question. `kind` is all_equal (every mark of `column` is `mark`), copied (`column`
    repeats `other` line by line), lower or higher (the end-of-term mark, against the regular ones,
    of `count` students) or zeros (`count` marks of 0 in `column`)."""

    kind: str
    column: str
    other: str = ""
    mark: int = 0
    count: int = 0


def signals_of(columns: Sequence[Column], lines: Sequence[Line]) -> list[Signal]:
    """The questions a sheet with marks raises, by column from left to right."""
    counted = [line for line in lines if not line.exempt]
    marks = {column.label: [_mark(column.value(line)) for line in counted] for column in columns}
    found = [signal for label, values in marks.items() for signal in _in_column(label, values)]
    return found + _copied(marks) + _jumps(columns, counted)


def _mark(cell: int | None) -> int | None:
    """The mark in tenths; None for an empty cell and for a code."""
    return cell if cell is not None and cell <= HIGHEST_MARK else None


def _in_column(label: str, values: Sequence[int | None]) -> list[Signal]:
    given = [mark for mark in values if mark is not None]
    if len(given) < FEWEST_MARKS:
        return []
    if len(set(given)) == 1:
        return [Signal("all_equal", label, mark=given[0], count=len(given))]
    zeros = given.count(0)
    return [Signal("zeros", label, count=zeros)] if zeros >= FEWEST_ZEROS else []


def _copied(marks: dict[str, list[int | None]]) -> list[Signal]:
    found = []
    labels = list(marks)
    for number, label in enumerate(labels):
        given = [mark for mark in marks[label] if mark is not None]
        if len(given) < FEWEST_MARKS or len(set(given)) < FEWEST_DIFFERENT:
            continue
        source = next((each for each in labels[:number] if marks[each] == marks[label]), None)
        if source:
            found.append(Signal("copied", label, other=source, count=len(given)))
    return found


def _jumps(columns: Sequence[Column], lines: Sequence[Line]) -> list[Signal]:
    """Whether many students' end-of-term marks lie far below, or above, their regular marks."""
    differences = []
    for line in lines:
        final = _mark(line.final)
        usual = [_mark(each.value(line)) for each in columns if each.group == "regular"]
        given = [mark for mark in usual if mark is not None]
        if final is not None and given:
            differences.append(final - sum(given) / len(given))
    least = max(FEWEST_FAR, len(differences) / FAR_SHARE)
    lower = sum(difference <= -FAR for difference in differences)
    higher = sum(difference >= FAR for difference in differences)
    final_label = next((each.label for each in columns if each.place == "final"), "")
    counted = (("lower", lower), ("higher", higher))
    return [
        Signal(kind, final_label, count=count)
        for kind, count in counted
        if count >= least and len(differences) >= FEWEST_MARKS
    ]
