"""What a seeding run says while it works."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Progress:
    """Prints one line a step: how many rows, how long, how many a second."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._began = time.monotonic()
        self.rows = 0

    @contextmanager
    def step(self, name: str) -> Iterator["Step"]:
        """Time the block; it says how many rows it wrote by setting `rows`."""
        step, began = Step(), time.monotonic()
        yield step
        seconds = time.monotonic() - began
        self.rows += step.rows
        rate = f"{step.rows / seconds:>11,.0f} rows/s" if step.rows and seconds else ""
        self._write(f"  {name:<32}{step.rows:>12,} rows {seconds:>8.1f} s {rate}")

    def finish(self) -> None:
        """Say what the whole run came to."""
        seconds = time.monotonic() - self._began
        self._write(f"  {'all':<32}{self.rows:>12,} rows {seconds:>8.1f} s")


class Step:
    """One step of a run."""

    rows = 0
