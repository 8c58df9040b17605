"""Fixtures of every test. The tests run as the runtime role, under row-level security."""

import datetime
import gc
import os
import uuid
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from coverage import Coverage
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker
from xdist import is_xdist_controller
from xdist.scheduler import LoadScopeScheduling

from eduportal import scoping
from eduportal.accounts import middleware
from eduportal.exchange.keys import create_key
from tests import examples, owner
from tests.measuring import import_everything, resting
from tests.standing import Standing, commits
from tests.trials import refuse_without_a_kind
from tests.world import MACHINE, ClientOf, World, build_world

examples.pytest_configure()
standing = Standing()
SEEDING = "tests/operations/test_seed_demo"
WITH_A_MINISTRY = tuple(
    f"tests/exchange/test_{name}"
    for name in ("faults", "stick", "two_nodes", "views_fork", "with_a_worker")
)
A_DAY = datetime.timedelta(days=1)


class FilesOrTests(LoadScopeScheduling):
    """A file that seeds a province stays with one worker, any other test goes to any.

    So do the files that share a Ministry: starting one costs as much as ten of their tests.

    The mark `xdist_group` would say the same, but pytest-xdist 3.8 overlooks it under pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, _test = nodeid.partition("::")
        if file.startswith(WITH_A_MINISTRY):
            return "with a Ministry"
        return file if file.startswith(SEEDING) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    return FilesOrTests(config, log)


def pytest_sessionstart(session: pytest.Session) -> None:
    """What only hands the tests out to workers runs no line of the portal."""
    measuring = Coverage.current()
    if measuring and is_xdist_controller(session):
        measuring.stop()


def asks_for_the_standing_world(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", [])
    return "world" in fixtures and not commits(item, fixtures)


def place_in_the_order(item: pytest.Item) -> int:
    """Whole portals first, or a worker would wait for one at the end; then world by world."""
    if "launch" in getattr(item, "fixturenames", []):
        return 0
    return 1 if asks_for_the_standing_world(item) else 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    refuse_without_a_kind(items)
    items.sort(key=place_in_the_order)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """One worker is enough to measure what is run by importing, and the others wait for it.

    What was imported stays: the collector of garbage need not look through it again.
    """
    if Coverage.current() and os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0":
        import_everything()
    with resting():
        collected = yield
    gc.collect()
    gc.freeze()
    return collected


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Changing the database costs more than most tests: it is done where it must be."""
    if not asks_for_the_standing_world(item):
        standing.leave()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The owner creates the database, one for each worker."""
    owner.connect_as("DATABASE_OWNER_URL")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The tests run as the portal does, and only the owner empties and drops the database."""
    with django_db_blocker.unblock():
        # A copy has the rights to its tables, not those to the database itself.
        call_command("grant_runtime", owner.RUNTIME_ROLE, verbosity=0)
        owner.connect_as("DATABASE_URL")
    yield
    with django_db_blocker.unblock():
        standing.drop()
        owner.let_go()
        owner.connect_as("DATABASE_OWNER_URL")


@pytest.fixture(scope="class")
def as_owner(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test runs as the owner of the tables. Of a class, so that it comes before `db`."""
    with django_db_blocker.unblock(), owner.connected_as_owner():
        yield


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Counts of one test (attempts a minute) must not reach the next: each has its own keys."""
    caches["default"].key_prefix = f"test-{uuid.uuid4().hex}"


@pytest.fixture(scope="class")
def uncounted() -> Iterator[None]:
    """Coverage rests, in the programs the test starts as well: it would cost as much again.

    What such a test runs has tests of its own. Of a class, so that the fixture comes before others.
    """
    with resting():
        yield


@pytest.fixture
def lasting_proof(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """For walks of minutes, and sessions that tests share: who signed in has just proved it.

    How soon a proof is too old is asked in tests/accounts/test_proof.py and test_factors.py.
    """
    settings.EDUPORTAL_PROOF_SECONDS = A_DAY.total_seconds()
    monkeypatch.setattr(middleware, "AT_ONCE", A_DAY)


@pytest.fixture(scope="session", autouse=True)
def node_key() -> None:
    """This node has a signing key, as every portal has after `manage.py node_key`."""
    create_key(Path(settings.EDUPORTAL_SIGNING_KEY_FILE))


@pytest.fixture
def signing_key(settings: Settings, tmp_path: Path) -> None:
    """A signing key of this test's own node, as `manage.py node_key` makes one."""
    settings.EDUPORTAL_SIGNING_KEY_FILE = tmp_path / "node.key"
    create_key(settings.EDUPORTAL_SIGNING_KEY_FILE)


@pytest.fixture
def db_everywhere(db: None) -> Iterator[None]:
    """A database in which the test itself, not the pages it asks for, sees every school's rows."""
    with scoping.everywhere("a test reads and writes rows itself"):
        yield


@pytest.fixture(scope="class")
def in_its_database(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> bool:
    """Whether the test runs where the world stands. Of a class, so that it comes before `db`."""
    if commits(request.node, request.fixturenames):
        return False
    with django_db_blocker.unblock():
        standing.enter()
    return True


@pytest.fixture
def world(in_its_database: bool, db: None) -> World:
    """The small province of tests/world.py. Add `db_everywhere` to read its rows again."""
    return standing.world() if in_its_database else build_world()


@pytest.fixture
def client_of(world: World) -> ClientOf:
    """A browser in which the persona has signed in, or a program holding the machine's token.

    `client_of("anonymous")` has done neither.
    """

    def client_of(persona: str) -> Client:
        if persona == MACHINE:
            return Client(headers={"Authorization": f"Token {world.token()}"})
        client = Client()
        if persona != "anonymous":
            client.force_login(
                world.users[persona], backend="eduportal.accounts.backends.PortalBackend"
            )
        return client

    return client_of


@pytest.fixture
def superuser(world: World, client_of: ClientOf) -> Client:
    """The browser of an administrator who is a superuser as well."""
    account = world.users["department_admin"]
    account.is_superuser = True
    account.save()
    return client_of("department_admin")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many requests the tests of hostile input and the attacks have sent."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    kept = [each for report in reports for each in getattr(report, "user_properties", ())]
    for line in dict.fromkeys(str(value) for name, value in kept if name == "attack"):
        terminalreporter.write_line(line)
    personas: Counter[str] = Counter()
    verbs: Counter[str] = Counter()
    for persona, sent in (value for name, value in kept if name == "hostile"):
        personas[persona] += sum(sent.values())
        verbs.update(sent)
    if verbs:
        said = f"{verbs.total()} hostile requests: {dict(personas)}, {dict(verbs)}"
        terminalreporter.write_line(said)
