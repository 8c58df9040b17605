"""The owner of the test databases: it creates, migrates, empties and drops them.

The tests themselves run as the runtime role, which can do none of that.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from eduportal.settings import env

SUPERUSER = "postgres"
RUNTIME_ROLE = str(env.database("DATABASE_URL")["USER"])
# Only what an open transaction of a test that failed holds can make it wait.
LOCK_TIMEOUT = "set lock_timeout = '30s'"
# The connections that empty, by database: one that is made anew reads the catalogue of 150 tables.
_emptying: dict[str, Any] = {}
REFUSING_TRUNCATE = """
select distinct tgrelid::regclass::text from pg_trigger
where not tgisinternal and tgtype & 32 <> 0
"""


def address_of(database: str, variable: str = "DATABASE_URL") -> str:
    """The address of another database beside the one the tests were started with."""
    return urlunsplit(urlsplit(os.environ[variable])._replace(path=f"/{database}"))


def owner_address_of(database: str) -> str:
    """The same database as its owner."""
    return address_of(database, "DATABASE_OWNER_URL")


def superuser_address(database: str = "") -> str:
    """The tests' own database, or another, as the superuser of script/test's throw-away server."""
    return address_of(database or connection.settings_dict["NAME"], "DATABASE_SUPERUSER_URL")


@contextmanager
def owner_cursor(address: str = "") -> Iterator[Any]:
    """A cursor of the owner, in the test's own database or another; each statement commits."""
    database = psycopg2.connect(address or owner_address_of(connection.settings_dict["NAME"]))
    database.autocommit = True
    try:
        with database.cursor() as cursor:
            yield cursor
    finally:
        database.close()


def make_months_since(model: type[Model], *, hours: int) -> None:
    """Where rows of so long ago fit in; a new portal has no months before the present one.

    In the test's own transaction, which must be the owner's (`as_owner`).
    """
    first = timezone.localdate(timezone.now() - timedelta(hours=hours)).replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute("call make_month(%s, %s)", [model._meta.db_table, first])


def create_database(name: str, template: str = "") -> None:
    """A copy of what script/test has migrated, or of another one to which nobody is connected.

    The rights to its tables are copied, those to the database itself are not.
    """
    template = template or settings.DATABASES["default"]["TEST"]["TEMPLATE"]
    let_go()
    # A run that was killed has left it.
    drop_database(name)
    with owner_cursor(owner_address_of("postgres")) as cursor:
        cursor.execute(f'create database "{name}" template "{template}"')


def drop_database(name: str) -> None:
    """As the superuser: the owner may not end autovacuum's work on it, and would be refused."""
    with owner_cursor(superuser_address("postgres")) as cursor:
        cursor.execute(f'drop database if exists "{name}" with (force)')


@contextmanager
def emptying_cursor() -> Iterator[Any]:
    """The superuser's cursor past triggers and foreign keys; its connection is kept, see `let_go`.

    After a fault it is not, for its transaction would go on.
    """
    name = connection.settings_dict["NAME"]
    if name not in _emptying:
        _emptying[name] = database = psycopg2.connect(superuser_address())
        database.autocommit = True
        database.cursor().execute(f"{LOCK_TIMEOUT}; set session_replication_role = replica")
    try:
        with _emptying[name].cursor() as cursor:
            yield cursor
    except BaseException:
        let_go()
        raise


def let_go() -> None:
    """Close what empties: a database that somebody is connected to is not copied nor dropped."""
    while _emptying:
        _emptying.popitem()[1].close()


def delete_rows(tables: Sequence[str]) -> None:
    """Empty these tables, whatever triggers, foreign keys and row policies say.

    As the superuser, and only where there are rows: most tests fill a few tables, and TRUNCATE of
    all of them, with their indexes, costs more than most tests.
    """
    names = ", ".join(tables)
    filled = " union all ".join(
        f"select '{name}' where exists (select from {name})" for name in tables
    )
    with emptying_cursor() as cursor:
        # A request that a browser sent before it was closed may still be writing.
        cursor.execute(f"begin; lock table {names} in exclusive mode; {filled}")
        for (name,) in cursor.fetchall():
            cursor.execute(f"delete from {name}")
        cursor.execute("commit")


def empty(cursor: Any, statements: Sequence[str]) -> None:
    """Run TRUNCATE statements although triggers refuse them on tables that only grow."""
    cursor.execute(LOCK_TIMEOUT)
    batch = ";".join(["begin", *past_triggers(cursor, statements), "commit"])
    try:
        cursor.execute(batch)
    except psycopg2.errors.DeadlockDetected:
        # With a request that a browser had sent before it was closed: that one goes on now.
        cursor.execute("rollback")
        cursor.execute(batch)


def past_triggers(cursor: Any, statements: Sequence[str]) -> list[str]:
    """The statements for one transaction, in which the triggers that refuse TRUNCATE rest."""
    cursor.execute(REFUSING_TRUNCATE)
    tables = [table for (table,) in cursor.fetchall()]
    return [
        *(f"alter table {table} disable trigger user" for table in tables),
        *(statement.rstrip(";") for statement in statements),
        *(f"alter table {table} enable trigger user" for table in tables),
    ]


def connect_as(variable: str) -> None:
    """Let the tests' connection be the role this address names."""
    connection.close()
    role: Mapping[str, object] = env.database(variable)
    connection.settings_dict.update({name: role[name] for name in ("USER", "PASSWORD")})


@contextmanager
def connected_as_owner() -> Iterator[None]:
    """The tests' connection is the owner's, for what only the owner does: seeding."""
    connect_as("DATABASE_OWNER_URL")
    try:
        yield
    finally:
        connect_as("DATABASE_URL")
