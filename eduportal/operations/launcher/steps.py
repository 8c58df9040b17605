"""One line for each step of a start, and one sentence when the start cannot go on.

Uses the standard library only: the first steps run before any package is installed.
"""

import errno
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

STARTED_AT = "EDUPORTAL_LAUNCH_STARTED_AT"
FULL_BELOW_BYTES = 20_000_000
DISK_FULL = "The disk is full; free some space and start again."


class CannotStart(Exception):
    """The start stops here: one sentence for the person at the terminal.

    `lines` are the last lines of a log that show why.
    """

    def __init__(self, sentence: str, lines: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.lines = lines


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print the step's name, and how many seconds it took once it is done."""
    began = time.monotonic()
    say(f"  {name:<50}", end="")
    try:
        yield
    except BaseException:
        say(f"{time.monotonic() - began:7.1f} s  failed")
        raise
    say(f"{time.monotonic() - began:7.1f} s")


def say(text: str, end: str = "\n") -> None:
    """Print; a terminal that was closed meanwhile must not keep servers from being stopped."""
    with suppress(OSError):
        print(text, end=end, flush=True)


def mark_start() -> None:
    """Remember when the person pressed Enter; the time survives the change of Python."""
    os.environ.setdefault(STARTED_AT, str(time.time()))


def seconds_since_start() -> float:
    """Seconds since the person pressed Enter."""
    return time.time() - float(os.environ.get(STARTED_AT, time.time()))


def sentence(error: OSError) -> str:
    """What a person can do about an error of the operating system."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"{DISK_FULL[:-1]}{where}."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return (
            f"This user may not write or start what EduPortal needs{where}: give the folder to "
            "this user, or start as the user who started it before."
        )
    return f"The operating system refused: {error.strerror or error}{where}."


def explain(error: CannotStart) -> None:
    """Print the sentence; whatever went wrong on a full disk went wrong because of it."""
    is_full = shutil.disk_usage(".").free < FULL_BELOW_BYTES
    said = [str(error)] if is_full and str(error) != DISK_FULL else []
    for line in [*error.lines, *said]:
        print(f"    {line}", file=sys.stderr)
    print(f"error: {DISK_FULL if is_full else error}", file=sys.stderr)


def run_main(main: Callable[[list[str]], int]) -> None:
    """Run a command of the launcher; a failure is one sentence and exit code 1, no traceback."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        code = main(sys.argv[1:])
    except CannotStart as error:
        explain(error)
        code = 1
    except OSError as error:
        print(f"error: {sentence(error)}", file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        code = 130
    sys.exit(code)
