"""Shared teaching by whole people: once the moves are fixed, who gives how much where.

A shared teacher gives at least four periods a week and at most half a load, to one other school.
First how many people of each group go to which school, then the units, all whole numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from eduportal.solving.highs import AT_TARGET, Answer, NotSolved, Program
from eduportal.solving.program import ENDLESS, Bools, Floats
from staffing.rebalance.facts import Group
from staffing.rebalance.groups import Cell, Grouped
from staffing.rebalance.inside import can_give
from staffing.rebalance.model import shared_price
from staffing.rebalance.options import FULL_LOAD
from staffing.rebalance.program import Column, Kind, Model, Writing
from staffing.rebalance.solve import MOST_COLUMNS, Movers, bound_of, stop_of

# Columns whose price is at most this much too high may still be needed for whole people.
NEARLY = 10.0
# What a weighted unit costs by which a school is worse off than today: never worth it.
WORSE_PRICE = 8.0


LotCounts = dict[tuple[str, Group, str], int]


@dataclass(frozen=True)
class Lots:
    """Units shared, all whole; people by pair of schools."""

    shared: dict[tuple[str, Group, str], dict[str, int]]
    people: LotCounts
    objective: float
    bound: float
    stopped_by: str


def lots_of(model: Model, grouped: Grouped, movers: Movers) -> tuple[Movers, Lots]:
    """The moves that stay, and what is shared.

    People cannot always be shared as finely as the first program thought. Where a school would
    end worse off than today, one of those who leave it stays, until no school does.
    """
    pairs = _pairs(model, grouped, movers)
    gain = max(1.0, sum(grouped.worst.values()) - movers.bound)
    program = _lot_model(Crews(grouped, movers), pairs)
    people = _people_of(program, grouped, gain)
    lots = {
        (column.school, column.group, column.to): count
        for column, count in _used(program, people)
        if column.kind is Kind.LOTS
    }
    while True:
        fixed = _with_people_fixed(_lot_model(Crews(grouped, movers), pairs), lots)
        whole = _units_of(fixed, grouped, gain / 100)
        worse = {
            column.school for column, _units in _used(fixed, whole) if column.kind is Kind.WORSE
        }
        if not worse:
            return movers, _read(fixed, whole, people)
        movers, lots = _one_stays(movers, lots, worse)


def _one_stays(movers: Movers, lots: LotCounts, worse: set[str]) -> tuple[Movers, LotCounts]:
    """Of each such school one person less leaves, or else one less is shared."""
    counts, lots = dict(movers.counts), dict(lots)
    for school in sorted(worse):
        leaving = [column for column in counts if column.school == school and counts[column]]
        if leaving:
            counts[max(leaving, key=lambda each: (each.kind is Kind.SENT, each.metres))] -= 1
            continue
        shared = [lot for lot in lots if lot[0] == school and lots[lot]]
        if not shared:
            raise NotSolved(f"{school} is worse off without having given anybody")
        lots[shared[0]] -= 1
    kept = tuple((column, count) for column, count in counts.items() if count)
    return replace(movers, counts=kept), lots


class Crews:
    """Who is where once the moves are made."""

    def __init__(self, grouped: Grouped, movers: Movers) -> None:
        self.grouped = grouped
        self.left: defaultdict[Cell, int] = defaultdict(int)
        self.came: defaultdict[Cell, int] = defaultdict(int)
        for column, count in movers.counts:
            self.left[column.school, column.group] += count
            self.came[column.to, column.group] += count

    def cells(self) -> list[Cell]:
        return sorted({*self.grouped.members, *self.came})

    def units(self, cell: Cell) -> int:
        members = self.grouped.members.get(cell)
        load = FULL_LOAD[self.grouped.stage]
        return (members.units if members else 0) + load * (self.came[cell] - self.left[cell])

    def sharable(self, cell: Cell) -> int:
        return len(self.grouped.members[cell].sharable) - self.left[cell]


def _pairs(model: Model, grouped: Grouped, movers: Movers) -> list[Column]:
    """Shared columns worth a look, with the moves fixed: used, nearly used, or into a school
    that somebody has left."""
    counts = {column: count for column, count in movers.counts}
    whole = model.kinds >= Kind.SENT
    fixed = np.array([float(counts.get(each, 0)) for each in model.columns])
    model = Model(**{**vars(model), "lower": np.where(whole, fixed, model.lower),
                     "upper": np.where(whole, fixed, model.upper)})  # fmt: skip
    lost = {column.school for column, _count in movers.counts}
    is_shared = model.kinds == Kind.SHARED
    helps_lost = is_shared & np.array([column.to in lost for column in model.columns])
    bound = bound_of(model, helps_lost)
    per_person = grouped.options.most_given(grouped.stage)
    price = bound.reduced * per_person
    is_near = is_shared & ((price <= NEARLY) | helps_lost & (price <= 10 * NEARLY))
    return [model.columns[at] for at in np.flatnonzero(is_near)]


def _lot_model(crews: Crews, pairs: Sequence[Column]) -> Model:
    grouped, writing = crews.grouped, Writing()
    for school, needs in grouped.needs.items():
        for subject, units in needs.items():
            writing.row(("need", school, subject), units, units)
        if grouped.options.no_school_worse:
            writing.row(("worse", school), -ENDLESS, grouped.worst[school])
            worse = Column(Kind.WORSE, school)
            writing.column(worse, WORSE_PRICE, ENDLESS, [(("worse", school), -1.0)])
        writing.row(("shared", school), -ENDLESS, grouped.most_shared(school))
    for cell in crews.cells():
        writing.row(("load", *cell), -ENDLESS, crews.units(cell))
    for cell in sorted({(each.school, each.group) for each in pairs}):
        writing.row(("sharable", *cell), -ENDLESS, crews.sharable(cell))
    _write_home(writing, crews)
    _write_lots(writing, crews, pairs)
    return writing.model()


def _write_home(writing: Writing, crews: Crews) -> None:
    for school, needs in crews.grouped.needs.items():
        for subject, units in needs.items():
            weight = crews.grouped.weight(school, subject)
            entries = [(("need", school, subject), 1.0), (("worse", school), float(weight))]
            writing.column(Column(Kind.OPEN, school, subject=subject), weight, units, entries)
    for school, group in crews.cells():
        for subject, units in crews.grouped.needs[school].items():
            if can_give(group, subject):
                taking = [(("need", school, subject), 1.0), (("load", school, group), 1.0)]
                column = Column(Kind.TAUGHT, school, group, subject=subject)
                writing.column(column, 0.0, units, taking)


def _write_lots(writing: Writing, crews: Crews, pairs: Sequence[Column]) -> None:
    grouped = crews.grouped
    least = float(grouped.options.by_stage[grouped.stage].least_lot)
    most = float(grouped.options.most_given(grouped.stage))
    lots = {(each.school, each.group, each.to): each.metres for each in pairs}
    for lot in sorted(lots):
        writing.row(("least", *lot), 0.0, ENDLESS)
        writing.row(("most", *lot), -ENDLESS, 0.0)
    for each in pairs:
        lot = each.school, each.group, each.to
        entries = [
            (("need", each.to, each.subject), 1.0), (("load", each.school, each.group), 1.0),
            (("least", *lot), 1.0), (("most", *lot), 1.0),
        ]  # fmt: skip
        writing.column(each, 0.0, grouped.needs[each.to][each.subject], entries)
    for (school, group, to), metres in sorted(lots.items()):
        price = shared_price(grouped, metres)
        lot = school, group, to
        entries = [
            (("least", *lot), -least), (("most", *lot), -most),
            (("sharable", school, group), 1.0), (("shared", school), 1.0),
        ]  # fmt: skip
        people = max(0, crews.sharable((school, group)))
        writing.column(Column(Kind.LOTS, school, group, to, metres=metres), price, people, entries)


def _people_of(model: Model, grouped: Grouped, gain: float) -> Answer:
    """How many people of each group go to which school.

    Where there are many ways, first along those that divisible people use, which takes a quarter
    of the time; that is enough where it comes near the bound of all of them.
    """
    every: Bools = np.ones(len(model.columns), dtype=np.bool_)
    divisible = Program(model, every).run()
    if len(model.columns) <= MOST_COLUMNS:
        return _search(model, every, Kind.LOTS, grouped, gain, divisible)
    few = _search(model, _used_ways(model, divisible), Kind.LOTS, grouped, gain, divisible)
    if few.stopped_by == AT_TARGET:
        return replace(few, bound=divisible.objective)
    return _search(model, every, Kind.LOTS, grouped, gain, divisible, few)


def _units_of(model: Model, grouped: Grouped, gain: float) -> Answer:
    """Whole units, where the people are fixed."""
    every: Bools = np.ones(len(model.columns), dtype=np.bool_)
    return _search(model, every, None, grouped, gain, Program(model, every).run())


def _search(
    model: Model,
    active: Bools,
    kind: Kind | None,
    grouped: Grouped,
    gain: float,
    divisible: Answer,
    start: Answer | None = None,
) -> Answer:
    """The columns of one kind in whole numbers, or all of them."""
    whole: Bools = np.ones_like(active) if kind is None else model.kinds == kind
    program = Program(model, active, whole)
    program.stop_at(stop_of(grouped.options, gain, divisible.objective))
    if start is not None:
        program.start_from(start.values)
    return program.run()


def _used_ways(model: Model, answer: Answer) -> Bools:
    """Every column but those of ways along which the answer shares nothing."""
    ways = {(each.school, each.group, each.to) for each, _units in _used(model, answer)
            if each.kind is Kind.SHARED}  # fmt: skip
    return np.array(
        [
            each.kind not in (Kind.SHARED, Kind.LOTS) or (each.school, each.group, each.to) in ways
            for each in model.columns
        ]
    )


def _with_people_fixed(model: Model, lots: LotCounts) -> Model:
    is_lot = model.kinds == Kind.LOTS
    fixed: Floats = np.array(
        [float(lots.get((each.school, each.group, each.to), 0)) for each in model.columns]
    )
    upper = np.where(is_lot, fixed, model.upper)
    return Model(**{**vars(model), "lower": np.where(is_lot, fixed, model.lower), "upper": upper})


def _read(model: Model, whole: Answer, people: Answer) -> Lots:
    lots = {}
    shared: defaultdict[tuple[str, Group, str], dict[str, int]] = defaultdict(dict)
    for column, units in _used(model, whole):
        if column.kind is Kind.SHARED:
            shared[column.school, column.group, column.to][column.subject] = units
        elif column.kind is Kind.LOTS:
            lots[column.school, column.group, column.to] = units
    return Lots(dict(shared), lots, whole.objective, people.bound, people.stopped_by)


def _used(model: Model, answer: Answer) -> Iterable[tuple[Column, int]]:
    for at in np.flatnonzero(answer.values > 0.5):
        yield model.columns[at], round(answer.values[at])
