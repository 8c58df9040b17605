"""What stands around a plan: reasons, persons, demand, prices, the clerk, and child processes."""

import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from eduportal.operations.demo.imbalance import communes, invent_province
from eduportal.solving.children import Limits
from staffing.rebalance.demand import Priority, recruitment_demand
from staffing.rebalance.explain import EVERYBODY_GOES, LOT, Explainer
from staffing.rebalance.facts import UPPER, Facts, parts_of
from staffing.rebalance.greedy import greedy, main_subject_only
from staffing.rebalance.groups import Grouped
from staffing.rebalance.options import WAS_SENT, YEARS_HERE, Options
from staffing.rebalance.people import Chooser
from staffing.rebalance.plan import Plan
from staffing.rebalance.prices import prices_of
from staffing.rebalance.running import Job, run_child, solve_parts
from staffing.rebalance.settings import complete, options_of, variants
from tests.staffing.rebalance.small import EXACT, LOAD, facts, person, school, solved

TWO = [school("A"), school("B", 6)]
# Lessons nearby would do instead of a move; here nobody may give them.
ALONE = replace(EXACT, shared_people_percent=0)
ONE_NEEDED = {"A": {"toan": LOAD}, "B": {"toan": LOAD}}


def explained(of, options=EXACT):
    plan = solved(of, options).plan
    return dict(Explainer(Grouped(of, options), plan, "test").lines())


def the_only(reasons):
    (why,) = reasons.values()
    return why


def test_a_line_says_why_this_person_and_what_would_be_without():
    people = [
        person("p1", "A", "toan", years_here=9),
        person("p2", "A", "toan", years_here=2),
        person("p3", "A", "toan", protections=frozenset({"hardship"})),
    ]
    needs = {**ONE_NEEDED, "A": {"toan": 2 * LOAD}}
    why = the_only(explained(facts(TWO, needs, people), ALONE))

    assert (why.spare, why.lacking, why.still_lacking) == (LOAD, (("toan", LOAD),), (("toan", 0),))
    # Whose hardship it is, a line does not say.
    assert (why.eligible, why.not_eligible, why.decided_by) == (2, 1, YEARS_HERE)
    assert (why.without.units, why.without.worse_off) == (LOAD, ())
    # Half a load at the second school, as it is within 8 km.
    assert why.if_shared == LOAD // 2


def test_where_everybody_goes_no_criterion_decides():
    of = facts(TWO, {"A": {}, "B": {"toan": LOAD}}, [person("p", "A", "toan")])

    assert the_only(explained(of, ALONE)).decided_by == EVERYBODY_GOES


def test_equal_people_are_told_apart_by_the_lot():
    people = [person("p1", "A", "toan"), person("p2", "A", "toan")]
    of = facts(TWO, ONE_NEEDED, people)

    assert the_only(explained(of, ALONE)).decided_by == LOT
    lots = [Chooser(Grouped(of, EXACT), name).lot for name in "abcdefgh"]
    assert {min(people, key=lot).key for lot in lots} == {"p1", "p2"}


def test_who_was_sent_before_goes_last():
    people = [person("p1", "A", "toan", was_sent=True), person("p2", "A", "toan", years_here=30)]
    reasons = explained(facts(TWO, ONE_NEEDED, people), ALONE)

    assert [line.person for line in reasons] == ["p2"] and the_only(reasons).decided_by == WAS_SENT


def test_each_goes_where_the_way_from_home_is_shorter():
    schools = [school("A"), school("B", 10), school("C", -10)]
    people = [
        person("p1", "A", "toan", home=(-9_000, 0)),
        person("p2", "A", "toan", home=(9_000, 0)),
    ]
    plan = solved(facts(schools, {"A": {}, "B": {"toan": LOAD}, "C": {"toan": LOAD}}, people)).plan

    assert {move.person: move.to_school for move in plan.moves} == {"p1": "C", "p2": "B"}


def test_a_forced_move_is_worth_its_price_or_saves_a_school():
    part = parts_of(invent_province(share=0.08, stages=[UPPER]))[0]
    options = replace(Options(), gap_percent=0, near_bound_percent=0, may_share=False)
    for line, why in explained(part, options).items():
        price = options.forced_price(UPPER) / (1 if line.is_forced else options.wish_share)
        assert why.without.weighted >= price or why.without.worse_off, line


def test_without_a_lesson_shared_the_lesson_is_open():
    of = facts(TWO, {"A": {"toan": 400}, "B": {"toan": 200}}, [person("p", "A", "toan")])

    assert the_only(explained(of)).without.units == 200


def test_what_stays_open_is_demand_in_whole_posts_that_add_up():
    schools = [school(f"S{n}", n, commune=f"c{n}") for n in range(4)]
    needs = {f"S{n}": {"toan": units} for n, units in enumerate([1_000, 900, 400, 300])}
    taught = {"S0": 0, "S1": 300, "S2": 0, "S3": 270}
    left = {(at, "toan"): needs[at]["toan"] - units for at, units in taught.items()}
    found = recruitment_demand(facts(schools, needs, []), Plan("x", "03", open_after=left))

    # 2,000 periods in cells of half a post and more are three posts; 30 periods are none.
    assert [(each.commune, each.posts, each.priority) for each in found] == [
        ("c0", 1, Priority.BLACK),
        ("c2", 1, Priority.BLACK),
        ("c1", 1, Priority.RED),
        ("c3", 0, Priority.YELLOW),
    ]
    assert found[0].open_posts == Fraction(1_000, LOAD)


def test_the_price_table_says_what_each_limit_costs():
    people = [person("p1", "A", "toan"), person("p2", "A", "toan")]
    priced = {
        "as_it_is": EXACT,
        "may_force": replace(EXACT, may_force=False),
        "may_share": replace(EXACT, may_share=False),
        # Nobody may leave, and somebody must.
        "absurd": replace(EXACT, leave_percent=0, pinned=frozenset({("p1", "B")})),
    }
    found = {each.code: each for each in prices_of(facts(TWO, ONE_NEEDED, people), priced)}

    assert list(found) == ["as_it_is", "may_force", "may_share"]
    assert found["as_it_is"].open_posts == pytest.approx(0)
    # Of two people half a load each, rounded down: a period stays open.
    assert found["may_force"].difference == pytest.approx(1 / LOAD)
    assert found["may_share"].difference == pytest.approx(0)


def test_each_setting_that_matters_for_a_level_has_a_price_and_no_other():
    gentle, forcing = complete({}), complete({"may_force": 1, "may_share": 0, "leave_percent": 60})
    assert variants(gentle, "03").keys() == {
        "as_it_is", "nobody_moves", "may_force", "may_grant", "may_share", "wishes_first",
        "no_school_worse", "leave_percent", "shared_people_percent", "shared_load_percent",
        "share_km_03",
    }  # fmt: skip
    found = variants(forcing, "04")
    assert {"worth", "move_km_04", "no_protections", "keeps_hardship"} <= found.keys()
    assert not {"share_km_04", "move_km_03", "shared_load_percent"} & found.keys()
    assert (found["leave_percent"], found["worth"], found["move_km_04"], found["may_force"]) == (
        {"leave_percent": 100}, {"worth": 4}, {"move_km_04": 37}, {"may_force": 0},
    )  # fmt: skip


def test_a_lifted_protection_and_a_closed_way_reach_the_options():
    options = options_of(complete({"keeps_retiring": 0, "closed": [["a", "b"]]}))
    assert Options().protecting - options.protecting == {"retiring"}
    assert ("b:03", "a:03") in options.closed and ("a:01", "b:01") in options.closed


def test_a_search_without_a_bound_of_its_own_is_measured_by_that_of_divisible_people():
    people = [person("p1", "A", "toan"), person("p2", "A", "toan")]
    found = solved(facts(TWO, ONE_NEEDED, people))
    above = replace(found, bound=found.found + 2_660, lp_bound=found.found - 5)
    assert (above.least, above.gap >= 0) == (found.found - 5, True)


def test_the_clerk_sends_whom_the_school_has_no_use_for_and_keeps_the_limits():
    people = [person(f"p{n}", "A", "toan") for n in range(3)]
    by_hand = greedy(Grouped(facts(TWO, ONE_NEEDED, people), EXACT))

    assert by_hand.sent == [("p0", "A", "B")] and by_hand.still_open == 0
    nobody = replace(EXACT, leave_percent=0)
    by_hand = greedy(Grouped(facts(TWO, ONE_NEEDED, people), nobody))
    assert by_hand.sent == [] and by_hand.still_open == LOAD - 2 * 332
    wishing = [*people, person("w", "A", "toan", wishes=("B",))]
    assert greedy(Grouped(facts(TWO, ONE_NEEDED, wishing), EXACT)).granted == [("w", "A", "B")]


def test_main_subjects_alone_leave_what_second_ones_cover():
    of = facts(TWO, {"A": {"toan": 300, "gdcd": 300}, "B": {}}, [person("p", "A", "toan", "gdcd")])

    assert main_subject_only(Grouped(of, EXACT)) == 300
    assert Grouped(of, EXACT).inside["A"] == {
        (("toan", "gdcd"), "toan"): 300,
        (("toan", "gdcd"), "gdcd"): 300,
    }


def test_parts_are_solved_in_children_as_they_are_here():
    parts = [
        Facts((school(at), school(f"{at}2", 9)), of.needs, of.people, at)
        for at in ("A", "B")
        for of in [facts([], {at: {}, f"{at}2": {"toan": LOAD}}, [person("p", at, "toan")])]
    ]
    told = []
    done = solve_parts(parts, EXACT, "test", told=told.append)

    assert [each.name for each in done] == ["A", "B"] and len(told) == 2
    for part, each in zip(parts, done, strict=True):
        assert each.solved and each.solved.plan == solved(part).plan
        assert 0 < each.peak_bytes < 1_000_000_000


@pytest.mark.parametrize(
    ("limits", "problem"),
    [(Limits(memory_bytes=50_000_000), "ended with"), (Limits(wall_seconds=0), "clock")],
)
def test_a_child_that_meets_a_limit_fails_its_part_alone(limits, problem):
    of = facts(TWO, ONE_NEEDED, [person("p", "A", "toan")])
    done = run_child(Job(of, EXACT, "test", limits))

    assert done.solved is None and done.problem.startswith(problem)


def test_a_child_says_that_options_contradict_each_other():
    of = facts(TWO, ONE_NEEDED, [person("p", "A", "toan")])
    done = run_child(Job(of, replace(EXACT, pinned=frozenset({("p", "B")})), "test", Limits()))

    assert done.solved is None and done.problem == "Infeasible"


def test_an_invented_province_is_the_same_every_time_and_has_every_kind_of_person():
    one, other = invent_province(share=0.05), invent_province(share=0.05)

    assert one.digest() == other.digest() != invent_province(share=0.05, seed=8).digest()
    assert len(communes()) == 96
    assert any(each.wishes for each in one.people) and any(
        len(each.subjects) > 1 for each in one.people
    )
    kinds = {kind for each in one.people for kind in each.protections}
    assert kinds == set(Options().protecting)


def test_options_have_a_digest_of_their_own():
    assert Options().digest() == Options().digest() != replace(Options(), leave_percent=16).digest()


def test_a_search_that_ends_where_it_began_has_the_gap_to_the_bound_of_divisible_people() -> None:
    """HiGHS answers "target reached" without a bound of its own."""
    found = solved(facts(TWO, ONE_NEEDED, [person("p", "A", "toan")]))
    ended = replace(found, is_global=True, bound=-float("inf"))
    least = (found.found - found.lp_bound) / max(1.0, found.inside - found.lp_bound)
    assert ended.gap == least


CHILD = """
import time
from eduportal.solving.children import end_with_parent
end_with_parent()
print("ready", flush=True)
time.sleep(60)
"""
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal is Linux's")
def test_the_child_of_a_worker_that_is_killed_ends_with_it():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, CHILD], stdout=subprocess.PIPE, encoding="ascii"
    )
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 30
    while is_running(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(pid)


def is_running(pid: int) -> bool:
    """A process that has ended may wait for its parent's parent to look."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
