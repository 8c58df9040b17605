"""Programs the launcher runs beside itself: started in order, watched, stopped in reverse order.

Each leads a session of its own, away from the terminal's Ctrl-C. On Linux the kernel stops them
when the launcher is killed. Each inherits the lock of the state folder, so that the folder is
free again only when the last of them has ended.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from script.launcher import ROOT
from script.launcher.steps import CannotStart

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
LINES_SHOWN = 20
# How long a program may take to stop before it is killed.
GRACE_SECONDS = 20


@dataclass
class Program:
    """What to start, and the process once it is started.

    `log` is None where a person reads along. `stdout` is STDOUT where all goes to the log. `user`
    is the system user to run as when the launcher is root, `sockets` are descriptors it inherits.
    `stop_signal` asks it to end; the kernel sends it when the launcher dies. A server is asked once
    all others have ended.
    """

    name: str
    command: Sequence[str | Path]
    environment: dict[str, str]
    log: Path | None = None
    stdout: int | None = subprocess.STDOUT
    folder: Path = ROOT
    user: str | None = None
    sockets: Sequence[int] = ()
    stop_signal: int = signal.SIGTERM
    is_server: bool = False
    process: subprocess.Popen[str] = field(init=False)

    def tail(self) -> list[str]:
        """The last lines of its log."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log else ""
        return [line for line in text.splitlines() if line.strip()][-LINES_SHOWN:]

    def failure(self, what: str) -> CannotStart:
        """The refusal to go on after this program has failed."""
        *before, last = self.tail() or ["it gave no reason"]
        return CannotStart(f"{what}: {last.strip()} (details: {self.log})", before)

    def wait_until(self, is_well: Callable[[], bool], seconds: float) -> None:
        """Wait for its first good answer; raises CannotStart when it ends before, or is late."""
        until = time.monotonic() + seconds
        while not is_well():
            if self.process.poll() is not None or time.monotonic() > until:
                raise self.failure(f"{self.name} did not start")
            time.sleep(0.05)


class Supervisor:
    """Every program of one instance. `folder` is its state folder, `lock` that folder's lock."""

    def __init__(self, folder: Path, lock: int) -> None:
        self.folder = folder
        self._lock = lock
        self._programs: list[Program] = []

    def log(self, name: str) -> Path:
        """The log of the program of this name; each start begins it anew."""
        return self.folder / "log" / f"{name}.log"

    def start(self, program: Program) -> Program:
        """Start one program; Ctrl-C reaches it only through `stop_all`."""
        with held(), open(program.log or os.devnull, "wb") as log:
            program.process = subprocess.Popen(
                program.command,
                env=program.environment,
                cwd=program.folder,
                stdin=subprocess.DEVNULL,
                stdout=log if program.stdout == subprocess.STDOUT else program.stdout,
                stderr=log if program.log else None,
                start_new_session=True,
                pass_fds=(self._lock, *program.sockets),
                preexec_fn=tied_to_launcher(program.stop_signal),
                encoding="utf-8",
                **run_as(program.user),
            )
            self._programs.append(program)
        return program

    def run(self, command: Sequence[str | Path], environment: dict[str, str]) -> int:
        """Run a command a person waits for and reads along; its exit code."""
        program = Program("command", command, environment, stdout=None, stop_signal=signal.SIGINT)
        code = self.start(program).process.wait()
        self.end(program)
        return code

    def finish(self, commands: Sequence[Program]) -> list[str]:
        """Run commands beside each other to their end; what each printed to standard output.

        Raises CannotStart when one fails.
        """
        started = [self.start(command) for command in commands]
        printed = [command.process.communicate()[0] for command in started]
        for command in commands:
            self.end(command)
        for command in commands:
            if command.process.returncode:
                raise command.failure(f"{command.name} failed")
        return printed

    def watch(self) -> None:
        """Stay until interrupted; raises CannotStart when a program dies."""
        while True:
            for program in self._programs:
                if (code := program.process.poll()) is not None:
                    self.end(program)
                    raise program.failure(f"{program.name} ended with code {code}")
            time.sleep(0.5)

    def stop_all(self) -> None:
        """Stop all programs beside each other, then one server after the other."""
        with held():
            servers = [program for program in self._programs if program.is_server]
            others = [program for program in self._programs if not program.is_server]
            for group in (others, *([server] for server in reversed(servers))):
                for program in group:
                    program.process.send_signal(program.stop_signal)
                for program in group:
                    self.end(program)

    def end(self, program: Program) -> None:
        """Wait for its end as long as it may take, kill what is left of its group, forget it.

        At once after the end: later its number may be another program's.
        """
        with suppress(subprocess.TimeoutExpired):
            program.process.wait(GRACE_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(program.process.pid, signal.SIGKILL)
        program.process.wait()
        self._programs = [other for other in self._programs if other is not program]


@contextmanager
def held() -> Iterator[None]:
    """An interrupt inside the block is raised at its end: what has begun is done to its end."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def run_as(user: str | None) -> dict[str, Any]:
    """What subprocess needs to run a program as a system user, and none of root's groups."""
    return {"user": user, "group": user, "extra_groups": []} if user else {}


def tied_to_launcher(at_death: int) -> Callable[[], None]:
    """What a child does before it becomes its program: ask for a signal at the launcher's death."""
    launcher = os.getpid()

    def prepare() -> None:
        for number in (*SIGNALS, at_death):
            # A shell's background job ignores some of them, and so would its children.
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        if sys.platform == "linux":
            LIBC.prctl(PR_SET_PDEATHSIG, at_death)
            if os.getppid() != launcher:
                os._exit(1)  # It died before the kernel was asked.

    return prepare
