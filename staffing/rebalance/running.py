"""Parts in child processes, two at a time, each within limits of memory and processor time.

A child that meets a limit, or finds no answer, fails its own part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from eduportal.solving.children import Limits, ask_child
from staffing.rebalance.explain import Why
from staffing.rebalance.facts import Facts
from staffing.rebalance.obstacles import Kept
from staffing.rebalance.options import Options
from staffing.rebalance.part import Solved
from staffing.rebalance.prices import Price

CHILD = "staffing.rebalance"
AT_ONCE = 2
LIMITS = Limits()
Result = TypeVar("Result")


@dataclass(frozen=True)
class Job:
    """What a child is told; `priced` are changed options whose prices are asked for as well."""

    facts: Facts
    options: Options
    scenario: str
    limits: Limits
    priced: Mapping[str, Options] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """What a child answered: a plan, or why there is none. `peak_bytes` is its largest memory.

    `whys` are in the order of the plan's lines; `kept_open` says why needs stay open.
    """

    name: str
    solved: Solved | None
    problem: str = ""
    peak_bytes: int = 0
    whys: tuple[Why, ...] = ()
    prices: tuple[Price, ...] = ()
    kept_open: tuple[Kept, ...] = ()


def solve_parts(
    parts: Sequence[Facts],
    options: Options,
    scenario: str,
    limits: Limits = LIMITS,
    told: Callable[[Done], None] = lambda done: None,
) -> list[Done]:
    """All parts, the largest first, in the order they were given; `told` as each is done."""
    order = sorted(range(len(parts)), key=lambda at: (-len(parts[at].people), at))
    found: dict[int, Done] = {}

    def work(at: int) -> None:
        found[at] = run_child(Job(parts[at], options, scenario, limits))
        told(found[at])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(work, order))
    return [found[at] for at in range(len(parts))]


def run_child(job: Job) -> Done:
    """One part in a process of its own."""
    done, problem = ask_child(CHILD, job, job.limits)
    return done if isinstance(done, Done) else Done(job.facts.name, None, problem)
