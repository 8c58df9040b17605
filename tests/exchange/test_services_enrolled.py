"""Who counts in a class sat there on the closing day by the school's own lists (0046)."""

from datetime import timedelta
from typing import Any

import pytest

from eduportal.exchange.feeds import feed_for
from eduportal.exchange.models import Line, Package
from eduportal.exchange.services import ItemResult, accept_parked, receive_bundle, receiving
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.bundle import Item
from students.choices import Ended, Sex
from tests.exchange.conftest import Sender, row, uid
from tests.exchange.test_feeds import MADE
from tests.exchange.test_feeds import sealed as sealed_of
from tests.factories import PackageFactory

CODE = "not_enrolled_on_closing_day"
LIST = feed_for("student")
BEFORE, RESULTS, AFTER = (f"2027-01-{day}T08:10:22+00:00" for day in (10, 18, 25))


@pytest.fixture(autouse=True)
def classes(sender: Sender) -> None:
    PackageFactory(
        school=sender.school,
        feed="class",
        schema="class.1",
        period="-",
        unit="-",
        layout=["6A1", "9A1", "LA1"],
    )


def listed(student: int, since: str = "2026-09-05", left: str | None = None) -> list[Any]:
    """A student's line in the list of a class."""
    who = row(student, standing="t" if left else "s", left=left)[:7]
    return [*who, Sex.MALE, since, "", Ended.TRANSFER if left else ""]


def list_of(sender: Sender, sealed_at: str, *lines: list[Any], unit: str = "6A1") -> None:
    """The next list of the class, taken in."""
    scope = sender.scope(period="-", unit=unit)
    last = Package.objects.filter(feed="student", unit=unit).order_by("-version").first()
    fields = {
        "feed": "student",
        "schema": "student.1",
        "scope": scope,
        "layout": [],
        "rules": "",
        "version": last.version + 1 if last else 1,
        "prev": last.hash if last else "",
        "sealed_at": sealed_at,
        "closes": "2027-05-31",
    }
    totals = LIST.totals(sender.header([], **fields, totals={}), lines)
    header = sender.header([], **fields, totals=totals)
    assert received(sender, sender.signed(header, list(lines))).code == "accepted"


def received(sender: Sender, item: Item) -> ItemResult:
    return receive_bundle(peer=sender.peer, items=[item])[0]


def causes(result: ItemResult) -> list[tuple[str, list[int]]]:
    return [(each["code"], each["lines"]) for each in result.receipts[-1].problems]


def test_who_is_on_the_list_counts(sender: Sender) -> None:
    list_of(sender, BEFORE, listed(1), listed(2, left="2027-01-16"))
    assert received(sender, sender.seal([row(1), row(2)])).code == "accepted"


@pytest.mark.parametrize(
    "line",
    [listed(2, left="2027-01-15"), listed(2, since="2027-01-17"), listed(3)],
    ids=["left the day before", "came the day after", "is not on it"],
)
def test_who_was_not_in_the_class_that_day_returns_the_package(
    line: list[Any], sender: Sender
) -> None:
    list_of(sender, BEFORE, listed(1))
    list_of(sender, AFTER, listed(1), line)
    result = received(sender, sender.seal([row(1), row(2)]))
    assert (result.code, causes(result)) == ("returned", [(CODE, [2])])
    assert not Line.objects.exists()


def test_a_line_that_does_not_count_may_name_anybody(sender: Sender) -> None:
    list_of(sender, AFTER, listed(1))
    gone = row(2, standing="t", left="2027-01-10")
    assert received(sender, sender.seal([row(1), gone])).code == "accepted"


def test_a_list_that_comes_after_the_results_bears_them_out(sender: Sender) -> None:
    list_of(sender, BEFORE, listed(1))
    result = received(sender, sender.seal([row(1), row(2)]))
    assert (result.code, causes(result)) == ("parked", [(CODE, [2])])
    assert accept_parked() == 0
    list_of(sender, AFTER, listed(1), listed(2, since="2026-12-01"))
    assert accept_parked() == 1
    assert Line.objects.filter(counted=True).count() == 2


def test_a_newer_list_that_says_the_same_returns_what_waited_and_frees_the_scope(
    sender: Sender,
) -> None:
    list_of(sender, BEFORE, listed(1))
    waiting = sender.seal([row(1), row(2)])
    assert received(sender, waiting).code == "parked"
    list_of(sender, AFTER, listed(1))
    assert accept_parked() == 1
    assert Package.objects.get(hash=wire.digest(waiting.content)).state == "returned"
    assert received(sender, sender.seal([row(1)], prev="")).code == "accepted"


def test_a_list_is_waited_for_some_days_only(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_of(sender, BEFORE, listed(1))
    received(sender, sender.seal([row(1), row(2)]))
    monkeypatch.setattr(receiving, "LIST_AWAITED", timedelta(days=-1))
    assert accept_parked() == 1
    assert Package.objects.get(feed="term").state == "returned"


def test_results_sent_again_are_judged_by_the_list_of_their_time(sender: Sender) -> None:
    list_of(sender, BEFORE, listed(1), listed(2))
    # Since then both have left, and somebody else has come.
    list_of(sender, AFTER, listed(1, left="2027-01-12"), listed(3, since="2027-01-20"))
    assert received(sender, sender.seal([row(1), row(2)])).code == "accepted"


def test_who_left_and_came_back_sat_there_by_the_older_list(sender: Sender) -> None:
    list_of(sender, BEFORE, listed(1, left="2027-01-16"))
    list_of(sender, RESULTS, listed(1, since="2027-01-17"))
    list_of(sender, AFTER, listed(1, since="2027-01-17"))
    assert received(sender, sender.seal([row(1)])).code == "accepted"


def test_a_school_that_sends_no_list_of_the_class_is_taken_at_its_word(sender: Sender) -> None:
    assert received(sender, sender.seal([row(1)])).code == "accepted"


def test_two_schools_that_both_list_a_student_are_held_and_not_returned(sender: Sender) -> None:
    list_of(sender, BEFORE, listed(1))
    PackageFactory(feed="student", schema="student.1", period="-", unit="6A1")
    assert received(sender, sender.seal([row(1)])).code == "accepted"


@pytest.mark.parametrize("name", ["midterm", "year", "preschool", "graduation"])
def test_every_feed_of_a_class_asks(name: str, sender: Sender) -> None:
    unit, line = MADE[name][1], MADE[name][3]
    list_of(sender, AFTER, listed(7), unit=unit)
    result = received(sender, sealed_of(sender, name, line))
    assert (result.code, causes(result)) == ("returned", [(CODE, [1])])
    assert uid(1) in result.receipts[0].problems[0]["samples"][0]
