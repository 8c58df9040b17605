"""Scenarios of the network: what steps make of it, worked by hand, and what always holds."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest

from eduportal.planning.rules.checks import Check, Rule, Verdict, checks
from eduportal.planning.rules.distance import straight_km
from eduportal.planning.rules.network import Network, Place, School, Site, grades_of
from eduportal.planning.rules.network_figures import READINGS, Figures, Terms, figures, ways
from eduportal.planning.rules.operations import Cannot, Kind, Operation
from eduportal.planning.rules.sizes import Size, as_rows, from_rows, in_force
from eduportal.planning.rules.steps import apply
from staffing.rules.norms import ClassCount

TERMS = Terms(in_force([]), longest={"02": 3.0})
PRIMARY, LOWER = range(1, 6), range(6, 10)


def school(
    key: str, each: int, grades: range = PRIMARY, rooms: int | None = 30, **changed: object
) -> School:
    stages = ("02",) if grades is PRIMARY else ("03",)
    point = (10.5 + len(key) / 1000 + ord(key[-1]) / 100, 106.1)
    place = Place(dict.fromkeys(grades, each), (Site(f"{key}1", rooms, point, True),))
    made = School(key, f"Trường {key}", "xã", stages, (place,), 2 if stages == ("02",) else 1, 3)
    return replace(made, **changed)  # type: ignore[arg-type]


def network(*schools: School) -> Network:
    return Network({each.key: each for each in schools})


def after(before: Network, *steps: Operation) -> Network:
    done = apply(before, steps)
    assert not done.refused
    return done.network


def of(found: Network) -> Figures:
    return figures(found, TERMS)


TWO = network(school("A", 42), school("B", 38))


def test_two_small_primary_schools_apart_under_one_roof_and_in_name_only() -> None:
    """42 and 38 students a grade, 35 a class at most."""
    now = of(TWO)
    roof = of(after(TWO, Operation(Kind.MERGE_SITES, "B", "A")))
    name = of(after(TWO, Operation(Kind.MERGE_ADMIN, "B", "A")))
    actual = ClassCount.ACTUAL
    assert (now.need.classes, now.class_size, now.schools) == (20, 20, 2)
    assert (now.teachers[actual], now.youth_leaders) == (30, 2)
    assert roof.need.classes == 15 and round(float(roof.class_size or 0), 1) == 26.7
    assert (roof.teachers[actual], roof.youth_leaders, roof.schools) == (Fraction(45, 2), 1, 1)
    assert (name.need.classes, name.teachers[actual], name.schools) == (20, 30, 1)
    assert name.sites == 2 and name.youth_leaders == 1


def test_grades_move_between_schools() -> None:
    moved = after(TWO, Operation(Kind.MOVE_GRADES, "B", "A", grades=(4, 5)))
    there = [figures(moved, TERMS, [key]).need.classes for key in "AB"]
    assert there == [12, 6]
    assert ways(moved.moved, TERMS).students == 76


def test_splitting_a_large_school_costs_classes() -> None:
    large = network(school("C", 475, LOWER))
    apart = after(large, Operation(Kind.SPLIT, "C", key="n", name="Mới", share=50, rooms=10))
    assert [of(large).need.classes, of(apart).need.classes] == [44, 48]
    assert [set(each.students.values()) for each in apart.schools.values()] == [{238}, {237}]
    # On its own ground the rooms are shared, not doubled.
    assert of(apart).need.rooms == of(large).need.rooms


def test_rooms_by_sessions() -> None:
    two = network(school("A", 140, rooms=12))
    one = network(school("C", 135, LOWER, rooms=5))
    assert (of(two).need.classes, of(two).need.short_rooms) == (20, 8)
    assert (of(one).need.classes, of(one).need.short_rooms) == (12, 1)
    half = after(two, Operation(Kind.SESSIONS, "A", sessions=1))
    assert (of(half).need.short_rooms, of(half).need.spare_rooms) == (0, 2)


def test_every_other_step() -> None:
    opened = after(
        TWO,
        Operation(Kind.OPEN, key="n", name="Mới", commune="xã", stages=("02",), rooms=10, zone=3,
                  point=(10.9, 106.1)),
        Operation(Kind.SHIFT, "A", "n", share=25),
        Operation(Kind.EXTEND, "A", rooms=-4),
        Operation(Kind.MOVE, "B", point=(11.0, 106.1)),
    )  # fmt: skip
    assert opened.schools["n"].students == dict.fromkeys(PRIMARY, 10)
    assert opened.schools["A"].places[0].rooms == 26
    assert opened.schools["B"].point == (11.0, 106.1)
    found = ways(opened.moved, TERMS)
    assert (found.students, found.known) == (50 + 190, 240)
    assert found.longest and found.mean and found.longest >= found.mean > 0
    closed = after(opened, Operation(Kind.CLOSE, "n", "B"))
    assert sum(each.total for each in closed.schools.values()) == 400
    assert closed.schools.keys() == {"A", "B"}


def test_a_site_is_closed_and_its_students_are_estimated_by_rooms() -> None:
    place = Place(
        dict.fromkeys(PRIMARY, 40),
        (Site("m", 15, (10.5, 106.0), True), Site("x", 5, (10.6, 106.0))),
    )
    found = after(network(school("A", 40, places=(place,))), Operation(Kind.CLOSE_SITE, "A",
                  site="x"))  # fmt: skip
    [moved] = found.moved
    assert (moved.students, moved.is_estimate, found.schools["A"].places[0].rooms) == (50, True, 15)
    again = apply(found, [Operation(Kind.CLOSE_SITE, "A", site="m")])
    assert again.refused == {0: Cannot.LAST_SITE} and again.network == found


def test_a_level_of_education_is_handed_over() -> None:
    both = school("D", 30, stages=("02", "03"))
    both = both.with_place(0, replace(both.places[0], students=dict.fromkeys(range(1, 10), 30)))
    found = after(network(both, school("C", 60, LOWER)), Operation(Kind.HAND_OVER, "D", "C",
                  stage="03"))  # fmt: skip
    assert found.schools["D"].stages == ("02",)
    assert found.schools["C"].students == dict.fromkeys(LOWER, 90)


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (Operation(Kind.CLOSE, "Z", "A"), Cannot.NO_SCHOOL),
        (Operation(Kind.CLOSE, "A"), Cannot.NO_TARGET),
        (Operation(Kind.CLOSE, "A", "A"), Cannot.SAME_SCHOOL),
        (Operation(Kind.CLOSE, "A", "C"), Cannot.LEVEL_MISSING),
        (Operation(Kind.SHIFT, "A", "C", share=20), Cannot.LEVEL_MISSING),
        (Operation(Kind.SHIFT, "A", "B"), Cannot.NO_SHARE),
        (Operation(Kind.SPLIT, "A", key="n"), Cannot.NO_SHARE),
        (Operation(Kind.MOVE_GRADES, "A", "B"), Cannot.NO_GRADES),
        (Operation(Kind.MOVE_GRADES, "A", "B", grades=(7,)), Cannot.NO_GRADES),
        (Operation(Kind.HAND_OVER, "A", "B", stage="02"), Cannot.NO_LEVEL),
        (Operation(Kind.EXTEND, "A"), Cannot.NO_ROOMS),
        (Operation(Kind.EXTEND, "A", site="none", rooms=2), Cannot.NO_SITE),
        (Operation(Kind.MOVE, "A"), Cannot.NO_PLACE),
        (Operation(Kind.MOVE, "A", site="none", point=(10, 106)), Cannot.NO_SITE),
        (Operation(Kind.CLOSE_SITE, "A", site="none"), Cannot.NO_SITE),
        (Operation(Kind.SESSIONS, "A", sessions=3), Cannot.NO_SESSIONS),
        (Operation(Kind.OPEN, key="n", commune="xã"), Cannot.NO_LEVEL),
        (Operation(Kind.OPEN, key="n", stages=("02",)), Cannot.NO_COMMUNE),
    ],
)
def test_a_step_that_cannot_be_taken_is_named_and_changes_nothing(
    step: Operation, why: Cannot
) -> None:
    before = network(school("A", 42), school("B", 38), school("C", 50, LOWER))
    done = apply(before, [step])
    assert (done.refused, done.network) == ({0: why}, before)


def some_network(rng: random.Random) -> Network:
    return network(
        *[
            school(f"{at}", rng.randint(3, 180), rooms=rng.choice([None, 4, 12, 25]))
            for at in range(rng.randint(2, 5))
        ]
    )


@pytest.mark.parametrize("seed", range(40))
def test_what_always_holds(seed: int) -> None:
    rng = random.Random(seed)
    before = some_network(rng)
    now, keys = of(before), sorted(before.schools)
    assert apply(before, []).network == before
    assert now == sum((figures(before, TERMS, [key]) for key in keys), Figures())
    roof = after(before, Operation(Kind.MERGE_SITES, keys[0], keys[1]))
    assert of(roof).need.classes <= now.need.classes
    assert of(roof).need.students == now.need.students
    name = after(before, Operation(Kind.MERGE_ADMIN, keys[0], keys[1]))
    assert of(name).need.classes == now.need.classes
    assert of(name).teachers[ClassCount.ACTUAL] == now.teachers[ClassCount.ACTUAL]
    share = rng.randint(1, 99)
    apart = after(before, Operation(Kind.SPLIT, keys[0], key="n", name="Mới", share=share))
    assert of(apart).need.classes >= now.need.classes
    assert of(apart).need.students == now.need.students
    # Rooms to spare at one school never pay for what is short at another.
    more = after(before, Operation(Kind.EXTEND, keys[1], rooms=50))
    assert figures(more, TERMS, keys[:1]) == figures(before, TERMS, keys[:1])
    for found in (roof, name, apart, more):
        for check in checks(before, found, [], TERMS):
            assert check.clause, check


def refusals(before: Network, *steps: Operation) -> dict[Rule, Check]:
    found = checks(before, after(before, *steps), steps, TERMS)
    refused = {each.rule: each for each in found if each.verdict is Verdict.REFUSED}
    assert all(each.clause and each.figures for each in refused.values())
    return refused


def test_schools_of_two_communes_and_the_last_school_of_a_level() -> None:
    other = school("B", 100, commune="phường")
    found = refusals(network(school("A", 100), other), Operation(Kind.MERGE_SITES, "B", "A"))
    assert {Rule.ONE_COMMUNE, Rule.EACH_LEVEL} <= found.keys()
    assert found[Rule.EACH_LEVEL].figures == {"stage": "02", "before": 1, "after": 0, "least": 1}
    assert found[Rule.ONE_COMMUNE].clause.startswith("CV 6165")
    upper = [school(key, 100, stages=("04",), commune=key) for key in "XY"]
    found = refusals(network(*upper), Operation(Kind.MERGE_ADMIN, "X", "Y"))
    assert Rule.ONE_COMMUNE not in found


def test_preschools_and_centres_stay_apart() -> None:
    other = school("M", 0, stages=("01",))
    centre = school("G", 0, stages=("05",))
    before = network(school("A", 100), other, centre, school("M2", 0, stages=("01",)))
    assert Rule.PRESCHOOL_APART in refusals(before, Operation(Kind.MERGE_ADMIN, "M", "A"))
    assert Rule.CENTRE_APART in refusals(before, Operation(Kind.MERGE_ADMIN, "G", "A"))
    assert not refusals(before, Operation(Kind.MERGE_ADMIN, "M2", "M"))


def test_sizes_rooms_and_ways_are_refused_with_both_numbers() -> None:
    before = network(school("A", 140, rooms=40), school("B", 140, rooms=20))
    found = refusals(before, Operation(Kind.MERGE_SITES, "A", "B"))
    assert found[Rule.CLASSES].figures == {"classes": 40, "before": 20, "least": 10, "most": 30}
    assert found[Rule.CLASS_SIZE].figures == {"stage": "02", "students": 70.0, "most": 35}
    far = network(school("A", 40), school("B", 40, places=(Place(dict.fromkeys(PRIMARY, 40),
                  (Site("B1", 20, (10.0, 106.1), True),)),)))  # fmt: skip
    way = refusals(far, Operation(Kind.CLOSE, "B", "A"))[Rule.WAY]
    assert way.figures["limit"] == 3.0 and way.figures["factor"] == 1.3
    # Too small already, and not smaller: noted.
    small = network(school("A", 20), school("B", 20))
    stays = checks(small, after(small, Operation(Kind.EXTEND, "A", rooms=1)), [], TERMS)
    assert Verdict.NOTED in {each.verdict for each in stays if each.rule is Rule.CLASSES}


def test_a_preschool_has_few_sites_and_unknown_rooms_are_no_verdict() -> None:
    sites = tuple(Site(f"{at}", 2, None, at == 0) for at in range(5))
    before = network(
        school("M", 0, stages=("01",), places=(Place({}, sites),)),
        school("N", 0, stages=("01",)),
        school("A", 100, rooms=None),
    )
    found = refusals(before, Operation(Kind.MERGE_ADMIN, "N", "M"))
    assert found[Rule.SITES].figures == {"sites": 6, "most": 5}
    done = checks(before, after(before, Operation(Kind.SESSIONS, "A", sessions=1)), [], TERMS)
    assert Verdict.UNKNOWN in {each.verdict for each in done if each.rule is Rule.CLASS_SIZE}


def test_a_line_that_was_entered_takes_the_place_of_the_portals_own() -> None:
    sizes = in_force([Size("02", "usual", 12, 24, 30, source="QĐ 1")])
    assert sizes.for_school(["02"], 3) == sizes.of("02") and sizes.most_students("02") == 30
    assert sizes.for_school(["02"], 1) == in_force([]).of("02", "difficult")
    assert sizes.for_school(["02", "03"], 3).kind == "multi"  # type: ignore[union-attr]
    assert sizes.for_school(["05"], 3) is None
    assert from_rows(as_rows(sizes)).lines == sizes.lines


def test_a_school_without_a_zone_has_no_norm() -> None:
    found = of(network(school("A", 42, zone=None)))
    assert (found.no_zone, found.teachers) == (1, dict.fromkeys(READINGS, 0))


def test_the_great_circle() -> None:
    """One degree of latitude is a 360th of the meridian."""
    assert straight_km((10, 106), (11, 106)) == pytest.approx(111.19, abs=0.01)
    assert straight_km((10, 106), (10, 106)) == 0


def test_grades_of_levels() -> None:
    assert grades_of(["02"]) == [*PRIMARY] and grades_of(["01", "05"]) == []
