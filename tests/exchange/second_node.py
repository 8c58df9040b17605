"""A second portal, for real: its own database, its own process, its own key."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import requests
from django.conf import settings
from django.db import connection

STARTS_WITHIN_SECONDS = 60
LAUNCH = ["-m", "gunicorn", "eduportal.wsgi:application", "--no-control-socket", "--threads", "4"]


@dataclass
class SecondNode:
    """The Ministry's portal, listening on `port`; `environment` starts its commands."""

    port: int
    folder: Path
    environment: dict[str, str]
    public_key: str = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self, *arguments: str) -> str:
        """Run one of its management commands; what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask its database as its own role, every school in sight."""
        with psycopg2.connect(self.environment["DATABASE_URL"]) as database:
            with database.cursor() as cursor:
                cursor.execute("select set_config('eduportal.scope', '*', true)")
                cursor.execute(sql)
                return cursor.fetchall()

    def digest(self, *arguments: str) -> dict[str, Any]:
        """Its ledger in one digest."""
        printed = self.command("exchange_digest", "--json", *arguments)
        found: dict[str, Any] = json.loads(printed.splitlines()[-1])
        return found

    def empty(self) -> None:
        """Forget every package and school, and trust the others again, for the next test."""
        with psycopg2.connect(self.environment["DATABASE_URL"]) as database:
            with database.cursor() as cursor:
                cursor.execute("truncate exchange_package, schools_school cascade")
                cursor.execute("update exchange_peer set revoked_at = null")


@contextmanager
def second_node(folder: Path) -> Iterator[SecondNode]:
    """Create the database, migrate it, start the portal; stop and drop all of it at the end."""
    name = f"{connection.settings_dict['NAME']}_above"
    with owner() as cursor:
        cursor.execute(f'drop database if exists "{name}"')
        cursor.execute(f'create database "{name}"')
    try:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        node = SecondNode(port, folder, environment_of(name, folder))
        node.command("migrate", "--noinput", "--verbosity", "0")
        node.public_key = json.loads(node.command("node_key"))["public_key"]
        command = [sys.executable, *LAUNCH, "--bind", f"127.0.0.1:{port}"]
        with subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=node.environment, stderr=subprocess.DEVNULL
        ) as process:
            try:
                wait_for(node)
                yield node
            finally:
                process.terminate()
    finally:
        with owner() as cursor:
            cursor.execute(f'drop database "{name}" with (force)')


@contextmanager
def owner() -> Iterator[Any]:
    """A cursor outside any transaction, in the database the tests were started with."""
    database = psycopg2.connect(os.environ["DATABASE_URL"])
    database.autocommit = True
    try:
        with database.cursor() as cursor:
            yield cursor
    finally:
        database.close()


def environment_of(name: str, folder: Path) -> dict[str, str]:
    url = urlsplit(os.environ["DATABASE_URL"])
    return os.environ | {
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{name}")),
        "EDUPORTAL_TIER": "ministry",
        "EDUPORTAL_NODE": "bo",
        "EDUPORTAL_STATE_DIR": str(folder),
        "EDUPORTAL_SIGNING_KEY_FILE": str(folder / "bo.key"),
    }


def wait_for(node: SecondNode) -> None:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while True:
        try:
            requests.get(f"{node.address}/sync/v1/capabilities", timeout=5).raise_for_status()
            return
        except requests.RequestException:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
