"""Servers the administrator gives through DATABASE_URL and REDIS_URL: do they suit?"""

from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis
from psycopg2 import sql
from psycopg2.extensions import connection as Connection

from eduportal.operations.launcher.steps import CannotStart

OLDEST_POSTGRES = 15
TIMEOUT_SECONDS = 5


def databases(environment: Mapping[str, str]) -> tuple[str, str, str, str]:
    """The department's and the ministry's DATABASE_URL, then DATABASE_OWNER_URL; all tried.

    Raises CannotStart with the reason when one of them does not suit.
    """
    department = environment["DATABASE_URL"]
    owner = environment.get("DATABASE_OWNER_URL", "")
    if not owner:
        raise CannotStart("DATABASE_OWNER_URL must name the owner of the database: it migrates.")
    check_database("DATABASE_URL", department)
    check_database("DATABASE_OWNER_URL", owner)
    ministry = environment.get("EDUPORTAL_MINISTRY_DATABASE_URL", "")
    if not ministry:
        ministry = beside(department)
        create_if_absent(owner, ministry)
    check_database("EDUPORTAL_MINISTRY_DATABASE_URL", ministry)
    if database_name(department) == database_name(ministry) and server(department) == server(
        ministry
    ):
        raise CannotStart("The two nodes need a database each, but both addresses name the same.")
    return department, ministry, owner, with_database(owner, ministry)


def queues(environment: Mapping[str, str]) -> tuple[str, str]:
    """The department's and the ministry's REDIS_URL, both tried; one number apart."""
    department = environment["REDIS_URL"]
    parts = urlsplit(department)
    number = parts.path.strip("/") or "0"
    if parts.scheme not in {"redis", "rediss"} or not number.isdigit():
        raise CannotStart("REDIS_URL must look like redis://:password@host:6379/0.")
    ministry = environment.get("EDUPORTAL_MINISTRY_REDIS_URL") or urlunsplit(
        parts._replace(path=f"/{int(number) + 1}")
    )
    for name, url in (("REDIS_URL", department), ("EDUPORTAL_MINISTRY_REDIS_URL", ministry)):
        check_redis(name, url)
    return department, ministry


def check_redis(name: str, url: str) -> None:
    """Raise CannotStart unless a server answers and has the database of that number."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=TIMEOUT_SECONDS) as client:
            client.ping()
    except (redis.RedisError, ValueError) as error:
        # Without a password Redis answers with a lecture on its HELLO command.
        asks = "HELLO" in str(error) or "NOAUTH" in str(error)
        reason = "it asks for a password" if asks else one_line(error)
        raise CannotStart(
            f"The Redis server of {name} ({server(url)}) cannot be used: {reason}."
        ) from None


def check_database(name: str, url: str) -> None:
    """Raise CannotStart unless it is PostgreSQL 15 or newer, seen as an ordinary role."""
    if urlsplit(url).scheme not in {"postgres", "postgresql"} or not database_name(url):
        raise CannotStart(f"{name} must look like postgresql://user:password@host:5432/database.")
    try:
        connection = connect(url)
    except psycopg2.Error as error:
        raise CannotStart(
            f"The PostgreSQL of {name} ({server(url)}) cannot be used: {one_line(error)}."
        ) from None
    try:
        check_server(name, connection)
    finally:
        connection.close()


def check_server(name: str, connection: Connection) -> None:
    """Raise CannotStart for an old server."""
    if connection.server_version < OLDEST_POSTGRES * 10_000:
        version = connection.server_version // 10_000
        raise CannotStart(
            f"The PostgreSQL of {name} is version {version}; EduPortal needs {OLDEST_POSTGRES} "
            "or newer."
        )


def create_if_absent(owner: str, ministry: str) -> None:
    """Create the ministry's database beside the department's when the owner may.

    Raises CannotStart, naming the statement for the administrator, when it may not.
    """
    connection = connect(owner)
    connection.autocommit = True
    name = database_name(ministry)
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", [name])
            if not cursor.fetchone():
                cursor.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    except psycopg2.errors.InsufficientPrivilege:
        role = connection.info.user
        raise CannotStart(
            "The ministry node of the demo needs a database of its own: run "
            f'CREATE DATABASE "{name}" OWNER "{role}" as administrator, or set '
            "EDUPORTAL_MINISTRY_DATABASE_URL."
        ) from None
    finally:
        connection.close()


def connect(url: str) -> Connection:
    """A connection; raises OperationalError after a few seconds of silence."""
    return psycopg2.connect(url, connect_timeout=TIMEOUT_SECONDS)


def beside(url: str) -> str:
    """The address of the database with `_ministry` at the end of its name."""
    address, mark, options = url.partition("?")
    return f"{address.rstrip('/')}_ministry{mark}{options}"


def with_database(url: str, other: str) -> str:
    """The address with the database the other names."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database_name(other)}"))


def database_name(url: str) -> str:
    """The database an address names."""
    return urlsplit(url).path.strip("/")


def server(url: str) -> str:
    """Host and port of an address, without its password."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] or parts.query or parts.scheme


def one_line(error: Exception) -> str:
    """An error in one line without its final stop."""
    return " ".join(str(error).split()).rstrip(".")
