"""The bound, and whole people: how many of each group go where.

First the linear program, by column generation: it starts with what schools can do alone and asks
the prices of its rows which column would help; when none would, its value is a bound that no plan
under the same limits can beat. Then whole people, until the plan is proven to within a share of
what there is to gain. The clock is a fuse alone, because an answer it cuts off differs between
machines; the part says what stopped it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from eduportal.solving.highs import Answer, NotSolved, Program, Stop
from eduportal.solving.program import Bools, Floats
from staffing.rebalance.groups import Grouped
from staffing.rebalance.options import Options
from staffing.rebalance.program import Column, Kind, Model

# All columns take part in whole programs up to here; beyond, those that could still help.
MOST_COLUMNS = 6_000
ROUNDS, HELPS = 30, 1e-6
MOST_NODES = 20


@dataclass(frozen=True)
class Bound:
    """The linear program's answer. `columns` took part; `helpful` are reduced costs of all."""

    answer: Answer
    columns: int
    reduced: Floats
    active: Bools


@dataclass(frozen=True)
class Movers:
    """Whole people: how many go along each column. `is_global` says whether `bound` holds for
    every plan, or only for those along the columns that took part."""

    counts: tuple[tuple[Column, int], ...]
    objective: float
    bound: float
    stopped_by: str
    is_global: bool


def bound_of(model: Model, first: Bools | None = None) -> Bound:
    """The bound; `first` are columns to begin with, beside what a school can do alone.

    Raises NotSolved when the limits contradict each other.
    """
    active: Bools = (model.kinds <= Kind.OPEN) | (model.lower > 0)
    if first is not None:
        active |= first
    try:
        return _with_prices(model, active)
    except NotSolved:
        # A move that is fixed may need columns nobody has asked for yet.
        return _with_prices(model, np.ones_like(active))


def _with_prices(model: Model, active: Bools) -> Bound:
    program = Program(model, active)
    for _round in range(ROUNDS):
        answer = program.run()
        reduced = _reduced(model, answer.prices)
        helping = (reduced < -HELPS) & ~active
        if not helping.any():
            break
        active |= helping
        program.add(np.flatnonzero(helping).astype(np.int32))
    return Bound(answer, int(active.sum()), reduced, active)


def _reduced(model: Model, prices: Floats) -> Floats:
    """What one unit of each column would change, by the prices of its rows."""
    sums = np.concatenate([[0.0], np.cumsum(model.factors * prices[model.rows])])
    reduced: Floats = model.costs - (sums[model.starts[1:]] - sums[model.starts[:-1]])
    return reduced


def movers_of(model: Model, grouped: Grouped, bound: Bound) -> Movers:
    """Whole people for the model. Raises NotSolved when even standing still is not allowed."""
    kinds = model.kinds
    whole: Bools = kinds >= Kind.SENT
    is_global = len(model.columns) <= MOST_COLUMNS
    gain = max(1.0, sum(grouped.worst.values()) - bound.answer.objective)
    helpful = bound.reduced <= gain * 0.0002
    active: Bools = np.ones_like(whole) if is_global else bound.active | helpful
    program = Program(model, active, whole)
    program.stop_at(stop_of(grouped.options, gain, bound.answer.objective))
    if not grouped.options.pinned:
        program.start_from(standing_still(model, grouped))
    answer = program.run()
    counts = tuple(
        (model.columns[at], round(answer.values[at]))
        for at in np.flatnonzero(whole & (answer.values > 0.5))
    )
    least = answer.bound if is_global else bound.answer.objective
    return Movers(counts, answer.objective, least, answer.stopped_by, is_global)


def stop_of(options: Options, gain: float, bound: float) -> Stop:
    """`gain` is what there is to gain at most, `bound` that of divisible people."""
    return Stop(
        gap=gain * options.gap_percent / 100,
        target=bound + gain * options.near_bound_percent / 100,
        nodes=MOST_NODES,
        fuse_seconds=options.fuse_seconds,
    )


def standing_still(model: Model, grouped: Grouped) -> Floats:
    """The answer in which nobody leaves: the best inside each school."""
    values = np.zeros(len(model.columns))
    left = {key: dict(needs) for key, needs in grouped.needs.items()}
    for at, column in enumerate(model.columns):
        if column.kind is Kind.TAUGHT:
            given = grouped.inside[column.school].get((column.group, column.subject), 0)
            values[at] = given
            left[column.school][column.subject] -= given
    for at, column in enumerate(model.columns):
        if column.kind is Kind.OPEN:
            values[at] = left[column.school][column.subject]
    return values
