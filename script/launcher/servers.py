"""The database and queue addresses of both nodes: embedded servers, or the ones given."""

import os
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from script.launcher.postgres import EmbeddedPostgres
from script.launcher.processes import Supervisor
from script.launcher.steps import CannotStart, step
from script.launcher.valkey import start_valkey, why_silent

TIERS = ("department", "ministry")
Settings = dict[str, str]


def start_servers(supervisor: Supervisor, *, may_be_given: bool) -> list[Settings]:
    """DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL of the department and of the ministry.

    Servers the environment does not give are started. Raises CannotStart when one does not answer;
    whether the runtime role suits is for the portal's own check to say.
    """
    if may_be_given and os.environ.get("DATABASE_URL"):
        databases = given(("DATABASE_URL", "DATABASE_OWNER_URL"))
    else:
        with step("Start PostgreSQL"):
            postgres = EmbeddedPostgres(supervisor)
            postgres.create([f"eduportal_{tier}" for tier in TIERS])
            databases = [postgres.addresses(f"eduportal_{tier}") for tier in TIERS]
    if may_be_given and os.environ.get("REDIS_URL"):
        queues = given(("REDIS_URL",))
    else:
        with step("Start Valkey"):
            address = start_valkey(supervisor)
            queues = [{"REDIS_URL": f"{address}/{number}"} for number in range(len(TIERS))]
    return [database | queue for database, queue in zip(databases, queues, strict=True)]


def given(names: tuple[str, ...]) -> list[Settings]:
    """These settings for the department, and beside them, or given as well, for the ministry."""
    department, ministry = {}, {}
    if missing := [name for name in names if not os.environ.get(name)]:
        raise CannotStart(f"Set {missing[0]} as well (README, 'Real servers').")
    for name in names:
        above = f"EDUPORTAL_MINISTRY_{name}"
        department[name] = os.environ[name]
        ministry[name] = os.environ.get(above) or beside(department[name])
        if department[name] == ministry[name]:
            raise CannotStart(f"{name} and {above} must differ: each node has its own.")
        for setting, url in ((name, department[name]), (above, ministry[name])):
            if reason := why_silent(url) if name == "REDIS_URL" else why_no_database(url):
                reason = reason.replace(urlsplit(url).password or "\0", "…")
                raise CannotStart(f"The server of {setting} cannot be used: {reason}")
    return [department, ministry]


def why_no_database(url: str) -> str:
    """Why a connection is refused, with the statement for an administrator; empty if it is not."""
    try:
        psycopg2.connect(url, connect_timeout=5).close()
    except psycopg2.Error as error:
        reason = " ".join(str(error).split())
        database = urlsplit(url).path.strip("/")
        if f'database "{database}" does not exist' in reason:
            owner = urlsplit(os.environ["DATABASE_OWNER_URL"]).username
            reason += f'. An administrator makes it: CREATE DATABASE "{database}" OWNER "{owner}"'
        return reason
    return ""


def beside(url: str) -> str:
    """The ministry's address: the database with `_ministry` at its end, or the next number."""
    parts = urlsplit(url)
    name = parts.path.strip("/") or "0"
    path = str(int(name) + 1) if name.isdecimal() else f"{name}_ministry"
    return urlunsplit(parts._replace(path=f"/{path}"))
