"""Reading what does not change meanwhile once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_kept: ContextVar[dict[Any, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Until the block ends, what `read_once` reads is read once for each set of arguments.

    For blocks of seconds: what is kept may be changed by others meanwhile.
    """
    before = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(before)


def read_once(read: Callable[P, T]) -> Callable[P, T]:
    """A function that keeps its answers while a block of `reading_once` is open.

    Its arguments are hashable, and nothing that the block writes changes its answer.
    """

    @wraps(read)
    def answer(*args: P.args, **named: P.kwargs) -> T:
        kept = _kept.get()
        if kept is None:
            return read(*args, **named)
        key = (read, args, tuple(sorted(named.items())))
        if key not in kept:
            kept[key] = read(*args, **named)
        found: T = kept[key]
        return found

    return answer
