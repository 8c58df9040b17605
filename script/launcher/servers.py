"""The database and queue addresses of both nodes: embedded servers, or the ones given."""

import os
from urllib.parse import urlsplit, urlunsplit

from script.launcher.postgres import start_postgres, why_no_connection
from script.launcher.processes import Supervisor
from script.launcher.steps import CannotStart, step
from script.launcher.valkey import start_valkey, why_silent

Settings = dict[str, str]
DATABASES = ("DATABASE_URL", "DATABASE_OWNER_URL")
QUEUES = ("REDIS_URL",)


def servers_of_both(supervisor: Supervisor, *, may_be_given: bool) -> tuple[Settings, Settings]:
    """DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL of the department and of the ministry.

    Servers the environment does not give are started. Raises CannotStart when one does not answer;
    whether the runtime role suits is for the portal's own check to say.
    """
    department: Settings = {}
    ministry: Settings = {}
    for names, start in ((DATABASES, embedded_databases), (QUEUES, embedded_queue)):
        if may_be_given and os.environ.get(names[0]):
            below, above = given(names)
        else:
            below = start(supervisor)
            above = {name: beside(url) for name, url in below.items()}
        department |= below
        ministry |= above
    return department, ministry


def embedded_databases(supervisor: Supervisor, *, durable: bool = True) -> Settings:
    """Both addresses of the database of a PostgreSQL that is started."""
    with step("Start PostgreSQL"):
        return dict(zip(DATABASES, start_postgres(supervisor, durable=durable), strict=True))


def embedded_queue(supervisor: Supervisor) -> Settings:
    """The address of a Valkey that is started."""
    with step("Start Valkey"):
        return {"REDIS_URL": f"{start_valkey(supervisor)}/0"}


def given(names: tuple[str, ...]) -> tuple[Settings, Settings]:
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
    return department, ministry


def why_no_database(url: str) -> str:
    """Why a connection is refused, with the statement for an administrator; empty if it is not."""
    reason = why_no_connection(url)
    database = urlsplit(url).path.strip("/")
    if f'database "{database}" does not exist' in reason:
        owner = urlsplit(os.environ["DATABASE_OWNER_URL"]).username
        reason += f'. An administrator makes it: CREATE DATABASE "{database}" OWNER "{owner}"'
    return reason


def beside(url: str) -> str:
    """The ministry's address: the database with `_ministry` at its end, or the next number."""
    parts = urlsplit(url)
    name = parts.path.strip("/") or "0"
    path = str(int(name) + 1) if name.isdecimal() else f"{name}_ministry"
    return urlunsplit(parts._replace(path=f"/{path}"))
