"""This Department as processes of its own, which can be killed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.exchange.second_node import Console, SecondNode, management, portal, unmeasured
from tests.owner import address_of


def environment_below(ministry: SecondNode) -> dict[str, str]:
    """What a program of this Department is started with."""
    return unmeasured() | {
        "DATABASE_URL": address_of(connection.settings_dict["NAME"]),
        "EDUPORTAL_NODE": "long-an",
        "EDUPORTAL_SIGNING_KEY_FILE": str(ministry.folder / "long-an.key"),
    }


@contextmanager
def program(ministry: SecondNode) -> Iterator[Console]:
    """A process that runs this Department's commands: `sync_relay` is its sender."""
    with management(environment_below(ministry)) as console:
        yield console


@contextmanager
def pages(ministry: SecondNode, folder: Path) -> Iterator[int]:
    """The port of this Department's pages."""
    with portal(environment_below(ministry), folder / "web.log") as port:
        yield port


@pytest.fixture
def relay(ministry: SecondNode) -> Iterator[Console]:
    """A sender of this Department as a process of its own."""
    with program(ministry) as console:
        yield console
