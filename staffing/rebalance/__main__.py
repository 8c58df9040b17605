"""The child of staffing.rebalance.running: solves one part, answers, ends."""

import ctypes
import os
import pickle
import resource
import signal
import sys

from eduportal.solving.highs import NotSolved
from staffing.rebalance.explain import Explainer, Why
from staffing.rebalance.groups import Grouped
from staffing.rebalance.part import solve_part
from staffing.rebalance.prices import Price, prices_of
from staffing.rebalance.running import Done, Job, Limits

PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Where a worker is killed, nobody waits for the answer, and the part is begun again."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def hold_to(limits: Limits) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def answer(job: Job) -> Done:
    """Raises MemoryError where the limit is met."""
    solved, problem = None, ""
    whys: tuple[Why, ...] = ()
    prices: tuple[Price, ...] = ()
    try:
        solved = solve_part(job.facts, job.options, job.scenario)
        if not solved.broken:
            explainer = Explainer(Grouped(job.facts, job.options), solved.plan, job.scenario)
            whys = tuple(why for _line, why in explainer.lines())
            prices = tuple(prices_of(job.facts, job.priced)) if job.priced else ()
    except NotSolved as error:
        solved, problem = None, str(error)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Done(job.facts.name, solved, problem, peak, whys, prices)


if __name__ == "__main__":
    end_with_parent()
    told = pickle.load(sys.stdin.buffer)
    hold_to(told.limits)
    os.nice(told.limits.niceness)
    # Nothing but the answer goes where the answer goes, whatever a library prints.
    out = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with open(out, "wb") as stream:
        pickle.dump(answer(told), stream, protocol=pickle.HIGHEST_PROTOCOL)
