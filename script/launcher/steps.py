"""One line for each step of a start, and one sentence when the start cannot go on."""

import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress


class CannotStart(Exception):
    """The start stops here: one sentence, and the lines of a log that show why."""

    def __init__(self, sentence: str, lines: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.lines = lines


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print the step's name, and how many seconds it took once it is done."""
    began = time.monotonic()
    say(f"  {name:<50}", end="")
    how = "  failed"
    try:
        yield
        how = ""
    finally:
        say(f"{time.monotonic() - began:7.1f} s{how}")


def say(text: str, end: str = "\n") -> None:
    """Print; a terminal that was closed meanwhile must not keep servers from being stopped."""
    with suppress(OSError):
        print(text, end=end, flush=True)


def explain(failure: CannotStart) -> None:
    """Print the sentence, below the lines that show why."""
    print(
        *(f"    {line}\n" for line in failure.lines), f"error: {failure}", sep="", file=sys.stderr
    )


def run_main(main: Callable[[list[str]], int]) -> None:
    """Run one part of the launcher; a failure is one sentence and exit code 1, no traceback.

    Ctrl-C, SIGTERM and a closed terminal are one KeyboardInterrupt.
    """
    # A shell starts background programs with Ctrl-C ignored; whoever sends the signal means it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:  # nohup ignores SIGHUP.
            signal.signal(number, signal.default_int_handler)
    code = 1
    try:
        code = main(sys.argv[1:])
    except CannotStart as failure:
        explain(failure)
    except OSError as error:
        explain(CannotStart(f"The operating system refused: {error}"))
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        code = 130
    sys.exit(code)
