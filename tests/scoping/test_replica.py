"""Officials' pages come from a real replica while it is current, and from the first otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest
from django.db import Error, connection, connections, router
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from eduportal.dashboards.figures.services import refresh_stale
from eduportal.dashboards.models import ClassFigure
from eduportal.scoping import Actor, everywhere
from eduportal.scoping import replica as module
from eduportal.scoping.replica import ALIAS, State, look, reading
from schools.models import School
from script.launcher.ports import HOST, reserved_port, why_silent
from script.launcher.postgres import CARELESS, find_place, server
from script.launcher.processes import Program, Supervisor
from script.launcher.state import instance
from students.models import Student
from tests.owner import owner_cursor, superuser_address
from tests.world import ClientOf, World

pytestmark = [
    pytest.mark.trial("programs"),
    pytest.mark.django_db(transaction=True, databases=["default", ALIAS]),
]
READY_WITHIN_SECONDS = 120
REPLICATION = f"host replication all {HOST}/32 scram-sha-256\n"
OVERVIEW = reverse("dashboards:overview")


@dataclass
class Replica:
    """A second server that streams the tests' own, and what a test does to it."""

    supervisor: Supervisor
    program: Program
    port: int

    @property
    def address(self) -> str:
        first = f":{connection.settings_dict['PORT']}/"
        return superuser_address("postgres").replace(first, f":{self.port}/")

    def start(self) -> None:
        self.supervisor.start(self.program)
        self.program.wait_until(lambda: not why_silent(self.address), READY_WITHIN_SECONDS)

    def stop(self) -> None:
        """kill -9 to all of it, as when a machine dies."""
        self.program.process.kill()
        self.supervisor.end(self.program)

    def execute(self, statement: str) -> None:
        """As the superuser, at the replica."""
        database = psycopg2.connect(self.address)
        database.autocommit = True
        with database.cursor() as cursor:
            cursor.execute(statement)
        database.close()

    def wait_for(self, state: State) -> None:
        self.program.wait_until(lambda: look() is state, READY_WITHIN_SECONDS)


@pytest.fixture(scope="module", autouse=True)
def alias(django_db_setup: None) -> Iterator[None]:
    """The portal has a replica, which is no database of the tests to be emptied."""
    first = connections.settings["default"]
    of_tests = {**first["TEST"], "MIRROR": "default"}
    connections.settings[ALIAS] = {**first, "ATOMIC_REQUESTS": False, "TEST": of_tests}
    yield
    del connections.settings[ALIAS]


@pytest.fixture
def streaming(tmp_path: Path) -> Iterator[Replica]:
    """pg_basebackup of the tests' server, started as its standby."""
    with owner_cursor(superuser_address("postgres")) as cursor:
        cursor.execute("show hba_file")
        rules = Path(cursor.fetchone()[0])
        before = rules.read_text()
        rules.write_text(before + REPLICATION)
        cursor.execute("select pg_reload_conf()")
    try:
        with instance(tmp_path) as supervisor, reserved_port() as port:
            yield start_replica(supervisor, port)
    finally:
        rules.write_text(before)


def start_replica(supervisor: Supervisor, port: int) -> Replica:
    place = find_place(supervisor.folder / "standby")
    made = place.run(
        place.programs / "pg_basebackup",
        f"--dbname={superuser_address('postgres')}",
        f"--pgdata={place.folder / 'cluster'}",
        "--write-recovery-conf",
        "--wal-method=stream",
        "--checkpoint=fast",
        "--no-sync",
    )
    assert made.returncode == 0, made.stderr
    found = Replica(supervisor, server(place, port, supervisor.log("standby"), CARELESS), port)
    found.start()
    return found


@pytest.fixture
def replica(world: World, streaming: Replica, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replica]:
    """The portal asks about the replica anew each time."""
    connections[ALIAS].close()
    monkeypatch.setitem(connections[ALIAS].settings_dict, "PORT", str(streaming.port))
    monkeypatch.setattr(module, "ASKED_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(module, "SILENT_FOR_SECONDS", 0.0)
    monkeypatch.setattr(module, "known", module.Known())
    yield streaming
    connections[ALIAS].close()


def asked(client: Client, url: str) -> dict[str, bool]:
    """Which of the two databases was sent statements about figures for the page."""
    with (
        CaptureQueriesContext(connections["default"]) as first,
        CaptureQueriesContext(connections[ALIAS]) as second,
    ):
        assert client.get(url).status_code == 200
    return {
        name: any("dashboards_classfigure" in each["sql"] for each in queries)
        for name, queries in (("first", first), (ALIAS, second))
    }


def test_pages_are_read_from_a_replica_that_is_current_and_from_the_first_otherwise(
    replica: Replica,
    world: World,
    client_of: ClientOf,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    officer, head = client_of("department_officer"), client_of("head")
    count(world)
    replica.wait_for(State.OK)
    assert asked(officer, OVERVIEW) == {"first": False, ALIAS: True}
    keeps_the_schools_apart(world, head)
    nothing_is_written_there()

    # It stands still while the first goes on: older numbers than promised are not shown.
    settings.EDUPORTAL_REPLICA_BEHIND_SECONDS = 0
    replica.execute("select pg_wal_replay_pause()")
    count(world, students=7)
    replica.wait_for(State.BEHIND)
    assert health() == ("behind", ["replica"])
    page = officer.get(OVERVIEW)
    assert page.context["tally"].students == 7
    replica.execute("select pg_wal_replay_resume()")
    replica.wait_for(State.OK)
    # Other tests write to the same server: from now on it is behind by something all the time.
    settings.EDUPORTAL_REPLICA_BEHIND_SECONDS = 60
    assert officer.get(OVERVIEW).context["tally"].students == 7
    assert health() == ("ok", [])

    # It is killed between the question and the page; then it is known to be down, and back again.
    monkeypatch.setattr(module, "ASKED_EVERY_SECONDS", 60.0)
    module.known.keep(State.OK)
    replica.stop()
    assert officer.get(OVERVIEW).context["tally"].students == 7
    assert health() == ("down", ["replica"])
    assert officer.get(OVERVIEW).status_code == 200
    monkeypatch.setattr(module, "ASKED_EVERY_SECONDS", 0.0)
    replica.start()
    replica.wait_for(State.OK)
    assert asked(officer, OVERVIEW) == {"first": False, ALIAS: True}


def count(world: World, students: int = 6) -> None:
    """Write the figures: so many students in a class of each school, whatever its sheets say."""
    with everywhere("a test counts"):
        refresh_stale()
        ClassFigure.objects.update(students=0)
        ClassFigure.objects.filter(class_group=world.class_group).update(students=students)


def keeps_the_schools_apart(world: World, head: Client) -> None:
    school = reverse("dashboards:school", args=[world.school.public_id])
    assert not asked(head, school)["first"]
    foreign = reverse("dashboards:school", args=[world.foreign_school.public_id])
    assert head.get(foreign).status_code == 404
    with reading(f"{{{world.school.pk}}}", Actor()):
        seen = Student.objects.all()
        assert (seen.db, {each.school_id for each in seen}) == (ALIAS, {world.school.pk})
    assert Student.objects.all().db == "default"
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("select count(*) from students_student")
        assert cursor.fetchone() == (0,)


def nothing_is_written_there() -> None:
    with connections[ALIAS].cursor() as cursor, pytest.raises(Error, match="read-only"):
        cursor.execute("delete from dashboards_nodefigure")
    with reading("*", Actor()):
        assert router.db_for_write(School) == "default"


def health() -> tuple[str, list[str]]:
    """What the health page says of the replica, and what is late."""
    told = Client().get(reverse("health")).json()
    return told["replica"], [each for each in told["late"] if each == "replica"]
