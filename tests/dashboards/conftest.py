"""The term the figures are of."""

import pytest

from tests import factories


@pytest.fixture
def term(db_everywhere):
    return factories.TermFactory()
