"""Fixtures of every test. The tests run as the portal's own role, under row-level security."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from pytest_django.fixtures import Settings

from eduportal import scoping
from eduportal.exchange.keys import create_key
from tests.world import MACHINE, ClientOf, World, build_world

# How long an example takes says something about the machine, not about the portal.
hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Counts of one test (attempts a minute) must not reach the next: each has its own keys."""
    caches["default"].key_prefix = f"test-{uuid.uuid4().hex}"


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


@pytest.fixture
def world(db: None) -> World:
    """The small province of tests/world.py. Add `db_everywhere` to read its rows again."""
    return build_world()


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
