"""A package changes rows of its own school only, and no code only looks like another's."""

from collections.abc import Sequence
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from eduportal.exchange.feeds import LedgerRow
from eduportal.exchange.feeds.school import SchoolFeed, line_of
from eduportal.exchange.models import Line, OutboxEntry, Package, Peer, Receipt
from eduportal.exchange.services import ItemResult, receive_bundle
from eduportal.exchange.wire.bundle import Item
from eduportal.exchange.wire.header import Header
from grades.feeds.term import TermFeed
from schools.models import School
from tests.exchange.conftest import Sender, make_sender, row
from tests.factories import PeerFactory


def receive(sender: Sender, *items: Item) -> list[ItemResult]:
    return receive_bundle(peer=sender.peer, items=items)


def rows_of(school: School) -> list[Sequence[Any]]:
    """Everything the exchange keeps of a school."""
    return [
        *Line.objects.filter(school=school).order_by("pk").values_list(),
        *Package.objects.filter(school=school).order_by("pk").values_list("pk", "state", "hash"),
        *Receipt.objects.filter(school=school).order_by("pk").values_list("pk", "state"),
        *OutboxEntry.objects.filter(school=school).order_by("pk").values_list("pk", "state"),
    ]


def test_a_class_of_the_same_code_at_another_school_stays_apart(sender: Sender) -> None:
    PeerFactory()
    hostile = make_sender("truong-b")
    receive(sender, sender.seal([row(1), row(2)]))
    before = rows_of(sender.school)

    results = receive(hostile, hostile.seal([row(7)]), hostile.seal([]))
    assert [each.code for each in results] == ["accepted", "accepted"]
    assert rows_of(sender.school) == before


def test_a_student_of_another_school_is_not_taken_over(sender: Sender) -> None:
    hostile = make_sender("truong-b")
    receive(sender, sender.seal([row(1)]))
    before = rows_of(sender.school)
    receive(hostile, hostile.seal([row(1)]), hostile.seal([]))

    assert rows_of(sender.school) == before


def test_not_even_a_feed_that_forgets_the_school_reaches_another_one(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = make_sender("truong-b")
    receive(sender, sender.seal([row(1)]))
    before = rows_of(sender.school)
    rows = TermFeed.ledger_rows

    def forgetful(feed: TermFeed, header: Header, lines: Sequence[Any]) -> list[LedgerRow]:
        Line.objects.all().delete()
        Package.objects.filter(version=1).update(state="superseded")
        return list(rows(feed, header, lines))

    monkeypatch.setattr(TermFeed, "ledger_rows", forgetful)
    (result,) = receive(hostile, hostile.seal([row(2)]))

    assert result.code == "accepted"
    assert rows_of(sender.school) == before


def register(sender: Sender, **changes: Any) -> Item:
    """The package of the sender's school itself, its one line changed by name."""
    line = list(line_of(sender.school)._replace(**changes))
    sender.version, sender.previous = 0, ""
    return sender.seal(
        [line],
        feed=SchoolFeed.name,
        schema="school.1",
        scope=sender.scope(year="-", period="-", unit="-"),
        layout=[],
        about={},
        rules="",
        totals={"schools": 1},
    )


@pytest.fixture
def ministry(sender: Sender, settings: Settings) -> Sender:
    """A node below this Ministry, which has never heard of the node's school."""
    settings.EDUPORTAL_TIER = "ministry"
    Peer.objects.filter(pk=sender.peer.pk).update(brings_schools=True, school_prefix="")
    sender.peer.refresh_from_db()
    type(sender.school).objects.filter(pk=sender.school.pk).delete()
    return sender


def term(sender: Sender) -> Item:
    sender.version, sender.previous = 0, ""
    return sender.seal([row(1)])


def test_above_the_province_a_school_comes_with_its_register(ministry: Sender) -> None:
    [early] = receive(ministry, term(ministry))
    assert (early.code, early.retry) == ("unknown_school", "after")
    results = receive(ministry, register(ministry), term(ministry))
    assert [each.code for each in results] == ["accepted", "accepted"]
    school = School.objects.get()
    assert (school.name, school.stages, school.node) == (
        ministry.school.name,
        list(ministry.school.stages),
        "truong-a",
    )
    assert (school.zone, school.sessions_per_day) == (None, None)
    assert school.unit == ministry.school.unit


def test_a_school_belongs_to_the_node_that_brought_it(ministry: Sender) -> None:
    other = make_sender("so-khac")
    receive(ministry, register(ministry))
    other.school = ministry.school
    assert receive(other, term(other))[0].code == "not_your_school"


def test_nobody_brings_a_school_without_being_let_or_outside_its_province(
    ministry: Sender,
) -> None:
    Peer.objects.update(school_prefix="no-such")
    ministry.peer.refresh_from_db()
    assert receive(ministry, register(ministry))[0].code == "not_your_school"
    Peer.objects.update(school_prefix="", brings_schools=False)
    ministry.peer.refresh_from_db()
    assert receive(ministry, register(ministry))[0].code == "not_your_school"
    assert not School.objects.exists()


def test_a_code_in_other_case_is_no_new_school(ministry: Sender) -> None:
    ministry.school.code = "ABC1"
    receive(ministry, register(ministry))
    ministry.school.code = "abc1"
    assert receive(ministry, register(ministry))[0].code == "not_your_school"
    assert School.objects.count() == 1


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"levels": []}, "bad_package"),
        ({"name": ""}, "bad_package"),
        ({"levels": ["77"]}, "bad_package"),
        ({"name": 7}, "bad_package"),
        ({"address": 7}, "returned"),
        ({"code": "khac"}, "returned"),
    ],
)
def test_a_school_that_is_not_described_is_refused(
    ministry: Sender, line: dict[str, Any], code: str
) -> None:
    assert receive(ministry, register(ministry, **line))[0].code == code
