"""Parts in child processes, two at a time, each within limits of memory and processor time.

A plain subprocess, because Celery's workers may not use multiprocessing, and because HiGHS keeps
one pool of threads a process. A child that meets a limit, or finds no answer, fails its own part.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from staffing.rebalance.explain import Why
from staffing.rebalance.facts import Facts
from staffing.rebalance.options import Options
from staffing.rebalance.part import Solved
from staffing.rebalance.prices import Price

CHILD = [sys.executable, "-m", "staffing.rebalance"]
# What a child needs of the environment: where libraries lie. No secret goes along.
PASSED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "TMPDIR")
AT_ONCE = 2
Result = TypeVar("Result")


@dataclass(frozen=True)
class Limits:
    """What one child may use. The clock's limit is generous: it only ends what hangs."""

    memory_bytes: int = 1536 * 1024 * 1024
    cpu_seconds: int = 600
    wall_seconds: int = 1800
    # People work on the same machine.
    niceness: int = 10


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

    `whys` are in the order of the plan's lines.
    """

    name: str
    solved: Solved | None
    problem: str = ""
    peak_bytes: int = 0
    whys: tuple[Why, ...] = ()
    prices: tuple[Price, ...] = ()


def solve_parts(
    parts: Sequence[Facts],
    options: Options,
    scenario: str,
    limits: Limits = Limits(),
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
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    # numpy's own threads would each reserve memory that the limit counts.
    environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    try:
        answer = subprocess.run(
            CHILD,
            input=pickle.dumps(job),
            capture_output=True,
            env=environment,
            timeout=job.limits.wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Done(job.facts.name, None, "clock")
    if answer.returncode:
        return Done(job.facts.name, None, f"ended with {answer.returncode}")
    # The child's answer is our own program's: it read nothing but what this process gave it.
    done = pickle.loads(answer.stdout)
    assert isinstance(done, Done)
    return done
