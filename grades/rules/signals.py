"""Signs on a sheet, and in the way it was filled, that are worth a question. Never a finding.

The thresholds are the portal's own, from no circular: a change of a rule is a new VERSION, and a
deployment may choose other numbers (EDUPORTAL_SIGNAL_…).
"""

import datetime
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from grades.rules.cells import HIGHEST_MARK
from grades.rules.sheets import Column, Line

VERSION = 3
NOTHING: Mapping[tuple[Hashable, str], int] = MappingProxyType({})


@dataclass(frozen=True)
class Thresholds:
    """From where on something is worth a question."""

    fewest_marks: int = 10
    """Fewer marks in a column say nothing."""
    fewest_different: int = 3
    """Two columns with fewer different marks may agree by chance."""
    far: int = 30
    """Tenths between the end-of-term mark and the mean of the regular marks."""
    fewest_far: int = 5
    far_share: int = 4
    """One line in so many must be far off."""
    fewest_zeros: int = 3
    late_days: int = 2
    """How many days at the end of entry are late."""
    late_lines: int = 10
    """So many students whose marks one account replaced in these days."""
    night_from: int = 23
    night_to: int = 5
    """Hours of the day between which entries are out of the ordinary."""
    night_lines: int = 10
    others_lines: int = 1
    """So many students on one day, entered by an account that does not give the subject."""
    retyped_cells: int = 3
    """So many cells of a sheet on one day, deleted before and then filled otherwise."""


ORDINARY = Thresholds()


@dataclass(frozen=True)
class Signal:
    """One question. `kind` is all_equal (every mark of `column` is `mark`), copied (`column`
    repeats `other` line by line), lower or higher (the end-of-term mark, against the regular ones,
    of `count` students), zeros (`count` marks of 0 in `column`); and of the entries of `actor` on
    `day`: late, night, others (`count` students), retyped (`count` cells)."""

    kind: str
    column: str = ""
    other: str = ""
    mark: int = 0
    count: int = 0
    day: datetime.date | None = None
    actor: int | None = None

    @property
    def key(self) -> str:
        """What it is about, among those of its kind on a sheet."""
        return ":".join(str(each) for each in (self.column, self.other, self.day, self.actor))


@dataclass(frozen=True)
class Entry:
    """One change of one mark cell: by whom, when (local time), and whether that account gave the
    subject on the day. Entries of a sheet come in the order in which they were made."""

    record: Hashable
    cell: str
    at: datetime.datetime
    actor: int | None
    before: int | None
    after: int | None
    teaches: bool


def signals_of(
    columns: Sequence[Column], lines: Sequence[Line], limits: Thresholds = ORDINARY
) -> list[Signal]:
    """The questions a sheet with marks raises, by column from left to right."""
    counted = [line for line in lines if not line.exempt]
    marks = {column.label: [_mark(column.value(line)) for line in counted] for column in columns}
    found = [
        signal for label, values in marks.items() for signal in _in_column(label, values, limits)
    ]
    return found + _copied(marks, limits) + _jumps(columns, counted, limits)


def entry_signals(
    entries: Sequence[Entry],
    closes_on: datetime.date,
    limits: Thresholds = ORDINARY,
    emptied: Mapping[tuple[Hashable, str], int] = NOTHING,
) -> list[Signal]:
    """The questions that the way a sheet was filled raises; `closes_on` is its last day.

    `emptied` holds what stood in cells, by record and cell, that had been emptied before.
    """
    late_from = closes_on - datetime.timedelta(days=limits.late_days - 1)
    late = [
        (closes_on, each)
        for each in entries
        if each.before is not None
        and each.after is not None
        and late_from <= each.at.date() <= closes_on
    ]
    night = [(_night_of(each.at, limits), each) for each in entries if _is_night(each.at, limits)]
    others = [(each.at.date(), each) for each in entries if not each.teaches]
    return [
        *_by_actor("late", late, limits.late_lines),
        *_by_actor("night", night, limits.night_lines),
        *_by_actor("others", others, limits.others_lines),
        *_retyped(entries, limits, emptied),
    ]


def _is_night(at: datetime.datetime, limits: Thresholds) -> bool:
    return at.hour >= limits.night_from or at.hour < limits.night_to


def _night_of(at: datetime.datetime, limits: Thresholds) -> datetime.date:
    """The day on which the night began."""
    return at.date() - datetime.timedelta(days=at.hour < limits.night_to)


def _by_actor(kind: str, dated: Iterable[tuple[datetime.date, Entry]], least: int) -> list[Signal]:
    """One signal a day and account with so many students; entries of the portal itself are none."""
    lines: defaultdict[tuple[datetime.date, int], set[Hashable]] = defaultdict(set)
    for day, each in dated:
        if each.actor is not None:
            lines[day, each.actor].add(each.record)
    return [
        Signal(kind, day=day, actor=actor, count=len(records))
        for (day, actor), records in sorted(lines.items())
        if len(records) >= least
    ]


def _retyped(
    entries: Sequence[Entry], limits: Thresholds, emptied: Mapping[tuple[Hashable, str], int]
) -> list[Signal]:
    """Cells that were emptied and then got another mark, counted on the day of the new one."""
    removed = dict(emptied)
    cells: defaultdict[datetime.date, set[tuple[Hashable, str]]] = defaultdict(set)
    for each in entries:
        place = (each.record, each.cell)
        if each.after is None and each.before is not None:
            removed[place] = each.before
        elif each.before is None and removed.pop(place, each.after) != each.after:
            cells[each.at.date()].add(place)
    return [
        Signal("retyped", day=day, count=len(places))
        for day, places in sorted(cells.items())
        if len(places) >= limits.retyped_cells
    ]


def _mark(cell: int | None) -> int | None:
    """The mark in tenths; None for an empty cell and for a code."""
    return cell if cell is not None and cell <= HIGHEST_MARK else None


def _in_column(label: str, values: Sequence[int | None], limits: Thresholds) -> list[Signal]:
    given = [mark for mark in values if mark is not None]
    if len(given) < limits.fewest_marks:
        return []
    if len(set(given)) == 1:
        return [Signal("all_equal", label, mark=given[0], count=len(given))]
    zeros = given.count(0)
    return [Signal("zeros", label, count=zeros)] if zeros >= limits.fewest_zeros else []


def _copied(marks: dict[str, list[int | None]], limits: Thresholds) -> list[Signal]:
    found = []
    labels = list(marks)
    for number, label in enumerate(labels):
        given = [mark for mark in marks[label] if mark is not None]
        if len(given) < limits.fewest_marks or len(set(given)) < limits.fewest_different:
            continue
        source = next((each for each in labels[:number] if marks[each] == marks[label]), None)
        if source:
            found.append(Signal("copied", label, other=source, count=len(given)))
    return found


def _jumps(columns: Sequence[Column], lines: Sequence[Line], limits: Thresholds) -> list[Signal]:
    """Whether many students' end-of-term marks lie far below, or above, their regular marks."""
    differences = []
    for line in lines:
        final = _mark(line.final)
        usual = [_mark(each.value(line)) for each in columns if each.group == "regular"]
        given = [mark for mark in usual if mark is not None]
        if final is not None and given:
            differences.append(final - sum(given) / len(given))
    least = max(limits.fewest_far, len(differences) / limits.far_share)
    lower = sum(difference <= -limits.far for difference in differences)
    higher = sum(difference >= limits.far for difference in differences)
    final_label = next((each.label for each in columns if each.place == "final"), "")
    counted = (("lower", lower), ("higher", higher))
    return [
        Signal(kind, final_label, count=count)
        for kind, count in counted
        if count >= least and len(differences) >= limits.fewest_marks
    ]
