"""A package changes rows of its own school only, whatever its scope is called."""

from collections.abc import Sequence
from typing import Any

import pytest

from eduportal.exchange.models import OutboxEntry, Package, Receipt
from eduportal.exchange.services import ItemResult, receive_bundle
from eduportal.exchange.wire.bundle import Item
from eduportal.exchange.wire.header import scope_of
from grades.feeds.subject_results import SubjectResultFeed
from grades.models import LedgerLine
from schools.models import School
from tests.exchange.conftest import FEED, Sender, make_sender, row
from tests.factories import PeerFactory, SchoolFactory

TERM = "2026-2027-HK1"
# The name of a class, the ending of another school's code and that school's class: one text.
SAME_TEXT = [("6/1", "/6", "1"), ("6/1/2", "/6/1", "2"), ("/1", "/", "1"), ("6//", "/6", "/")]


def sealed(sender: Sender, school: School, name: str, rows: list[list[Any]]) -> Item:
    scope = scope_of(school.code, name, TERM, FEED.kind)
    named = {"code": school.code, "name": school.name, "stages": ["03"]}
    return sender.seal(rows, **{"class": name, "scope": scope, "school": named})


def receive(sender: Sender, *items: Item) -> list[ItemResult]:
    return receive_bundle(peer=sender.peer, items=items)


def rows_of(school: School) -> list[Sequence[Any]]:
    """Everything the exchange keeps of a school."""
    return [
        *LedgerLine.objects.filter(school=school).order_by("pk").values_list(),
        *Package.objects.filter(school=school).order_by("pk").values_list("pk", "state", "hash"),
        *Receipt.objects.filter(school=school).order_by("pk").values_list("pk", "state"),
        *OutboxEntry.objects.filter(school=school).order_by("pk").values_list("pk", "state"),
    ]


@pytest.mark.parametrize(("name", "ending", "other_name"), SAME_TEXT)
def test_scopes_of_one_text_at_two_schools_stay_apart(
    sender: Sender, name: str, ending: str, other_name: str
) -> None:
    PeerFactory()
    hostile = make_sender("truong-b")
    other = SchoolFactory(node="truong-b", code=sender.school.code + ending)
    receive(sender, sealed(sender, sender.school, name, [row(1), row(2)]))
    before = rows_of(sender.school)
    first = sealed(hostile, other, other_name, [row(7)])
    second = sealed(hostile, other, other_name, [])
    assert first.content.count(Package.objects.get().scope.encode()) == 1

    assert [each.code for each in receive(hostile, first, second)] == ["accepted", "accepted"]
    assert rows_of(sender.school) == before
    again = sealed(sender, sender.school, name, [row(1)])
    assert [each.code for each in receive(sender, again)] == ["accepted"]
    assert LedgerLine.objects.get().school == sender.school


def test_a_record_of_another_school_is_not_taken_over(sender: Sender) -> None:
    hostile = make_sender("truong-b")
    receive(sender, sender.seal([row(1)]))
    before = rows_of(sender.school)
    (result,) = receive(hostile, hostile.seal([row(1)]))

    assert [problem.code for problem in result.problems] == ["counted_elsewhere"]
    assert rows_of(sender.school) == before


def test_not_even_a_feed_that_forgets_the_school_reaches_another_one(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = make_sender("truong-b")
    receive(sender, sender.seal([row(1)]))
    before = rows_of(sender.school)
    store = SubjectResultFeed.store

    def forgetful(feed: SubjectResultFeed, package: Package, rows: Sequence[Any]) -> None:
        LedgerLine.objects.all().delete()
        Package.objects.exclude(pk=package.pk).update(state="superseded")
        store(feed, package, rows)

    monkeypatch.setattr(SubjectResultFeed, "store", forgetful)
    (result,) = receive(hostile, hostile.seal([row(2)]))

    assert result.code == "accepted"
    assert rows_of(sender.school) == before
