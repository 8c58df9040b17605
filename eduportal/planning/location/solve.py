"""One case from facts to plan: first the fewest pupils without a place, then the lowest cost.

A price for a missing place would let the plan leave pupils out where a school is dear.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import ceil

import numpy as np

from eduportal.planning.location.facts import Case, Plan
from eduportal.planning.location.program import Column, End, Kind, Model, write_program
from eduportal.solving.highs import Answer, Program, Stop
from eduportal.solving.program import Floats

# Pupils are whole once the sites are chosen, so that half a pupil proves the last one.
HALF = 0.5
ENOUGH = 1e-6


def plan_of(
    case: Case,
    gap_percent: float = 1.0,
    fuse_seconds: float = 600,
    unlike: Sequence[End] = (),
) -> Plan:
    """A plan that ends otherwise than those. Raises NotSolved where there is none, or the fuse
    blows before any is found."""
    fewest = _whole(write_program(case, None, unlike), HALF, fuse_seconds)
    model = write_program(case, whole_pupils(fewest.objective), unlike)
    every = np.ones(len(model.columns), dtype=np.bool_)
    divisible = Program(model, every).run()
    gap = divisible.objective * gap_percent / 100
    return read_plan(model, _whole(model, gap, fuse_seconds, fewest))


def whole_pupils(short: float) -> int:
    """How many pupils at most stay without a place where a program found so many."""
    return ceil(short - ENOUGH)


def _whole(model: Model, gap: float, fuse_seconds: float, start: Answer | None = None) -> Answer:
    every = np.ones(len(model.columns), dtype=np.bool_)
    program = Program(model, every, model.kinds >= Kind.OPEN)
    program.stop_at(Stop(gap=gap, fuse_seconds=fuse_seconds))
    if start is not None:
        program.start_from(start.values)
    return program.run()


def read_plan(model: Model, answer: Answer) -> Plan:
    modules: defaultdict[tuple[str, int], int] = defaultdict(int)
    is_open, flows, short = {}, {}, {}
    for column, value in _used(model, answer.values):
        if column.kind is Kind.OPEN:
            is_open[column.site, column.period] = True
        elif column.kind is Kind.MODULE:
            modules[column.site, column.period] += 1
        elif column.kind is Kind.FLOW:
            flows[column.point, column.site, column.period] = value
        else:
            short[column.point, column.period] = value
    return Plan(
        is_open, dict(modules), flows, short, answer.objective, answer.bound, answer.stopped_by
    )


def _used(model: Model, values: Floats) -> list[tuple[Column, float]]:
    least = np.where(model.kinds >= Kind.OPEN, 0.5, ENOUGH)
    return [(model.columns[at], float(values[at])) for at in np.flatnonzero(values > least)]
