"""Posts covered by a plan for teachers of a whole province, against a careful clerk's by hand.

The province is invented (`eduportal/operations/demo/imbalance.py`): 953 levels of public schools,
27,000 teachers. For each part: the bound of the linear program, by HiGHS and by GLOP; whole
people, lots and persons in child processes, two at a time; what the checker found. The clerk
(`staffing/rebalance/greedy.py`) has the same data under the same limits. Both gains count from
the same start: everybody gives the main subject only. Fails where the checker finds anything, the
solvers differ, a process takes more than 1 GB, or the bounds more than 10 s of processor time.

BENCH_STAGES=04 script/bench rebalance measures upper secondary schools alone.
"""

import os
import resource
import time
from collections.abc import Sequence

from ortools.linear_solver import linear_solver_pb2, pywraplp

from eduportal.operations.demo.imbalance import invent_province
from eduportal.solving.children import Limits
from staffing.rebalance.facts import Facts, parts_of
from staffing.rebalance.greedy import greedy, main_subject_only
from staffing.rebalance.groups import Grouped
from staffing.rebalance.model import build_model
from staffing.rebalance.options import FULL_LOAD, Options
from staffing.rebalance.program import Kind, Model
from staffing.rebalance.running import Done, solve_parts
from staffing.rebalance.solve import bound_of

STAGES = tuple(os.environ.get("BENCH_STAGES", "").split())
BOUND_SECONDS, MOST_BYTES, SAME = 10, 1_000_000_000, 1e-6
SCENARIO = "benchmark"


def main() -> None:
    """Print each part, then the closing line."""
    province, options = invent_province(stages=STAGES), Options()
    parts = parts_of(province)
    print(f"{len(province.schools)} levels of schools, {len(province.people):,} teachers")
    spent = sum(_bound(part, options) for part in parts)
    print(f"bounds: {spent:.1f} s of processor time")
    began, cpu = time.perf_counter(), _children_cpu()
    done = solve_parts(parts, options, SCENARIO, Limits(niceness=0), _tell)
    wall, cpu = time.perf_counter() - began, _children_cpu() - cpu
    print(f"plan: {cpu:.1f} s of processor time, {wall:.1f} s on the clock, two processes")
    ours, reference = _compare(parts, options, done)
    _require(spent, done)
    print(
        f"rebalance ratio={ours / reference:.2f} ours={ours:.1f} reference={reference:.1f} unit=FTE"
    )


def _bound(part: Facts, options: Options) -> float:
    """Print the bound of one part by both solvers; seconds the first took, its model included."""
    began = time.process_time()
    model = build_model(Grouped(part, options))
    bound = bound_of(model)
    ours = time.process_time() - began
    began = time.process_time()
    judged = by_glop(model)
    theirs = time.process_time() - began
    open_posts = bound.answer.values[model.kinds == Kind.OPEN].sum() / FULL_LOAD[part.stage]
    print(
        f"  {part.name}: {len(model.columns):,} columns ({bound.columns:,} used), "
        f"{len(model.row_lower):,} rows; open at the bound {open_posts:,.1f}; HiGHS "
        f"{bound.answer.objective:,.1f} in {ours:.2f} s, GLOP {judged:,.1f} in {theirs:.2f} s"
    )
    assert abs(bound.answer.objective - judged) <= SAME * max(1.0, abs(judged))
    return ours


def by_glop(model: Model) -> float:
    """The same program, all columns at once, by a solver that shares no code with HiGHS."""
    program = linear_solver_pb2.MPModelProto()
    for least, most in zip(model.row_lower, model.row_upper, strict=True):
        program.constraint.add(lower_bound=least, upper_bound=most)
    for at, (cost, least, most) in enumerate(
        zip(model.costs, model.lower, model.upper, strict=True)
    ):
        program.variable.add(lower_bound=least, upper_bound=most, objective_coefficient=cost)
        for place in range(model.starts[at], model.starts[at + 1]):
            row = program.constraint[int(model.rows[place])]
            row.var_index.append(at)
            row.coefficient.append(float(model.factors[place]))
    solver = pywraplp.Solver.CreateSolver("GLOP")
    solver.LoadModelFromProto(program)
    assert solver.Solve() == pywraplp.Solver.OPTIMAL
    return float(solver.Objective().Value())


def _tell(done: Done) -> None:
    solved = done.solved
    if solved is None:
        print(f"  {done.name}: {done.problem}")
        return
    steps = ", ".join(
        f"{name} {step.cpu:.1f}/{step.wall:.1f}" for name, step in solved.steps.items()
    )
    forced = sum(move.is_forced for move in solved.plan.moves)
    shared = sum(share.total for share in solved.plan.shares) / FULL_LOAD[solved.plan.stage]
    print(
        f"  {done.name}: open {solved.open_posts:,.1f}, forced {forced} of "
        f"{len(solved.plan.moves)} moves, {len(solved.plan.shares)} share {shared:.1f} posts, gap "
        f"{100 * solved.gap:.1f} % of the gain ({', '.join(solved.stopped_by)}), "
        f"{done.peak_bytes / 1e6:.0f} MB; seconds of processor/clock: {steps}"
    )


def _compare(parts: Sequence[Facts], options: Options, done: Sequence[Done]) -> tuple[float, float]:
    """Posts covered beyond main subjects alone: by the plans, and by the clerk."""
    ours = reference = 0.0
    began = time.process_time()
    for part, answer in zip(parts, done, strict=True):
        grouped, load = Grouped(part, options), FULL_LOAD[part.stage]
        start, by_hand = main_subject_only(grouped) / load, greedy(grouped)
        inside = sum(
            sum(grouped.open_at(key, taught).values()) for key, taught in grouped.inside.items()
        )
        assert answer.solved, answer.problem
        ours += start - answer.solved.open_posts
        reference += start - by_hand.still_open / load
        print(
            f"  {part.name}: open {start:,.1f}, inside {inside / load:,.1f}, by hand "
            f"{by_hand.still_open / load:,.1f} ({len(by_hand.sent)} sent, {len(by_hand.granted)} "
            f"granted, {len(by_hand.shared)} shared), plan {answer.solved.open_posts:,.1f}"
        )
    print(f"by hand: {time.process_time() - began:.1f} s")
    return ours, reference


def _require(spent: float, done: Sequence[Done]) -> None:
    for each in done:
        assert each.solved and not each.solved.broken, (each.name, each.solved)
        assert each.peak_bytes <= MOST_BYTES, (each.name, each.peak_bytes)
    assert spent <= BOUND_SECONDS, spent


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
