"""A launcher in a process of its own, with a state folder of its own."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.db import connection

from script.launcher import ROOT
from script.launcher.state import private_folder, remove
from tests.owner import address_of, create_database, drop_database, owner_address_of

WITHIN_SECONDS = 180
Start = Callable[..., "Launched"]


def wait_until(condition: Callable[[], object]) -> None:
    until = time.monotonic() + WITHIN_SECONDS
    while not condition():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)


class Launched:
    """One launcher: script/run by default, or Python code that plays its part."""

    def __init__(self, folder: Path, *command: str | Path, **settings: str) -> None:
        self.folder = folder
        self.output = folder.with_suffix(".txt")
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=kept | {"EDUPORTAL_STATE_DIR": str(folder)} | settings,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def printed(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def wait_for(self, text: str) -> None:
        """Wait until it has printed this; it must not end before."""
        wait_until(lambda: text in self.printed() or self.process.poll() is not None)
        assert text in self.printed(), self.printed()

    def everything_has_ended(self) -> bool:
        """Whether neither it nor a program of it is there: each holds the folder's lock."""
        with (self.folder / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def interrupt(self) -> int:
        """Press Ctrl-C; its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(WITHIN_SECONDS)


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Start]:
    """Start launchers in one state folder; all of it is gone at the end."""
    folder = private_folder(tmp_path / "local")
    started: list[Launched] = []

    def launch(code: str = "", **settings: str) -> Launched:
        command = [sys.executable, "-c", code, str(folder)] if code else [ROOT / "script" / "run"]
        started.append(Launched(folder, *command, **settings))
        return started[-1]

    yield launch
    for launched in started:
        launched.process.kill()
        launched.process.wait()
    if started:
        wait_until(started[0].everything_has_ended)
    remove(folder)


@contextmanager
def databases_of_two_nodes(department: str = "") -> Iterator[dict[str, str]]:
    """What to give `launch` for a department and the Ministry; removed at the end.

    Both are what the owner has migrated, the department's a copy of the database of this name.
    """
    own = connection.settings_dict["NAME"]
    name, beside = f"{own}_given", f"{own}_given_ministry"
    with ExitStack() as stack:
        for each, template in ((name, department), (beside, "")):
            create_database(each, template)
            stack.callback(drop_database, each)
        yield {"DATABASE_URL": address_of(name), "DATABASE_OWNER_URL": owner_address_of(name)}
