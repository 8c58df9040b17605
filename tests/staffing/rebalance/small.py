"""Small provinces, written by hand or by chance, and their plans."""

import random
from dataclasses import replace

from staffing.rebalance.facts import LOWER, Facts, Need, Person, School
from staffing.rebalance.options import BY_STAGE, FULL_LOAD, Options
from staffing.rebalance.part import Solved, solve_part

LOAD = FULL_LOAD[LOWER]
# Proven to the end: what there is to gain is small here.
EXACT = Options(gap_percent=0, near_bound_percent=0, leave_percent=100, shared_people_percent=100)


def school(key: str, east_km: float = 0, **other: object) -> School:
    values = {"commune": "c1", "managed_by": "c1", "north": 0} | other
    return School(key, LOWER, east=round(east_km * 1000), **values)


def person(key: str, at: str, *subjects: str, **other: object) -> Person:
    return Person(key, at, subjects, **({"units": LOAD} | other))


def facts(schools: list[School], needs: dict[str, dict[str, int]], people: list[Person]) -> Facts:
    rows = [Need(at, each, units) for at, some in needs.items() for each, units in some.items()]
    return Facts(tuple(schools), tuple(rows), tuple(people), "by hand")


def solved(of: Facts, options: Options = EXACT) -> Solved:
    """The plan, which the checker must agree with."""
    found = solve_part(of, options, "test")
    assert found.broken == ()
    # What was found is never better than what can be.
    assert found.gap >= -1e-6
    return found


def with_limits(options: Options, **limits: int) -> Options:
    stage = replace(BY_STAGE[LOWER], **limits)
    return replace(options, by_stage={**BY_STAGE, LOWER: stage})


def by_chance(seed: int) -> Facts:
    """Three schools, four to six people with one or two of three subjects."""
    draw = random.Random(seed)
    schools = [
        school(key, draw.uniform(0, 20), is_hard=draw.random() < 0.3) for key in ("A", "B", "C")
    ]
    subjects = ["toan", "gdcd", "tin-hoc"]
    needs = {
        each.key: {name: draw.randrange(0, 2 * LOAD, 35) for name in draw.sample(subjects, 2)}
        for each in schools
    }
    people = []
    for number in range(draw.randint(4, 6)):
        at = draw.choice("AABC")
        wishes = tuple(draw.sample("ABC", 2)) if draw.random() < 0.3 else ()
        people.append(
            person(
                f"p{number}",
                at,
                *draw.sample(subjects, draw.randint(1, 2)),
                units=LOAD - draw.choice([0, 0, 105]),
                protections=frozenset({"hardship"} if draw.random() < 0.15 else ()),
                wishes=tuple(each for each in wishes if each != at),
            )
        )
    return facts(schools, needs, people)
