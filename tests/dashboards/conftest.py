"""The term the figures are of, and a province with sealed classes."""

import pytest

from eduportal.dashboards.figures import services
from tests import factories
from tests.dashboards import books


@pytest.fixture
def term(db_everywhere):
    return factories.TermFactory()


@pytest.fixture
def province(world, db_everywhere):
    """Sealed classes in three schools, two of them of one commune."""
    books.sealed_class(world.schools[0], world.term, "6S1", 6, 8, 7, 1)
    books.sealed_class(world.schools[0], world.term, "6S2", 6, 8, 7, 0)
    books.sealed_class(world.schools[1], world.term, "6S1", 9, 9, 9, 9)
    books.sealed_class(world.schools[2], world.term, "6S1", 7, 7, 7, 7)
    services.refresh_stale()
    return world
