"""Programs the launcher runs beside itself: started in order, watched, stopped in order."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import IO

import psutil

from eduportal.operations.launcher.interrupts import interrupts
from eduportal.operations.launcher.state import ROOT
from eduportal.operations.launcher.steps import CannotStart

DEATHS_ALLOWED = 3
DEATHS_WINDOW_SECONDS = 60
LOG_LINES_SHOWN = 15
FOREGROUND_GRACE_SECONDS = 20


class Stage(IntEnum):
    """What stops first: the clock, then the workers, the pages, and the servers last."""

    SERVER = 0
    WEB = 1
    WORKER = 2
    CLOCK = 3


@dataclass(frozen=True)
class Program:
    """What to start; its output is appended to the log file.

    `user` is the system user to run as when the launcher is root.
    """

    name: str
    command: Sequence[str | Path]
    log: Path
    stage: Stage
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    folder: Path | None = None
    user: str | None = None
    stop_signal: int = signal.SIGTERM
    grace_seconds: float = 10


@dataclass
class Running:
    """One started program."""

    program: Program
    process: subprocess.Popen[bytes]
    log_start: int

    def log_tail(self, lines: int = LOG_LINES_SHOWN) -> list[str]:
        """The last lines it wrote since it was started."""
        with self.program.log.open("rb") as log:
            log.seek(self.log_start)
            written = log.read().decode("utf-8", errors="replace")
        return [line for line in written.splitlines() if line.strip()][-lines:]


class Supervisor:
    """Every program of one instance.

    What runs is written to `record`, so that the next start can stop what a killed launcher
    left behind.
    """

    def __init__(self, record: Path) -> None:
        self._record = record
        self._running: list[Running] = []
        self._deaths: list[float] = []

    def start(self, program: Program) -> Running:
        """Start one program; Ctrl-C reaches it only through `stop_all`."""
        with interrupts.held():
            running = launch(program)
            self._running.append(running)
            self._write_record()
        return running

    def watch(self) -> None:
        """Stay until interrupted; restart what dies.

        Raises CannotStart when a server dies, or when programs keep dying.
        """
        while True:
            for running in list(self._running):
                if running.process.poll() is not None:
                    self._replace(running)
            time.sleep(0.5)

    def stop_all(self) -> None:
        """Stop the programs stage by stage, each stage at once; kill what does not stop."""
        for stage in sorted(Stage, reverse=True):
            stop([running for running in self._running if running.program.stage is stage])
        self._running.clear()
        self._record.unlink(missing_ok=True)

    def _replace(self, dead: Running) -> None:
        """Say what died, show its last lines, and start it again unless that is pointless."""
        self._running.remove(dead)
        # A worker may have left children of its own.
        kill_group(dead.process.pid)
        code = dead.process.returncode
        how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
        reason = f"{dead.program.name} {how}"
        print(f"\n{reason}. The last lines of {dead.program.log}:", flush=True)
        for line in dead.log_tail():
            print(f"    {line}", flush=True)
        now = time.monotonic()
        self._deaths = [at for at in self._deaths if now - at < DEATHS_WINDOW_SECONDS] + [now]
        if dead.program.stage is Stage.SERVER:
            raise CannotStart(f"{reason}; nothing works without it, so everything was stopped.")
        if len(self._deaths) > DEATHS_ALLOWED:
            raise CannotStart(f"{reason}, again and again, so everything was stopped.")
        print(f"Starting {dead.program.name} again.", flush=True)
        self.start(dead.program)

    def _write_record(self) -> None:
        rows = [
            {
                "pid": running.process.pid,
                "born": birth(running.process.pid),
                "signal": int(running.program.stop_signal),
                "grace": running.program.grace_seconds,
            }
            for running in reversed(self._running)
        ]
        self._record.write_text(json.dumps(rows), encoding="ascii")


def launch(program: Program) -> Running:
    """Start a program in a session of its own, away from the terminal's Ctrl-C."""
    with program.log.open("ab") as log:
        log_start = log.tell()
        process = subprocess.Popen(
            program.command,
            env=program.environment,
            cwd=program.folder,
            user=program.user,
            group=program.user,
            extra_groups=None if program.user is None else [],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Running(program, process, log_start)


def stop(together: Sequence[Running]) -> None:
    """Ask the programs to stop, wait, and kill those that do not."""
    for running in together:
        if running.process.poll() is None:
            running.process.send_signal(running.program.stop_signal)
    for running in together:
        try:
            running.process.wait(running.program.grace_seconds)
        except subprocess.TimeoutExpired:
            running.process.kill()
            running.process.wait()
        kill_group(running.process.pid)


@contextmanager
def foreground(
    command: Sequence[str | Path],
    environment: Mapping[str, str],
    stdout: int | None = None,
    stderr: IO[bytes] | None = None,
) -> Iterator[subprocess.Popen[str]]:
    """Run a program the person waits for; an interrupt reaches it before the launcher goes on."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        text=True,
        encoding="utf-8",
    )
    try:
        yield process
        process.wait()
    except BaseException:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(FOREGROUND_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise


def kill_group(leader: int) -> None:
    """Kill whatever is left of a program's own process group."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        pass


def birth(pid: int) -> float:
    """When the process was created: with its number this names one process for good."""
    try:
        born: float = psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return 0.0
    return born


def stop_leftovers(record: Path) -> int:
    """Stop what a launcher that was killed left running; returns how many there were."""
    if not record.exists():
        return 0
    rows = json.loads(record.read_text(encoding="ascii") or "[]")
    left = [row for row in rows if row["born"] and birth(row["pid"]) == row["born"]]
    for row in left:
        process = psutil.Process(row["pid"])
        process.send_signal(row["signal"])
        try:
            process.wait(row["grace"])
        except psutil.TimeoutExpired:
            process.kill()
            process.wait()
        kill_group(row["pid"])
    record.unlink()
    return len(left)
