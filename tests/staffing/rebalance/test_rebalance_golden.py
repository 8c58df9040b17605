"""Plans whose best answer is known without a computer."""

from dataclasses import replace

import pytest

from eduportal.solving.highs import NotSolved
from staffing.rebalance.options import FULL_LOAD, exchange
from staffing.rebalance.part import bound_only
from staffing.rebalance.plan import Ground
from tests.staffing.rebalance.small import EXACT, LOAD, facts, person, school, solved, with_limits

TWO = [school("A"), school("B", 10, commune="c2", managed_by="c2")]


def lines(found):
    moves = [(each.person, each.to_school, each.ground) for each in found.plan.moves]
    return moves + [(each.person, each.to_school, dict(each.units)) for each in found.plan.shares]


def test_a_teacher_too_many_goes_where_one_is_missing():
    people = [person("p1", "A", "toan", years_here=9), person("p2", "A", "toan", years_here=2)]
    found = solved(facts(TWO, {"A": {"toan": LOAD}, "B": {"toan": LOAD}}, people))

    assert lines(found) == [("p2", "B", Ground.SURPLUS)]
    assert found.plan.was_open == LOAD and found.plan.still_open == 0
    assert found.plan.moves[0].metres == 10_000
    # Between two communes the Department decides.
    assert found.plan.moves[0].decided_by == "department"


def test_lessons_at_a_second_school_come_before_moving():
    near = [school("A"), school("B", 5)]
    people = [person("p1", "A", "toan")]
    found = solved(facts(near, {"A": {"toan": 400}, "B": {"toan": 200}}, people))

    assert lines(found) == [("p1", "B", {"toan": 200})]
    assert found.plan.shares[0].decided_by == "c1"


def test_what_is_less_than_four_periods_a_week_is_not_shared():
    near = [school("A"), school("B", 5)]
    people = [person("p1", "A", "toan")]
    found = solved(facts(near, {"A": {"toan": 400}, "B": {"toan": 139}}, people))

    assert lines(found) == []
    assert found.plan.still_open == 139


def test_nobody_is_sent_further_than_the_limit():
    far = [school("A"), school("B", 15.001)]
    people = [person("p1", "A", "toan"), person("p2", "A", "toan")]
    of = facts(far, {"A": {"toan": LOAD}, "B": {"toan": LOAD}}, people)

    assert lines(solved(of)) == []
    assert len(solved(of, with_limits(EXACT, move_metres=15_001)).plan.moves) == 1


def test_a_wish_is_granted_however_far_and_before_anybody_is_forced():
    far = [school("A"), school("B", 14), school("C", 60)]
    people = [person("p1", "A", "toan"), person("p2", "C", "toan", wishes=("B",))]
    found = solved(facts(far, {"A": {}, "B": {"toan": LOAD}, "C": {}}, people))

    assert lines(found) == [("p2", "B", Ground.WISH)]


def test_who_is_protected_stays():
    people = [person(f"p{n}", "A", "toan", protections=frozenset({"nursing"})) for n in (1, 2)]
    found = solved(facts(TWO, {"A": {"toan": LOAD}, "B": {"toan": LOAD}}, people))

    assert lines(found) == []


def test_a_surplus_never_pays_for_the_shortage_of_another_subject():
    people = [person(f"p{n}", "A", "gdcd") for n in range(5)]
    found = solved(facts(TWO, {"A": {"gdcd": LOAD}, "B": {"toan": LOAD}}, people))

    assert lines(found) == []
    assert found.plan.open_after == {("B", "toan"): LOAD}


def test_what_belongs_to_no_subject_is_covered_by_anybody_of_the_school():
    people = [person("p1", "A", "gdcd")]
    of = facts(TWO, {"A": {"gdcd": 300, "#shared": 365}, "B": {"#shared": 100}}, people)
    found = solved(of)

    assert found.plan.open_after == {("B", "#shared"): 100}


def test_a_teacher_of_two_subjects_is_freed_for_a_neighbour():
    """Nobody has time to spare in informatics; a mathematician frees the one who knows both."""
    people = [
        person("both", "A", "tin-hoc", "toan", protections=frozenset({"hardship"})),
        person("free", "C", "toan"),
        person("it", "B", "tin-hoc"),
    ]
    schools = [school("A"), school("B", 3), school("C", -10)]
    needs = {"A": {"toan": LOAD, "tin-hoc": LOAD}, "B": {"tin-hoc": LOAD}, "C": {}}
    found = solved(facts(schools, needs, people))

    assert lines(found) == [("free", "A", Ground.SURPLUS)]
    assert found.plan.still_open == 0


def test_who_is_needed_at_home_goes_for_a_time_only():
    schools = [school("A"), school("B", 10, is_hard=True)]
    people = [person("p1", "A", "toan", "gdcd"), person("p2", "A", "toan")]
    needs = {"A": {"toan": LOAD, "gdcd": 300}, "B": {"gdcd": LOAD}}
    found = solved(facts(schools, needs, people), replace(EXACT, no_school_worse=False))

    assert lines(found) == [("p1", "B", Ground.LENT)]
    assert found.plan.moves[0].is_for_a_time


def test_so_many_percent_of_a_school_may_leave():
    people = [person(f"p{n}", "A", "toan") for n in range(8)]
    of = facts(TWO, {"A": {}, "B": {"toan": 8 * LOAD}}, people)

    # 15 % of eight people are 1.2: two.
    assert len(solved(of, replace(EXACT, leave_percent=15)).plan.moves) == 2


def test_so_many_percent_of_a_school_may_be_shared():
    near = [school("A"), school("B", 5)]
    people = [person(f"p{n}", "A", "toan") for n in range(8)]
    options = replace(EXACT, shared_people_percent=15, may_force=False)
    of = facts(near, {"A": {}, "B": {"toan": 8 * LOAD}}, people)

    assert len(solved(of, options).plan.shares) == 2


def test_a_move_that_was_accepted_is_in_the_plan():
    people = [person("p1", "A", "toan", years_here=9), person("p2", "A", "toan", years_here=2)]
    of = facts(TWO, {"A": {"toan": LOAD}, "B": {"toan": LOAD}}, people)
    found = solved(of, replace(EXACT, pinned=frozenset({("p1", "B")})))

    assert lines(found) == [("p1", "B", Ground.SURPLUS)]


def test_accepted_moves_that_nobody_may_make_are_no_plan():
    people = [person("p1", "A", "toan"), person("p2", "A", "toan")]
    of = facts(TWO, {"A": {"toan": 2 * LOAD}, "B": {"toan": LOAD}}, people)

    with pytest.raises(NotSolved):
        solved(of, replace(EXACT, pinned=frozenset({("p1", "B")})))


def test_who_stays_by_decision_and_where_a_river_is():
    people = [person("p1", "A", "toan"), person("p2", "A", "toan")]
    of = facts(TWO, {"A": {"toan": LOAD}, "B": {"toan": LOAD}}, people)

    assert lines(solved(of, replace(EXACT, kept=frozenset({"p1", "p2"})))) == []
    assert lines(solved(of, replace(EXACT, closed=frozenset({("A", "B")})))) == []


def test_wishes_are_granted_together_where_none_could_be_alone():
    """Three who change places in a ring: each leaves a gap that the next one fills."""
    schools = [school("A"), school("B", 30), school("C", 60)]
    people = [
        person("a", "A", "toan", wishes=("B",)),
        person("b", "B", "toan", wishes=("C", "A")),
        person("c", "C", "toan", wishes=("A",)),
        person("d", "C", "gdcd", wishes=("A",)),
    ]
    needs = {"A": {"toan": LOAD, "gdcd": 9}, "B": {"toan": LOAD}, "C": {"toan": LOAD, "gdcd": 99}}
    of = facts(schools, needs, people)

    assert lines(solved(of)) == []
    # Nobody comes for the fourth, whom the school cannot do without.
    ring = [("a", "B", Ground.WISH), ("b", "C", Ground.WISH), ("c", "A", Ground.WISH)]
    assert lines(solved(of, exchange(EXACT))) == ring


def test_without_force_only_wishes_and_lessons_are_left():
    people = [person("p1", "A", "toan"), person("p2", "A", "toan")]
    of = facts(TWO, {"A": {"toan": LOAD}, "B": {"toan": LOAD}}, people)

    assert lines(solved(of, replace(EXACT, may_force=False))) == []


def test_the_bound_of_a_province_without_movers_is_what_is_open_inside():
    people = [person("p1", "A", "toan", is_full_time=False, units=300)]
    of = facts(TWO, {"A": {"toan": LOAD}, "B": {"gdcd": 100}}, people)

    assert bound_only(of, EXACT) == pytest.approx(3 * 365 + 2 * 100)


def test_preschools_are_counted_in_tenths_of_a_post():
    schools = [replace(each, stage="01") for each in TWO]
    people = [person(f"p{n}", "A", "#children", units=FULL_LOAD["01"]) for n in range(3)]
    found = solved(facts(schools, {"A": {"#children": 22}, "B": {"#children": 7}}, people))

    # The third has two tenths to do at home: there is no school worse off by leaving.
    assert lines(found) == []
    found = solved(facts(schools, {"A": {"#children": 20}, "B": {"#children": 7}}, people))
    assert len(found.plan.moves) == 1 and found.plan.still_open == 0
