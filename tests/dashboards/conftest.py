"""A database with the register's reference rows, and every school in sight."""

import pytest

from eduportal.scoping import everywhere
from schools.services import load_reference
from tests.dashboards import world


@pytest.fixture
def register(db):
    with everywhere("a test's world is built"):
        load_reference()
        yield


@pytest.fixture
def term(register):
    return world.current_term()
