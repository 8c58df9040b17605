"""A second portal, for real: its own database, its own process, its own key."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import requests
from django.conf import settings
from django.db import connection

from script.launcher.ports import HOST, usual_socket
from tests.owner import (
    RUNTIME_ROLE,
    address_of,
    create_database,
    drop_database,
    empty,
    owner_address_of,
    owner_cursor,
)

STARTS_WITHIN_SECONDS = 180
END = "\0\n"
SERVE = f"""
import json, sys, django
from django.core.management import call_command
django.setup()
for line in sys.stdin:
    call_command(*json.loads(line))
    print({END[0]!r}, flush=True)
"""
LAUNCH = ["-m", "gunicorn", "eduportal.wsgi:application", "--no-control-socket"]
# Loaded before it forks: the next worker is there at once when one has been killed.
LAUNCH += ["--threads=4", "--graceful-timeout=1", "--preload"]


class Console:
    """A process that runs one management command after the other: starting Django takes seconds."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, *command: str) -> str:
        """What the command printed; its process ends with the first that fails."""
        self.begin(*command)
        return self.finish()

    def begin(self, *command: str) -> None:
        """Let the command run."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()

    def finish(self) -> str:
        """Wait for its end; what it printed."""
        assert self._process.stdout
        printed = ""
        for line in self._process.stdout:
            if line == END:
                return printed
            printed += line
        raise AssertionError(f"A command failed: {printed}")

    def kill(self) -> None:
        """kill -9, whatever it is doing."""
        self._process.kill()
        self._process.wait()


@dataclass
class SecondNode:
    """Another portal, listening on `port`; `console` runs its commands as the owner."""

    code: str
    port: int
    folder: Path
    database: str
    owner: str
    console: Console
    public_key: str

    @property
    def name(self) -> str:
        """The name of its database."""
        return self.database.rpartition("/")[2]

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def kill(self) -> None:
        """kill -9 to the process that serves the requests; another one takes its place."""
        kill_workers(self.folder)

    def memory(self) -> int:
        """How many kB the processes that serve the requests hold."""
        found = [Path(f"/proc/{child}/status").read_text() for child in workers(self.folder)]
        return sum(int(each.split("VmRSS:")[1].split()[0]) for each in found)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask its database as its runtime role, every school in sight."""
        with psycopg2.connect(self.database) as database, database.cursor() as cursor:
            cursor.execute("select set_config('eduportal.scope', '*', true)")
            cursor.execute(sql)
            return cursor.fetchall()

    def digest(self) -> tuple[int, str]:
        """How many records its ledger holds, and all of them in one digest."""
        found = json.loads(self.console.run("exchange_digest", "--json").splitlines()[-1])
        return found["records"], found["digest"]

    def empty(self) -> None:
        """Forget every package and school, and trust the others again, for the next test."""
        with owner_cursor(self.owner) as cursor:
            empty(cursor, ["truncate exchange_package, schools_school cascade"])
            cursor.execute("update exchange_peer set revoked_at = null")
            cursor.execute("update exchange_nodekey set revoked_at = null, reason = ''")


@contextmanager
def second_node(folder: Path, code: str = "bo", tier: str = "ministry") -> Iterator[SecondNode]:
    """Create the database, start the portal; stop and drop both at the end.

    The database is named after the test's own, so that several test runs stay apart.
    """
    name = f"{connection.settings_dict['NAME']}_{code.replace('-', '_')}"
    environment = environment_of(name, folder, code, tier)
    create_database(name)
    try:
        owners = environment | {"DATABASE_URL": owner_address_of(name)}
        with management(owners) as console:
            console.run("grant_runtime", RUNTIME_ROLE)
            public_key = json.loads(console.run("node_key"))["public_key"]
            with portal(environment, folder / "web.log") as port:
                addresses = environment["DATABASE_URL"], owners["DATABASE_URL"]
                yield SecondNode(code, port, folder, *addresses, console, public_key)
    finally:
        drop_database(name)


@contextmanager
def management(environment: dict[str, str]) -> Iterator[Console]:
    """A console that is there as long as this is open."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVE],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Console(process)


@contextmanager
def portal(environment: dict[str, str], log: Path) -> Iterator[int]:
    """The port of a portal's pages, which are there as long as this is open."""
    with usual_socket(0) as listener, log.open("ab") as written:
        port: int = listener.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, *LAUNCH, f"--bind=fd://{listener.fileno()}", *pid_file(log.parent)],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=written,
            stderr=written,
            pass_fds=[listener.fileno()],
        )
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def pid_file(folder: Path) -> list[str]:
    """Where the portal of this folder writes its number."""
    return [f"--pid={folder / 'web.pid'}"]


def workers(folder: Path) -> list[int]:
    """The processes that serve the requests of the portal of this folder."""
    number = (folder / "web.pid").read_text().strip()
    children = Path(f"/proc/{number}/task/{number}/children").read_text()
    return [int(child) for child in children.split()]


def kill_workers(folder: Path) -> None:
    """kill -9 to what serves the requests of the portal of this folder."""
    for child in workers(folder):
        os.kill(child, signal.SIGKILL)


def environment_of(database: str, folder: Path, code: str, tier: str) -> dict[str, str]:
    """What the programs of a node are started with."""
    return unmeasured() | {
        "DATABASE_URL": address_of(database),
        "EDUPORTAL_TIER": tier,
        "EDUPORTAL_NODE": code,
        "EDUPORTAL_STATE_DIR": str(folder),
        "EDUPORTAL_SIGNING_KEY_FILE": str(folder / f"{code}.key"),
    }


def unmeasured() -> dict[str, str]:
    """This environment, but coverage rests in the programs that are started with it.

    What they run has tests of its own, and many end by kill -9, without writing down what they ran.
    """
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def wait_for(port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while True:
        try:
            requests.get(f"http://{HOST}:{port}/sync/v2/capabilities", timeout=5).raise_for_status()
            return
        except requests.RequestException:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
