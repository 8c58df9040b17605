"""One line for each step of a start, and one sentence when the start cannot go on."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

# script/_start sets it, in seconds since 1970.
STARTED_AT = float(os.environ.pop("EDUPORTAL_LAUNCH_STARTED_AT", time.time()))
FULL_BELOW_BYTES = 20_000_000
DISK_FULL = "The disk is full; free some space and start again."


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


def explain(sentence: str, lines: Sequence[str] = ()) -> None:
    """Print the sentence. A failure on a full disk is a failure because of the full disk."""
    if shutil.disk_usage(".").free < FULL_BELOW_BYTES:
        lines, sentence = [*lines, sentence], DISK_FULL
    print(*(f"    {line}\n" for line in lines), f"error: {sentence}", sep="", file=sys.stderr)


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
    except CannotStart as error:
        explain(str(error), error.lines)
    except OSError as error:
        explain(f"The operating system refused: {error}")
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        code = 130
    sys.exit(code)
