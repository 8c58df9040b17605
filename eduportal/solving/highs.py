"""HiGHS, held so that equal input gives equal output: one thread, one seed, every answer checked.

The pool of threads belongs to the process, and a second program that wants another number of
them ends without an answer and with an objective of nought: that is why each status is looked at.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import highspy
import numpy as np

from eduportal.solving.program import Bools, Floats, Ints, Model

# Its word for an answer near enough to the bound.
AT_TARGET = "Target for objective reached"
SOLVER = f"HiGHS {version('highspy')}"


class NotSolved(Exception):
    """The solver has no answer: the status it ended with."""


@dataclass(frozen=True)
class Stop:
    """When a search for whole numbers is good enough.

    `gap` is the proven distance to the best answer, `target` an objective that will do, `nodes`
    the most that are branched on. The clock is a fuse alone: what it cuts off differs between
    machines.
    """

    gap: float
    fuse_seconds: float
    target: float = -math.inf
    nodes: int = 2**31 - 1


@dataclass(frozen=True)
class Answer:
    """Values by column of the whole model, prices by row; the objective, and the best any other
    answer of the same program can have. `stopped_by` is the solver's own word."""

    values: Floats
    prices: Floats
    objective: float
    bound: float
    stopped_by: str


class Program:
    """A model of which some columns take part; more can join between two runs."""

    def __init__(self, model: Model[Any], active: Bools, whole: Bools | None = None) -> None:
        self.model, self.highs, self.costs = model, highspy.Highs(), model.costs
        self.positions: Ints = np.flatnonzero(active).astype(np.int32)
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
            self.option(name, value)
        program = highspy.HighsLp()
        starts, rows, factors = _taken(model, self.positions)
        program.num_col_, program.num_row_ = len(self.positions), len(model.row_lower)
        program.col_cost_ = model.costs[self.positions]
        program.col_lower_, program.col_upper_ = (
            model.lower[self.positions],
            model.upper[self.positions],
        )
        program.row_lower_, program.row_upper_ = model.row_lower, model.row_upper
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_ = starts, rows
        program.a_matrix_.value_ = factors
        if whole is not None:
            kinds = highspy.HighsVarType
            program.integrality_ = [
                kinds.kInteger if each else kinds.kContinuous for each in whole[self.positions]
            ]
        _must(self.highs.passModel(program))

    def option(self, name: str, value: bool | float | str) -> None:
        _must(self.highs.setOptionValue(name, value))

    def add(self, positions: Ints) -> None:
        """Let these columns take part from now on."""
        starts, rows, factors = _taken(self.model, positions)
        model = self.model
        _must(
            self.highs.addCols(
                len(positions), model.costs[positions], model.lower[positions],
                model.upper[positions], len(rows), starts[:-1], rows, factors,
            )
        )  # fmt: skip
        self.positions = np.concatenate([self.positions, positions])

    def ask_next(self, costs: Floats, row: int, most: float) -> None:
        """Ask for other costs next, in which the row keeps what has been reached."""
        self.costs, wanted = costs, costs[self.positions]
        _must(
            self.highs.changeColsCost(
                len(self.positions), np.arange(len(wanted), dtype=np.int32), wanted
            )
        )
        _must(self.highs.changeRowBounds(row, -math.inf, most))

    def stop_at(self, stop: Stop) -> None:
        self.option("mip_rel_gap", 0.0)
        self.option("mip_abs_gap", stop.gap)
        self.option("objective_target", stop.target)
        self.option("mip_max_nodes", stop.nodes)
        self.option("time_limit", stop.fuse_seconds)

    def start_from(self, values: Floats) -> None:
        """Tell a known answer, by column of the whole model."""
        solution = highspy.HighsSolution()
        solution.col_value = values[self.positions].tolist()
        solution.value_valid = True
        _must(self.highs.setSolution(solution))

    def run(self) -> Answer:
        """Raises NotSolved without an answer."""
        _must(self.highs.run())
        status, info = self.highs.getModelStatus(), self.highs.getInfo()
        has_answer = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if not has_answer or not math.isfinite(info.objective_function_value):
            raise NotSolved(self.highs.modelStatusToString(status))
        solution = self.highs.getSolution()
        values = np.zeros(len(self.model.columns))
        values[self.positions] = solution.col_value
        # A search that ends at its target before the first node tells the objective of something
        # else than its answer.
        objective = float(self.costs @ values)
        return Answer(
            values,
            np.array(solution.row_dual),
            objective,
            info.mip_dual_bound if info.mip_node_count >= 0 else objective,
            self.highs.modelStatusToString(status),
        )


def _taken(model: Model[Any], positions: Ints) -> tuple[Ints, Ints, Floats]:
    """Starts, rows and factors of some columns."""
    first, counts = model.starts[positions], np.diff(model.starts)[positions]
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    places = np.repeat(first - starts[:-1], counts) + np.arange(starts[-1])
    return starts, model.rows[places], model.factors[places]


def _must(status: Any) -> None:
    if status == highspy.HighsStatus.kError:
        raise NotSolved("error")
