"""The ledger's lines can be written anew from the sealed bytes at any time, to the same lines."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from eduportal.exchange.models import Line
from eduportal.exchange.services import receive_bundle
from tests.exchange.conftest import Sender, make_sender, marks, row, uid


def lines() -> list[tuple[Any, ...]]:
    names = ("package_id", "student_uid", "standing", "counted", "cells", "result", "school_id")
    return list(Line.objects.order_by("package_id", "student_uid").values_list(*names))


def receive(sender: Sender, *numbers: int, **header: Any) -> None:
    item = sender.seal([row(number) for number in numbers], **header)
    [result] = receive_bundle(peer=sender.peer, items=[item])
    assert result.code == "accepted"


def rebuilt() -> str:
    printed = StringIO()
    call_command("exchange_rebuild", stdout=printed)
    return printed.getvalue()


@pytest.fixture
def full(sender: Sender) -> Sender:
    """Two schools with students in common, corrections, and two terms."""
    other = make_sender("truong-b")
    receive(sender, 1, 2, 3)
    receive(other, 2, 3, 4)
    receive(sender, 1, 2)
    sender.version, sender.previous = 0, ""
    receive(sender, 1, 2, scope=sender.scope(period="hk2"))
    return sender


def test_lines_written_anew_are_the_lines_that_were_there(full: Sender) -> None:
    before = lines()
    assert [counts for _package, student, _s, counts, *_ in before if str(student) == uid(3)] == [
        True
    ]
    term = "term 2026-2027 {}: {} lines, as they were.\n"
    assert rebuilt() == term.format("hk1", 5) + term.format("hk2", 2)
    assert lines() == before


def test_lines_that_were_lost_or_changed_are_as_the_packages_say_again(full: Sender) -> None:
    before = lines()
    Line.objects.filter(period="hk1").delete()
    Line.objects.filter(student_uid=uid(1)).update(cells=marks(20))
    assert "hk1: 5 lines, they were not what the packages say." in rebuilt()
    # Who counts where is known of the receipts: the second school's named 2 and 3 as held.
    assert lines() == before


def test_lines_of_no_accepted_package_are_gone(full: Sender) -> None:
    before = lines()
    stray = Line.objects.first()
    assert stray
    stray.pk, stray.student_uid, stray.period = None, uid(9), "gk1"
    stray.save(force_insert=True)
    assert "gk1: 0 lines, they were not what the packages say." in rebuilt()
    assert lines() == before
