"""A question put to a child process, within limits of memory and processor time.

A plain subprocess, because Celery's workers may not use multiprocessing, and because HiGHS keeps
one pool of threads a process. A child that meets a limit leaves no answer.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# Of linux/prctl.h: which signal a child gets when its parent ends.
PR_SET_PDEATHSIG = 1
# What a child needs of the environment: where libraries lie. No secret goes along.
PASSED_ON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "TMPDIR")


@dataclass(frozen=True)
class Limits:
    """What one child may use. The clock's limit is generous: it only ends what hangs."""

    memory_bytes: int = 1536 * 1024 * 1024
    cpu_seconds: int = 600
    wall_seconds: int = 1800
    # People work on the same machine.
    niceness: int = 10


def ask_child(module: str, job: object, limits: Limits) -> tuple[Any, str]:
    """What `python -m module` answers to the job; otherwise None, and why."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    # numpy's own threads would each reserve memory that the limit counts.
    environment |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    try:
        answer = subprocess.run(
            [sys.executable, "-m", module],
            input=pickle.dumps((limits, job)),
            capture_output=True,
            env=environment,
            timeout=limits.wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, "clock"
    if answer.returncode:
        return None, f"ended with {answer.returncode}"
    # The child's answer is our own program's: it read nothing but what this process gave it.
    return pickle.loads(answer.stdout), ""


def answer_parent(answer: Callable[[Any], Any]) -> None:
    """In the child: hold to the limits, and write the answer where the parent reads it."""
    end_with_parent()
    limits, job = pickle.load(sys.stdin.buffer)
    _hold_to(limits)
    os.nice(limits.niceness)
    # Nothing but the answer goes where the answer goes, whatever a library prints.
    out = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with open(out, "wb") as stream:
        pickle.dump(answer(job), stream, protocol=pickle.HIGHEST_PROTOCOL)


def peak_bytes() -> int:
    """The largest memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def end_with_parent() -> None:
    """Where a worker is killed nobody waits for the answer, and the question is put again."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _hold_to(limits: Limits) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))
