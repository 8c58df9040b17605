"""The database and queue addresses of both nodes: embedded servers, or the ones given."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eduportal.operations.launcher import given
from eduportal.operations.launcher.postgres import OWNER, ROLE, EmbeddedPostgres
from eduportal.operations.launcher.processes import Supervisor
from eduportal.operations.launcher.state import kept_secrets
from eduportal.operations.launcher.steps import step
from eduportal.operations.launcher.valkey import start_valkey

DEPARTMENT_DATABASE = "eduportal_department"
MINISTRY_DATABASE = "eduportal_ministry"


@dataclass(frozen=True)
class Addresses:
    """Where the two nodes find their servers; never the same for both."""

    department_database: str
    ministry_database: str
    department_owner: str
    ministry_owner: str
    department_redis: str
    ministry_redis: str


def start_servers(
    supervisor: Supervisor, state: Path, environment: Mapping[str, str], *, durable: bool = True
) -> Addresses:
    """Use the servers DATABASE_URL and REDIS_URL name; start embedded ones for those not set.

    Raises CannotStart when a given server does not answer or does not suit.
    """
    kept = kept_secrets(state)
    if environment.get("DATABASE_URL"):
        with step("Check the PostgreSQL of DATABASE_URL"):
            databases = given.databases(environment)
    else:
        with step("Start PostgreSQL"):
            databases = embedded_databases(supervisor, state, kept, durable)
    if environment.get("REDIS_URL"):
        with step("Check the Redis of REDIS_URL"):
            queues = given.queues(environment)
    else:
        with step("Start Valkey"):
            address = start_valkey(supervisor, state, kept["VALKEY_PASSWORD"])
            queues = (f"{address}/0", f"{address}/1")
    return Addresses(*databases, *queues)


def embedded_databases(
    supervisor: Supervisor, state: Path, kept: Mapping[str, str], durable: bool
) -> tuple[str, str, str, str]:
    """Start PostgreSQL with both roles and databases; the addresses of the one and the other."""
    postgres = EmbeddedPostgres(state, kept["POSTGRES_PASSWORD"], durable)
    postgres.start(supervisor)
    postgres.create_role(OWNER, kept["OWNER_PASSWORD"])
    postgres.create_role(ROLE, kept["ROLE_PASSWORD"])
    for name in (DEPARTMENT_DATABASE, MINISTRY_DATABASE):
        postgres.create_database(name)
    department, ministry, department_owner, ministry_owner = (
        postgres.address(name, role, kept[password])
        for role, password in ((ROLE, "ROLE_PASSWORD"), (OWNER, "OWNER_PASSWORD"))
        for name in (DEPARTMENT_DATABASE, MINISTRY_DATABASE)
    )
    return department, ministry, department_owner, ministry_owner
