"""What a step of a benchmark takes: seconds by the clock and of processors, and memory.

On a busy machine only processor time says something: that of this process, of the children it has
waited for, and of the database's process that serves this connection.
"""

import gc
import os
import resource
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class Spent(NamedTuple):
    """Seconds: a moment, or what has passed between two."""

    clock: float
    processors: float

    def since(self, began: "Spent") -> "Spent":
        return Spent(self.clock - began.clock, self.processors - began.processors)


def spent() -> Spent:
    """The present moment."""
    return Spent(time.perf_counter(), time.process_time() + _of_children() + _of_database())


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _of_database() -> float:
    """Of the process behind the connection, where it runs on this machine (Linux); else nothing."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (process,) = cursor.fetchone()
    with suppress(OSError):
        numbers = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def forget_peak() -> None:
    """Let the peak of memory be that of what follows, where the system can (Linux)."""
    gc.collect()
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak() -> float:
    """The most memory this process has held, in MB."""
    with suppress(OSError):
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
