"""Work offered to the workers, as a test that captured the callbacks of a commit sees it."""

import inspect
from collections.abc import Callable, Iterable

from eduportal.core import hints


def offered(callbacks: Iterable[Callable[[], None]]) -> list[tuple[str, dict[str, int]]]:
    """Task and arguments of each offer among them, in order."""
    ours = f"{hints.offer.__qualname__}.<locals>."
    found = [each for each in callbacks if getattr(each, "__qualname__", "").startswith(ours)]
    held = [inspect.getclosurevars(each).nonlocals for each in found]
    return [(each["task"], each["named"]) for each in held]
