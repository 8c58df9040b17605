"""The embedded PostgreSQL: a cluster of its own, passwords for everyone, two ordinary roles.

The owner's role migrates, the runtime role runs the portal. Row-level security does not bind
superusers, so the portal never connects as one: only the launcher knows the superuser's password.
"""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import psycopg2
from psycopg2.extensions import connection as Connection

from script.launcher.place import Place, find_place
from script.launcher.ports import HOST, reserved_port
from script.launcher.processes import SERVER, Program, Supervisor
from script.launcher.state import kept_secrets
from script.launcher.steps import CannotStart

OWNER, RUNTIME, SUPERUSER = "eduportal_owner", "eduportal", "postgres"
PASSWORDS = {OWNER: "OWNER", RUNTIME: "RUNTIME", SUPERUSER: "POSTGRES"}
READY_WITHIN_SECONDS = 60
# A throw-away cluster may be lost with the machine's power.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}


class EmbeddedPostgres:
    """One cluster below a supervisor's state folder; `durable` is False for tests."""

    def __init__(self, supervisor: Supervisor, *, durable: bool = True) -> None:
        """Create the cluster if there is none, start the server and wait until it answers."""
        self._secrets = kept_secrets(supervisor.folder)
        place = find_place(supervisor.folder, self._secrets["POSTGRES_PASSWORD"])
        if not (place.folder / "cluster").exists():
            self._create_cluster(place, durable)
        with reserved_port() as self._port:
            settings = {"listen_addresses": HOST, "port": str(self._port)}
            settings |= {"unix_socket_directories": "", "log_timezone": "UTC", "timezone": "UTC"}
            settings |= {} if durable else CARELESS
            options = [f"--{name}={value}" for name, value in settings.items()]
            program = Program(
                name="PostgreSQL",
                command=[place.programs / "postgres", "-D", place.folder / "cluster", *options],
                stage=SERVER,
                environment=ENVIRONMENT,
                log=supervisor.folder / "log" / "postgres.log",
                folder=place.folder,
                user=place.user,
                # "Fast shutdown": roll back, write out, leave.
                stop_signal=signal.SIGINT,
                at_launchers_death=signal.SIGINT,
                grace_seconds=30,
            )
            self._wait(supervisor.start(program))

    def create(self, databases: Sequence[str], owners_rights: str = "nocreatedb") -> None:
        """Both roles, with their passwords, and databases of these names that the owner owns."""
        rights = "login nosuperuser nobypassrls nocreaterole noreplication"
        with closing(self._connection()) as connection, connection.cursor() as cursor:
            for role, more in ((OWNER, owners_rights), (RUNTIME, "nocreatedb")):
                cursor.execute("select 1 from pg_roles where rolname = %s", [role])
                verb = "alter" if cursor.fetchone() else "create"
                command = f"{verb} role {role} with {rights} {more} password %s"
                cursor.execute(command, [self._secrets[f"{PASSWORDS[role]}_PASSWORD"]])
            for name in databases:
                cursor.execute("select 1 from pg_database where datname = %s", [name])
                if not cursor.fetchone():
                    cursor.execute(f"create database {name} owner {OWNER}")

    def addresses(self, database: str) -> dict[str, str]:
        """One database's address for each role, under the name of its setting."""
        return {
            "DATABASE_URL": self._address(database, RUNTIME),
            "DATABASE_OWNER_URL": self._address(database, OWNER),
        }

    def _address(self, database: str, role: str) -> str:
        password = self._secrets[f"{PASSWORDS[role]}_PASSWORD"]
        return f"postgresql://{role}:{password}@{HOST}:{self._port}/{database}"

    def _connection(self) -> Connection:
        """A connection as superuser; every statement commits by itself."""
        connection = psycopg2.connect(self._address("postgres", SUPERUSER), connect_timeout=5)
        connection.autocommit = True
        return connection

    def _create_cluster(self, place: Place, durable: bool) -> None:
        """Make the cluster beside its place and move it there, so that it is whole or absent."""
        unfinished = place.folder / "cluster.new"
        subprocess.run(["rm", "-rf", unfinished], check=True)
        with tempfile.NamedTemporaryFile("w", dir=place.folder) as file:
            file.write(self._secrets["POSTGRES_PASSWORD"])
            file.flush()
            os.chmod(file.name, 0o644)  # The folder is closed to everyone else.
            command: list[str | Path] = [place.programs / "initdb", "--pgdata", unfinished]
            command += [f"--pwfile={file.name}"]
            command += [f"--username={SUPERUSER}", "--auth=scram-sha-256", "--encoding=UTF8"]
            command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            made = subprocess.run(
                command if durable else [*command, "--no-sync"],
                env=ENVIRONMENT,
                cwd=place.folder,
                user=place.user,
                group=place.user,
                extra_groups=None if place.user is None else [],
                capture_output=True,
                text=True,
            )
        if made.returncode != 0:
            lines = made.stderr.splitlines()[-3:]
            raise CannotStart("PostgreSQL could not create its cluster.", lines)
        unfinished.rename(place.folder / "cluster")

    def _wait(self, program: Program) -> None:
        """Wait for the server's first answer."""
        until = time.monotonic() + READY_WITHIN_SECONDS
        while True:
            try:
                self._connection().close()
                return
            except psycopg2.OperationalError:
                if program.process.poll() is not None or time.monotonic() > until:
                    raise program.failure("PostgreSQL did not start") from None
            time.sleep(0.05)
