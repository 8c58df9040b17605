"""No log names a child: errors with marked values are provoked at every door, every log is read."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import requests
from django.conf import settings
from django.db import connection

from eduportal import scoping
from eduportal.imports.tasks import check_job
from eduportal.operations.mainjob.browser import Browser, PageProblem
from script.launcher.ports import HOST
from script.launcher.postgres import CARELESS, embedded_databases
from script.launcher.servers import embedded_queue
from script.launcher.state import instance, throwaway
from tests.exchange.second_node import portal
from tests.factories.people import PASSWORD
from tests.imports.jobs import ROSTER, receive
from tests.imports.rosters import new_row, roster
from tests.logs import MARKERS, NAME, NUMBER, Logs, faults, logs, own_log
from tests.owner import address_of, owner_address_of, superuser_address
from tests.world import World

__all__ = ["faults", "logs", "own_log"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("uncounted")]
CONTROL = "Qponmlk"
WITHIN_SECONDS = 90
WORKER = [sys.executable, "-m", "celery", "--app=eduportal", "worker", "--concurrency=1"]
WORKER += [f"--queues={settings.CELERY_TASK_DEFAULT_QUEUE},{settings.EXCHANGE_QUEUE}"]
WORKER += ["--loglevel=INFO", "--without-gossip", "--without-mingle", "--without-heartbeat"]
BEAT = [sys.executable, "-m", "celery", "--app=eduportal", "beat", "--pidfile=", "--loglevel=INFO"]


def wait_until(text: str, log: Path) -> None:
    until = time.monotonic() + WITHIN_SECONDS
    while text not in log.read_text():
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.1)


@contextmanager
def process(command: list[str], log: Path, environment: dict[str, str]) -> Iterator[None]:
    with log.open("ab") as written:
        started = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=written, stderr=written
        )
    try:
        yield
    finally:
        started.terminate()
        started.wait(60)


# --- PostgreSQL's own log ---

FAILING = (
    f"insert into django_session values ('{NAME}', '', now()), ('{NAME}', '', now())",
    f"insert into django_session values ('{NAME}', null, now())",
    f"select '{NAME}'::int",
    f"select 1/0, '{NAME}'",
    f"select no_such_column, '{NAME}'",
    f"set statement_timeout = 20; select pg_sleep(5), '{NAME}'",
    f"do $$ begin raise log '{NAME}'; raise warning '{NAME}'; raise exception '{NAME}'; end $$",
)


def failing(address: str, name: str) -> None:
    for statement in FAILING:
        session = psycopg2.connect(address)
        with pytest.raises(psycopg2.Error), session.cursor() as cursor:
            cursor.execute(statement.replace(NAME, name))
        session.close()


def test_neither_role_has_its_statements_or_rows_written_to_the_servers_log(logs: Logs) -> None:
    database = connection.settings_dict["NAME"]
    failing(superuser_address(), CONTROL)
    # Every one of them would be seen: nobody has silenced the administrator.
    assert logs.postgres().count(CONTROL) >= len(FAILING)

    failing(address_of(database), NAME)
    failing(owner_address_of(database), NAME)
    logs.assert_silent()


def test_an_ended_session_takes_its_statement_with_it(logs: Logs) -> None:
    address = address_of(connection.settings_dict["NAME"])
    command = [sys.executable, "-c", ASK_LONG, address, f"select pg_sleep(60), '{NAME}'"]
    with (
        closing(psycopg2.connect(superuser_address())) as administrator,
        administrator.cursor() as cursor,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as asked,
    ):
        assert asked.stdout
        pid = int(asked.stdout.readline())
        cursor.execute(WAITS, [pid])
        cursor.execute("select pg_terminate_backend(%s, 10000)", [pid])
    assert asked.returncode != 0
    assert "terminating connection" in logs.postgres()
    logs.assert_silent()


# Until the session sleeps: ended before, it would have no statement to be quoted.
WAITS = """
do $$ begin
    while not exists (select 1 from pg_stat_activity where pid = %s and wait_event = 'PgSleep') loop
        perform pg_sleep(0.02), pg_stat_clear_snapshot();
    end loop;
end $$
"""
ASK_LONG = """
import sys, psycopg2
cursor = psycopg2.connect(sys.argv[1]).cursor()
cursor.execute("select pg_backend_pid()")
print(cursor.fetchone()[0], flush=True)
cursor.execute(sys.argv[2])
"""


@pytest.mark.trial("programs")
def test_a_killed_session_is_reported_without_its_query() -> None:
    """The kernel's way when memory runs out. A server of its own: the others restart by it."""
    with throwaway("server") as supervisor:
        address = embedded_databases(supervisor, CARELESS)["DATABASE_URL"]
        with closing(psycopg2.connect(address)) as session, session.cursor() as cursor:
            cursor.execute("select pg_backend_pid()")
            [(pid,)] = cursor.fetchall()
            cursor.execute(f"select '{NAME}'")
            os.kill(pid, signal.SIGKILL)
            log = supervisor.log("postgres")
            wait_until("was terminated by signal 9", log)
        assert not any(marker in log.read_text() for marker in MARKERS)


# --- the portal's processes ---


@pytest.mark.trial("programs")
def test_errors_at_every_door_of_running_processes_leave_no_name_in_any_log(
    world: World, logs: Logs, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with instance(tmp_path) as supervisor:
        queue = embedded_queue(supervisor)["REDIS_URL"]
        environment = os.environ | {
            "DATABASE_URL": address_of(connection.settings_dict["NAME"]),
            "REDIS_URL": queue,
            "EDUPORTAL_PRIVATE_DIR": str(tmp_path / "private"),
            "EDUPORTAL_PROXY_COUNT": "1",
        }
        with portal(environment, logs.folder / "web.log") as port:
            teacher = Browser(f"http://{HOST}:{port}", "teacher", PASSWORD)
            teacher.session.headers["X-Forwarded-For"] = "10.9.9.9, 203.0.113.7"
            clerk = Browser(f"http://{HOST}:{port}", "clerk", PASSWORD)
            request.getfixturevalue("faults")
            with process(WORKER, logs.folder / "worker.log", environment):
                provoke_pages(teacher, world)
                provoke_import(clerk, world)
                provoke_task(world, queue)
                wait_until("CheckViolation", logs.folder / "worker.log")
                beat = [*BEAT, f"--schedule={tmp_path / 'beat'}"]
                with process(beat, logs.folder / "beat.log", environment):
                    wait_until(" sent", logs.folder / "beat.log")
                [first, *_] = sent_in(logs.lines("beat.log"))
                wait_until(first, logs.folder / "worker.log")
        run_commands(world, tmp_path, logs, environment)
    logs.assert_silent()
    assert {"web.log", "worker.log", "beat.log", "valkey.log", "command.log"} <= set(logs.texts())
    check_fields(logs, world)


def provoke_pages(teacher: Browser, world: World) -> None:
    """A form, the grid, the REST interface, and addresses that hold a name."""
    edits = [{"record": world.record.pk, "cell": "remark", "from": "", "to": NAME}]
    sheet = f"/marksheets/{world.sheet.public_id}/"
    with pytest.raises(PageProblem, match="500"):
        teacher.save_cells(sheet, edits)
    base, session = teacher.base_url, teacher.session
    token = {"X-CSRFToken": session.cookies["csrftoken"]}
    op = edits[0] | {"op": "00000000-0000-4000-8000-000000000001"}
    answer = session.post(
        f"{base}/api/v1{sheet}cells/?full_name={NAME}", json={"ops": [op]}, headers=token
    )
    assert answer.status_code in (400, 403, 500)
    named = {"Referer": f"https://elsewhere.example/?q={NAME}".encode()}
    for path in (f"/students/?q={NAME}", f"/nowhere/?q={NAME}", f"/period/?term={NAME}"):
        session.get(base + path, headers=named)
    stranger = requests.Session()
    page = stranger.get(f"{base}/accounts/sign-in/").text
    fields = {"username": NAME, "password": NAME, "csrfmiddlewaretoken": Browser._token(page, "/")}
    assert stranger.post(f"{base}/accounts/sign-in/", data=fields).status_code == 500
    stranger.get(f"{base}/accounts/password/reset/MQ/{MARKERS[0]}-secret/")


def provoke_import(clerk: Browser, world: World) -> None:
    """A list whose rows the database refuses; its name is a child's as well."""
    page = clerk.get(f"/imports/new/?kind={ROSTER}")
    fields = {"year": world.year.code, "csrfmiddlewaretoken": Browser._token(page, "/")}
    content = roster(new_row(full_name=NAME, personal_number=NUMBER))
    answer = clerk.session.post(
        f"{clerk.base_url}/imports/new/?kind={ROSTER}",
        data=fields | {"kind": ROSTER, "importer": ROSTER, "school": str(world.school.pk)},
        files={"file": (f"{NAME}.xlsx", content)},
    )
    assert answer.status_code == 200


def provoke_task(world: World, queue: str) -> None:
    """A stored list whose check fails in the worker, asked for by a message with a request id."""
    with scoping.everywhere("a test stores a file"):
        job = receive(roster(new_row(full_name=NAME)), ROSTER, world.school, year=world.year.code)
    with check_job.app.connection_for_write(queue) as line:
        check_job.apply_async(
            kwargs={"job_id": job.pk, "school_id": job.school_id}, connection=line, retry=False
        )


def run_commands(world: World, folder: Path, logs: Logs, environment: dict[str, str]) -> None:
    file = folder / "list.xlsx"
    file.write_bytes(roster(new_row(full_name=NAME, personal_number=NUMBER)))
    command = [sys.executable, "manage.py", "import_file", ROSTER, str(file), "--apply"]
    command += ["--school", world.school.code]
    with (logs.folder / "command.log").open("ab") as written:
        done = subprocess.run(
            command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=written
        )
    assert done.returncode != 0
    assert "CheckViolation [SQLSTATE 23514, constraint planted" in logs.texts()["command.log"]


def check_fields(logs: Logs, world: World) -> None:
    """Nothing is lost to operators: who, from where, in which request, and what failed."""
    web, teacher = logs.lines("web.log"), world.users["teacher"].pk
    failed = [line for line in web if "CheckViolation" in line.get("traceback", "")]
    assert "[SQLSTATE 23514, constraint planted, table grades_markrecord]" in str(failed)
    for line in web:
        if line["logger"].startswith(("django", "eduportal")):
            assert line["request_id"], line
            assert "user_id" in line, line
            assert line["client"], line
    clients = {line.get("client") for line in web if line.get("user_id") == teacher}
    # What the client itself wrote into X-Forwarded-For is no address.
    assert "203.0.113.7" in clients
    assert len(web) == len(logs.texts()["web.log"].splitlines())
    assert "10.9.9.9" not in logs.texts()["web.log"]
    worker = logs.lines("worker.log")
    told = [line for line in worker if "traceback" in line]
    assert told
    for line in told:
        assert line["task_id"]
    check_lines_of_tasks(web, worker, logs.lines("beat.log"))


def check_lines_of_tasks(*processes: list[dict[str, Any]]) -> None:
    """The upload asked for a task, the schedule for others: each is found by its id."""
    web, worker, beat = processes
    asked = {line["task_id"]: line["request_id"] for line in web if "task_id" in line}
    received = [line for line in worker if line["message"].endswith(" received")]
    for line in received:
        assert line["task_id"], line
        assert line["request_id"] == asked.get(line["task_id"]), line
    told = {line["task_id"] for line in received}
    assert asked and asked.keys() <= told
    assert told & set(sent_in(beat))


def sent_in(lines: list[dict[str, Any]]) -> list[str]:
    return [line["task_id"] for line in lines if line["message"].endswith(" sent")]


GARBAGE = f"{CONTROL}\r\n\r\n".encode()
REFUSED = "Invalid request from"


@pytest.mark.trial("programs")
def test_a_line_about_what_is_no_request_names_no_request_before_it(
    world: World, logs: Logs
) -> None:
    """One after the other they have the same thread; some of them the same connection as well."""
    log = logs.folder / "web.log"
    environment = os.environ | {"DATABASE_URL": address_of(connection.settings_dict["NAME"])}
    with portal(environment, log) as port:
        browser = Browser(f"http://{HOST}:{port}", "teacher", PASSWORD)
        cookies = "; ".join(f"{each.name}={each.value}" for each in browser.session.cookies)
        for path in ("/students/", "/static/none.css", "/nowhere/"):
            with closing(HTTPConnection(HOST, port, timeout=WITHIN_SECONDS)) as line:
                line.request("GET", path, headers={"Cookie": cookies})
                line.getresponse().read()
                assert line.sock, "the connection is kept"
                line.sock.sendall(GARBAGE)
                assert b" 400 " in line.sock.recv(1000)
        wait_until(REFUSED, log)
    written = logs.lines("web.log")
    assert world.users["teacher"].pk in {each.get("user_id") for each in written}
    refused = [each for each in written if REFUSED in each["message"]]
    assert len(refused) == 3
    for each in refused:
        assert not each.keys() & {"request_id", "user_id", "client", "path"}, each
    assert CONTROL not in log.read_text()


# --- what is asked in the test's own process ---


def test_the_values_of_other_exceptions_stay_out_as_well(own_log: Path, logs: Logs) -> None:
    logger = logging.getLogger("grades")
    try:
        try:
            int(NAME)
        except ValueError as error:
            raise LookupError(f"no such student: {error}") from error
    except LookupError as error:
        logger.exception("Not found: %s", error)
        logger.error(str(error), exc_info=True)
        logger.warning("Task %(name)s failed: %(exc)s", {"name": "x", "exc": repr(error)})
    logger.warning("Not Found: /students/?q=%s", NUMBER)
    told = own_log.read_text()
    assert "ValueError" in told
    assert "LookupError" in told
    logs.assert_silent()


def test_django_mails_nothing_to_anybody() -> None:
    """Its own handler would send tracebacks with every local variable."""
    for name in ("django", "django.server", "django.request"):
        assert logging.getLogger(name).handlers == []
