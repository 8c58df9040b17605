"""A student counts once in a feed, year and period among all schools, whoever sends first."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eduportal.exchange.models import Line
from eduportal.exchange.services import ItemResult, receive_bundle
from eduportal.exchange.wire import receipt as receipt_wire
from tests.exchange.conftest import Sender, make_sender, row, uid


def received(sender: Sender, *numbers: int, **header: object) -> ItemResult:
    rows = [row(number) for number in numbers]
    return receive_bundle(peer=sender.peer, items=[sender.seal(rows, **header)])[0]


def held(result: ItemResult) -> list[str]:
    return receipt_wire.parse(bytes(result.receipts[0].content)).held


def counted(number: int) -> list[str]:
    """The nodes whose line of the student counts."""
    lines = Line.objects.filter(student_uid=uid(number), counted=True)
    return list(lines.values_list("package__origin", flat=True))


@pytest.fixture
def other(sender: Sender) -> Sender:
    return make_sender("truong-b")


def test_the_second_line_of_a_student_is_held_and_named(sender: Sender, other: Sender) -> None:
    assert held(received(sender, 1, 2)) == []
    result = received(other, 2, 3)
    assert (result.code, held(result)) == ("accepted", [uid(2)])
    assert [counted(number) for number in (1, 2, 3)] == [["truong-a"], ["truong-a"], ["truong-b"]]
    assert Line.objects.filter(student_uid=uid(2)).count() == 2


def test_when_the_first_corrects_the_held_line_counts(sender: Sender, other: Sender) -> None:
    received(sender, 1, 2)
    received(other, 2, 3)
    received(sender, 1)
    assert counted(2) == ["truong-b"]


def test_when_the_first_says_that_the_student_has_left_the_held_line_counts(
    sender: Sender, other: Sender
) -> None:
    received(sender, 1, 2)
    received(other, 2, 3)
    left = row(2, standing="t", left="2026-12-01")
    receive_bundle(peer=sender.peer, items=[sender.seal([row(1), left])])
    assert counted(2) == ["truong-b"]


def test_when_the_one_who_waits_corrects_nothing_is_held(sender: Sender, other: Sender) -> None:
    received(sender, 1, 2)
    received(other, 2, 3)
    assert held(received(other, 3)) == []
    assert counted(2) == ["truong-a"]


def test_a_withdrawal_lets_the_held_line_count(sender: Sender, other: Sender) -> None:
    received(sender, 1, 2)
    received(other, 2, 3)
    received(sender, event="withdrawal", basis="QĐ 1")
    assert [counted(number) for number in (1, 2, 3)] == [[], ["truong-b"], ["truong-b"]]


def test_a_student_of_two_classes_of_one_school_counts_once(sender: Sender) -> None:
    received(sender, 1)
    sender.version, sender.previous = 0, ""
    result = received(sender, 1, scope=sender.scope(unit="6A2"), unit_name="6A2")
    assert held(result) == [uid(1)]
    assert counted(1) == ["truong-a"]


def test_the_terms_of_a_year_are_counted_apart(sender: Sender) -> None:
    received(sender, 1)
    sender.version, sender.previous = 0, ""
    assert held(received(sender, 1, scope=sender.scope(period="hk2"))) == []
    assert len(counted(1)) == 2


def test_who_left_counts_where_the_student_sits_on_the_closing_day(
    sender: Sender, other: Sender
) -> None:
    moved = row(1, standing="t", left="2026-12-01")
    receive_bundle(peer=sender.peer, items=[sender.seal([moved, row(2)])])
    assert held(received(other, 1)) == []
    assert counted(1) == ["truong-b"]


def test_a_correction_that_says_who_left_lets_the_held_line_count(
    sender: Sender, other: Sender
) -> None:
    """The old school sent first, with the student; its correction keeps the line, not the place."""
    received(sender, 1, 2)
    assert held(received(other, 1)) == [uid(1)]
    moved = row(1, standing="t", left="2026-12-01")
    receive_bundle(peer=sender.peer, items=[sender.seal([moved, row(2)])])
    assert counted(1) == ["truong-b"]
    assert Line.objects.filter(student_uid=uid(1)).count() == 2


sent_by = st.lists(
    st.tuples(st.integers(0, 2), st.sets(st.integers(1, 4), max_size=4)), min_size=1, max_size=10
)
example = itertools.count(1)


@pytest.mark.trial("many")
@pytest.mark.usefixtures("uncounted")
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sent_by)
def test_whatever_three_schools_send_each_student_counts_once_and_no_line_is_lost(
    sender: Sender, sent: list[tuple[int, set[int]]]
) -> None:
    """What accepted packages say is there, counted or held; of each student one line counts."""
    run = next(example)
    schools = [make_sender(f"truong-{run}-{number}") for number in range(3)]
    newest: dict[int, set[int]] = {}
    for which, chosen in sent:
        newest[which] = {run * 10 + number for number in chosen}
        assert received(schools[which], *sorted(newest[which])).code == "accepted"
    for number in range(run * 10 + 1, run * 10 + 5):
        lines = Line.objects.filter(student_uid=uid(number))
        assert lines.count() == sum(number in numbers for numbers in newest.values())
        assert lines.filter(counted=True).count() == min(lines.count(), 1)
