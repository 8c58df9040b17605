"""With a superuser's address nothing of the portal starts, and the watcher is told."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.owner import SUPERUSER, address_of, owner_address_of, superuser_address

pytestmark = pytest.mark.usefixtures("uncounted")
SENTENCE = (
    f"The database role {SUPERUSER} has SUPERUSER, BYPASSRLS, CREATEROLE, REPLICATION: "
    "it can pass over row-level security, which keeps the schools apart."
)
CHECK = ["manage.py", "check", "--deploy", "--database", "default", "--fail-level", "WARNING"]
# Such a server loads its application while the event loop runs.
ASYNCHRONOUS = [
    "-c",
    """
import asyncio

async def load():
    from eduportal.asgi import application
    print("started")

asyncio.run(load())
""",
]
WORKER = ["-m", "celery", "--app=eduportal", "worker", "--concurrency=1", "--without-mingle"]
PAGES = ["-m", "gunicorn", "eduportal.wsgi:application", "--no-control-socket"]
PAGES += ["--bind=127.0.0.1:0"]
ENDS_WITHIN_SECONDS = 60


def run(command: list[str], database: str) -> subprocess.CompletedProcess[str]:
    """A program of the portal with production settings and this DATABASE_URL, to its end."""
    # The browser tests set it for the tests' own process.
    inherited = {k: v for k, v in os.environ.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    production = {"DJANGO_SETTINGS_MODULE": "eduportal.settings.prod", "DATABASE_URL": database}
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=inherited | production,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=ENDS_WITHIN_SECONDS,
    )


@pytest.mark.trial("programs")
def test_check_deploy_fails_for_a_superuser_and_passes_for_the_runtime_role(db: None) -> None:
    refused = run(CHECK, superuser_address())
    assert refused.returncode == 1
    assert SENTENCE in refused.stdout

    passed = run(CHECK, address_of(connection.settings_dict["NAME"]))
    assert passed.stdout == "System check identified no issues (0 silenced).\n"
    assert passed.returncode == 0


@pytest.mark.trial("programs")
def test_the_pages_do_not_start(db: None) -> None:
    refused = run(PAGES, superuser_address())
    assert refused.returncode == 3
    assert SENTENCE in refused.stdout
    assert "runtime role's address into DATABASE_URL" in refused.stdout


@pytest.mark.trial("programs")
def test_the_pages_do_not_start_as_the_owner(db: None) -> None:
    refused = run(PAGES, owner_address_of(connection.settings_dict["NAME"]))
    assert refused.returncode == 3
    assert "The database role eduportal_owner owns, or may act as" in refused.stdout


@pytest.mark.trial("programs")
def test_neither_do_the_pages_of_an_asynchronous_server(db: None) -> None:
    refused = run(ASYNCHRONOUS, superuser_address())
    assert refused.returncode == 1
    assert SENTENCE in refused.stdout

    started = run(ASYNCHRONOUS, address_of(connection.settings_dict["NAME"]))
    assert (started.returncode, started.stdout.splitlines()[-1]) == (0, "started")


@pytest.mark.trial("programs")
def test_the_worker_does_not_start(db: None) -> None:
    refused = run(WORKER, superuser_address())
    assert refused.returncode == 1
    assert SENTENCE in refused.stdout


@pytest.mark.trial("programs")
def test_the_owner_migrates_without_being_refused(db: None) -> None:
    done = run(["manage.py", "migrate"], owner_address_of(connection.settings_dict["NAME"]))
    assert done.returncode == 0
    assert "No migrations to apply." in done.stdout


def test_the_watcher_is_told_and_reads_the_reason_in_the_log_only(
    as_superuser: None, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["status"] == "down"
    assert response.json()["database"] == "unsafe"
    assert SENTENCE in caplog.text
    assert SUPERUSER not in response.content.decode()
