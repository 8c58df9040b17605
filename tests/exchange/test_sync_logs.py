"""A package the database refuses leaves its failure in the log, and nothing of its rows."""

from pathlib import Path

import pytest

from tests.exchange.conftest import Sender, row
from tests.exchange.door import Program
from tests.logs import NUMBER, Logs, faults, logs, own_log

__all__ = ["faults", "logs", "own_log"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_package_the_database_refuses_is_logged_without_its_rows(
    below: Sender, program: Program, own_log: Path, logs: Logs, request: pytest.FixtureRequest
) -> None:
    sealed = below.seal([row(1, number=NUMBER)])
    request.getfixturevalue("faults")
    program.client.raise_request_exception = False
    program.deliver(sealed)
    assert "SQLSTATE 23514, constraint planted" in own_log.read_text()
    logs.assert_silent()
