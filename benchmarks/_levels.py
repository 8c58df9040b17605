"""Two nodes for the benchmark of the exchange: a Department with sealed classes, and a Ministry.

The Department is the database the benchmark runs on as its owner. The Ministry is the one beside
it, with a gunicorn of its own as the receiver of deploy/ has, under the runtime role.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import requests

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parent.parent
MINISTRY = "bo"
READY_WITHIN_SECONDS = 60
# What the exchange and the register hold at the node above: everything, so that all comes again.
FORGET_ABOVE = "truncate schools_school cascade"
# Here the packages stay, and nothing is known of what became of them above.
FORGET_HERE = """
delete from exchange_receipt;
delete from exchange_outboxentry;
delete from exchange_delivery;
"""


def address_of(name: str, database: str) -> str:
    """The address in an environment variable, with another database in it."""
    return urlsplit(os.environ[name])._replace(path=f"/{database}").geturl()


OURS = urlsplit(os.environ["DATABASE_OWNER_URL"]).path.strip("/")
THEIRS = f"{OURS}_ministry"


@contextmanager
def rows_of(database: str) -> Iterator[Any]:
    """A cursor of a database's superuser: row-level security and triggers are his to leave out."""
    connection = psycopg2.connect(address_of("DATABASE_SUPERUSER_URL", database))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def forget(database: str, statements: str) -> None:
    """Run these without the triggers that keep history from being forgotten."""
    with rows_of(database) as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(statements)
        cursor.execute("vacuum analyze")


def stored(database: str) -> int:
    """Bytes of the exchange's tables with their indexes."""
    with rows_of(database) as cursor:
        cursor.execute(
            "select sum(pg_total_relation_size(oid)) from pg_class "
            "where relkind = 'r' and relname like 'exchange\\_%'"
        )
        return int(cursor.fetchone()[0])


def digest_in(printed: str) -> tuple[int, str]:
    """What `exchange_digest --json` has printed."""
    found = json.loads(printed)
    return found["records"], found["digest"]


def as_owner(environment: dict[str, str]) -> dict[str, str]:
    return environment | {"DATABASE_URL": environment["DATABASE_OWNER_URL"]}


def database_of(environment: dict[str, str]) -> str:
    return urlsplit(environment["DATABASE_URL"]).path.strip("/")


def manage(environment: dict[str, str], *command: str) -> str:
    """One management command of a node, and what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def ministry_environment(folder: str) -> dict[str, str]:
    return node_environment(folder, MINISTRY, THEIRS) | {"EDUPORTAL_TIER": "ministry"}


def node_environment(folder: str, node: str, database: str) -> dict[str, str]:
    """What the processes of a node find in their environment, as the runtime role."""
    return os.environ | {
        "DATABASE_URL": address_of("DATABASE_RUNTIME_URL", database),
        "DATABASE_OWNER_URL": address_of("DATABASE_OWNER_URL", database),
        "EDUPORTAL_NODE": node,
        "EDUPORTAL_STATE_DIR": folder,
        "EDUPORTAL_SIGNING_KEY_FILE": f"{folder}/{node}.key",
    }


def prepare_node(environment: dict[str, str]) -> str:
    """Migrate it, give it its key and the reference tables; its public key."""
    owner = as_owner(environment)
    manage(owner, "migrate", "--noinput", "--verbosity", "0")
    manage(owner, "grant_runtime", "eduportal", "--verbosity", "0")
    manage(owner, "load_reference")
    key: str = json.loads(manage(owner, "node_key"))["public_key"]
    return key


@contextmanager
def receiver(environment: dict[str, str], workers: int = 2) -> Iterator[int]:
    """The Ministry's receiver, two processes as in deploy/ unless said otherwise: its port."""
    command = [sys.executable, "-m", "gunicorn", "eduportal.wsgi:application"]
    command += ["--bind=127.0.0.1:0", f"--workers={workers}", "--threads=4", "--timeout=90"]
    command += ["--no-control-socket"]
    with tempfile.NamedTemporaryFile("w+") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log)
        try:
            yield answering_port(process, log.name)
        finally:
            process.terminate()
            process.wait()


def answering_port(process: "subprocess.Popen[Any]", log: str) -> int:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until and process.poll() is None:
        text = Path(log).read_text(encoding="utf-8")
        if f"http://{HOST}:" in text:
            port = int(text.partition(f"http://{HOST}:")[2].partition(" ")[0])
            with_pages = f"http://{HOST}:{port}/sync/v2/capabilities"
            requests.get(with_pages, timeout=READY_WITHIN_SECONDS).raise_for_status()
            return port
        time.sleep(0.1)
    raise RuntimeError("gunicorn did not start")


@contextmanager
def exchange_worker() -> Iterator[None]:
    """This node's worker of the exchange with its clock, under the runtime role."""
    from django.conf import settings

    command = [sys.executable, "-m", "celery", "--app=eduportal", "--quiet", "worker"]
    command += [f"--queues={settings.EXCHANGE_QUEUE}", "--concurrency=1", "--loglevel=ERROR"]
    command += ["--without-gossip", "--without-mingle"]
    environment = os.environ | {"DATABASE_URL": os.environ["DATABASE_RUNTIME_URL"]}
    with tempfile.TemporaryDirectory() as folder:
        command += ["--beat", f"--schedule={folder}/beat"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            yield
        finally:
            process.terminate()
            process.wait()
