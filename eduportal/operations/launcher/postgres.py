"""The embedded PostgreSQL: a cluster of its own, passwords for everyone, two ordinary roles.

Row-level security does not bind superusers, so the portal never connects as one: the launcher
alone knows the superuser's password and uses it to create the roles and the databases. The owner
migrates, the other role runs the portal.
"""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from eduportal.operations.launcher.place import Place, find_place
from eduportal.operations.launcher.ports import HOST, free_port
from eduportal.operations.launcher.processes import Program, Running, Stage, Supervisor
from eduportal.operations.launcher.steps import DISK_FULL, CannotStart

SUPERUSER = "postgres"
ROLE = "eduportal"
OWNER = "eduportal_owner"
READY_WITHIN_SECONDS = 60
# A throw-away cluster may be lost with the machine's power.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}


@dataclass
class EmbeddedPostgres:
    """One cluster below a state folder; `durable` is False for tests."""

    state: Path
    password: str
    durable: bool = True

    def start(self, supervisor: Supervisor) -> None:
        """Create the cluster if there is none, start the server and wait until it answers."""
        self.place: Place = find_place(self.state, self.password)
        self.cluster = self.place.folder / "cluster"
        if not self.cluster.exists():
            self._create_cluster()
        self._check_version()
        self.port = free_port()
        running = supervisor.start(self._program())
        self._wait(running)

    def address(self, database: str, role: str, password: str) -> str:
        """A database's address, as DATABASE_URL wants it."""
        return f"postgresql://{role}:{password}@{HOST}:{self.port}/{database}"

    def create_role(self, role: str, password: str, *, may_create_databases: bool = False) -> None:
        """An ordinary role with this password; an existing one is brought up to date."""
        with self._connection() as connection, connection.cursor() as cursor:
            cursor.execute("select 1 from pg_roles where rolname = %s", [role])
            verb = "alter" if cursor.fetchone() else "create"
            attributes = "login nosuperuser nobypassrls nocreaterole noreplication "
            attributes += "createdb" if may_create_databases else "nocreatedb"
            cursor.execute(f"{verb} role {role} with {attributes} password %s", [password])

    def create_database(self, name: str) -> None:
        """A database of the owner, unless it exists."""
        with self._connection() as connection, connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", [name])
            if not cursor.fetchone():
                command = sql.SQL("create database {} owner {}")
                cursor.execute(command.format(sql.Identifier(name), sql.Identifier(OWNER)))

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        """A connection as superuser; every statement commits by itself."""
        address = self.address("postgres", SUPERUSER, self.password)
        connection = psycopg2.connect(address, connect_timeout=5)
        connection.autocommit = True
        try:
            yield connection
        finally:
            connection.close()

    def _create_cluster(self) -> None:
        """Make the cluster beside its place and move it there, so that it is whole or absent."""
        unfinished = self.place.folder / "cluster.new"
        subprocess.run(["rm", "-rf", unfinished], check=True)
        with tempfile.NamedTemporaryFile("w", dir=self.place.folder) as file:
            file.write(self.password)
            file.flush()
            if self.place.user is not None:
                os.chmod(file.name, 0o644)  # The folder is closed to everyone else.
            command: list[str | Path] = [self.place.programs / "initdb", "--pgdata", unfinished]
            command += [f"--username={SUPERUSER}", f"--pwfile={file.name}"]
            command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
            command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            command += [] if self.durable else ["--no-sync"]
            made = self._run(command)
        if made.returncode != 0:
            raise CannotStart(explained(made.stderr, "PostgreSQL could not create its cluster"))
        unfinished.rename(self.cluster)

    def _run(self, command: list[str | Path]) -> subprocess.CompletedProcess[str]:
        user = self.place.user
        return subprocess.run(
            command,
            env=ENVIRONMENT,
            cwd=self.place.folder,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            capture_output=True,
            text=True,
        )

    def _check_version(self) -> None:
        """Raise CannotStart when another major version of PostgreSQL made the cluster."""
        made_by = (self.cluster / "PG_VERSION").read_text().strip()
        runs = self._run([self.place.programs / "postgres", "--version"]).stdout.split()[-1]
        if made_by != runs.split(".")[0]:
            raise CannotStart(
                f"{self.cluster} was made by PostgreSQL {made_by} and version {runs} is "
                "installed: dump it with the old version, or delete it to start anew."
            )

    def _program(self) -> Program:
        settings = {"listen_addresses": HOST, "port": str(self.port)}
        settings |= {"unix_socket_directories": "", "log_timezone": "UTC", "timezone": "UTC"}
        settings |= {} if self.durable else CARELESS
        command: list[str | Path] = [self.place.programs / "postgres", "-D", self.cluster]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return Program(
            name="PostgreSQL",
            command=command,
            log=self.state / "log" / "postgres.log",
            stage=Stage.SERVER,
            environment=ENVIRONMENT,
            folder=self.place.folder,
            user=self.place.user,
            stop_signal=signal.SIGINT,  # "fast shutdown": roll back, write out, leave
            grace_seconds=30,
        )

    def _wait(self, running: Running) -> None:
        """Wait for the server's first answer."""
        until = time.monotonic() + READY_WITHIN_SECONDS
        while True:
            try:
                with self._connection():
                    return
            except psycopg2.OperationalError as error:
                died = running.process.poll() is not None
                if died or time.monotonic() > until:
                    output = "\n".join(running.log_tail()) if died else str(error)
                    raise CannotStart(explained(output, "PostgreSQL did not start")) from None
            time.sleep(0.05)


def explained(output: str, what: str) -> str:
    """One sentence from what PostgreSQL's programs wrote."""
    if "No space left on device" in output:
        return DISK_FULL
    lines = [line for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error:" in line] or lines[-1:]
    return f"{what}: {telling[0].strip() if telling else 'it gave no reason'}"
