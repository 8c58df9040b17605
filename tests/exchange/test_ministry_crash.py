"""kill -9 of the process that reports to the Ministry, and two of them at once."""

from collections.abc import Iterator

import pytest
from django.conf import settings as portal
from django.db import connection
from pytest_django.fixtures import Settings

from eduportal.exchange.services import report
from eduportal.exchange.services.reporting import only_reporter
from eduportal.scoping import everywhere
from schools.models import School
from tests.exchange import line as lines
from tests.exchange.line import Line
from tests.exchange.ministry_side import (
    Front,
    conserved,
    corrected,
    front,
    front_process,
    let_wait_end,
    marks,
    records,
    row,
    school_known,
    sealed,
)
from tests.exchange.second_node import Console, management, unmeasured
from tests.factories import SchoolFactory
from tests.owner import address_of

__all__ = ["front", "front_process"]
pytestmark = [
    pytest.mark.trial("programs"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("signing_key"),
]


@pytest.fixture
def reporter(front: Front, settings: Settings) -> Iterator[tuple[Console, Line]]:
    """A process that reports over a line of its own."""
    with Line(front.port) as line:
        given = {
            "DATABASE_URL": address_of(connection.settings_dict["NAME"]),
            "EDUPORTAL_TIER": "department",
            "EDUPORTAL_NODE": portal.EDUPORTAL_NODE,
            "EDUPORTAL_CSDL_URL": line.address,
            "EDUPORTAL_CSDL_TOKEN_FILE": settings.EDUPORTAL_CSDL_TOKEN_FILE,
        }
        with management(unmeasured() | given) as console:
            yield console, line


@pytest.fixture
def known(front: Front) -> School:
    with everywhere("a test seals"):
        school = SchoolFactory()
        school_known(school, "6A1")
        sealed(school, 1, 2, 3)
    return school


def correct(school: School, mark: int) -> None:
    with everywhere("a test corrects"):
        corrected(school, [row(1), row(2, cells=marks(mark))])


def test_a_reporter_killed_after_the_other_side_has_taken_it_doubles_nothing(
    known: School, front: Front, reporter: tuple[Console, Line]
) -> None:
    console, line = reporter
    console.run("ministry_report")
    assert conserved(front)
    correct(known, 95)
    line.faults = [lines.at_first_byte(console.kill)]
    console.begin("ministry_report")
    with pytest.raises(AssertionError):
        console.finish()
    taken = front.processed()
    assert {each.state for each in records("result")} == {"accepted", "waiting"}
    let_wait_end()
    report()
    let_wait_end()
    report()
    assert front.processed()[: len(taken)] == taken
    assert len(front.processed()) == len(set(front.processed()))
    assert {each.state for each in records("result")} == {"accepted"}
    assert conserved(front)


def test_a_reporter_killed_before_anything_arrives_loses_nothing(
    known: School, front: Front, reporter: tuple[Console, Line]
) -> None:
    console, line = reporter
    line.faults = [lambda request, near, far: console.kill()]
    console.begin("ministry_report")
    with pytest.raises(AssertionError):
        console.finish()
    assert front.processed() == []
    let_wait_end()
    report()
    assert conserved(front)


def test_two_processes_report_once(
    known: School, front: Front, reporter: tuple[Console, Line]
) -> None:
    console, _line = reporter
    with only_reporter():
        assert "0 records accepted." in console.run("ministry_report")
    assert front.processed() == []
    console.run("ministry_report")
    assert conserved(front)
