"""Registers and results of a province at a real Ministry: by themselves, in order, once."""

import pytest

from eduportal.exchange.models import Delivery, Package
from eduportal.exchange.services import compare_all, seal_changed, send_due
from eduportal.scoping import everywhere
from grades.selectors.correcting import sealed_term
from grades.services import withdraw_class
from students.models import Student
from tests.exchange.levels import conserved, seal, states
from tests.exchange.second_node import SecondNode
from tests.grades.conftest import scope_of
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
HELD = "select hash from exchange_package where state = 'accepted' order by 1"


def counting() -> list[tuple[str]]:
    with everywhere("a test looks"):
        accepted = Package.objects.filter(state="accepted").order_by("hash")
        return list(accepted.values_list("hash"))


def test_registers_arrive_before_results_and_both_nodes_hold_the_same(
    ministry: SecondNode, world: World
) -> None:
    seal_changed()
    seal(world, 80)
    send_due()
    assert states() == {"accepted"}
    assert ministry.rows(HELD) == counting()
    first = ministry.rows("select feed, min(id) from exchange_package group by 1 order by 2")
    assert [feed for feed, _id in first] == ["school", "staff", "class", "student", "term"]
    assert conserved(ministry)
    [(_peer, found)] = compare_all()
    assert found.is_equal


def test_nothing_changed_means_nothing_sent(ministry: SecondNode, world: World) -> None:
    seal_changed()
    send_due()
    with everywhere("a test looks"):
        requests_made = Delivery.objects.count()
    assert seal_changed() == 0
    assert send_due() == 0
    with everywhere("a test looks"):
        assert Delivery.objects.count() == requests_made
        Student.objects.filter(pk=world.record.enrolment.student_id).update(full_name="Tên Mới")
    assert seal_changed() == 1
    assert send_due() == 1
    assert ministry.rows(HELD) == counting()


def test_a_school_renamed_here_is_renamed_there(ministry: SecondNode, world: World) -> None:
    seal_changed()
    send_due()
    with everywhere("a test renames"):
        world.school.name = "Trường THCS Tên Mới"
        world.school.save()
    assert seal_changed() == 1
    send_due()
    name = f"select name from schools_school where code = '{world.school.code}'"
    assert ministry.rows(name) == [("Trường THCS Tên Mới",)]


def test_a_withdrawal_is_one_on_every_level(ministry: SecondNode, world: World) -> None:
    seal(world, 80, classes=1)
    send_due()
    with everywhere("a test withdraws"):
        sealed = sealed_term(world.class_group, world.term)
        assert sealed is not None
        withdraw_class(
            class_group=world.class_group,
            term=world.term,
            revision=sealed.revision,
            basis="15/QĐ ngày 02/02/2027",
            scope=scope_of(world, "head"),
            user=world.users["head"],
        )
    send_due()
    assert ministry.rows("select count(*) from exchange_line") == [(0,)]
    assert ministry.rows(HELD) == counting()
    assert conserved(ministry)
