"""What a plan that moves teachers needs of the demo: wishes, protections, and plans to look at.

Drawn beside the province's own dice, so that everything else stays what it was without it.
"""

import datetime
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import nsmallest

from django.db.backends.utils import CursorWrapper

from eduportal.accounts.models import User
from eduportal.core.bulk import Row
from eduportal.operations.demo.bulk import insert_rows
from eduportal.operations.demo.plan import SchoolPlan
from eduportal.operations.demo.staff import StaffPlan
from eduportal.scoping import Actor, acting_as, everywhere
from schools.choices import Ownership
from schools.models import SchoolYear
from staffing.choices import PostKind, ProtectionKind, ScenarioStep
from staffing.models import Scenario
from staffing.rebalance.facts import metres_between, metres_of
from staffing.services.scenarios import draft_scenario, take_step
from staffing.services.solving import work_on_scenario

WISHING, PROTECTED = 0.1, 0.1
MOST_WISHES, NEAR = 3, 6
Held = tuple[int, int, StaffPlan]
# The plans of a small province: what needs no force, and what force would add.
PLANS: tuple[tuple[str, dict[str, int]], ...] = (
    ("Tự nguyện trước", {"wishes_first": 1}),
    ("Có điều động", {"may_force": 1}),
)


def write_moves(
    cursor: CursorWrapper,
    people: Sequence[Held],
    schools: Mapping[SchoolPlan, int],
    start: datetime.date,
) -> int:
    """Insert wishes and protections of these people, (key, school, plan); how many rows."""
    draw = random.Random(f"moves {len(people)}")
    teachers = [each for each in people if each[2].post is PostKind.TEACHER]
    held = ["school_id", "staff_id", "kind", "decision", "starts_on"]
    wish = ["school_id", "staff_id", "to_school_id", "to_name", "rank"]
    return insert_rows(
        cursor, "staffing_protection", held, _protections(teachers, start, draw)
    ) + insert_rows(cursor, "staffing_wish", wish, _wishes(teachers, schools, draw))


def _protections(
    people: Sequence[Held], start: datetime.date, draw: random.Random
) -> Iterator[Row]:
    for person, school, _plan in people:
        if draw.random() < PROTECTED:
            kind = draw.choices([ProtectionKind.HARDSHIP, ProtectionKind.SENT], [8, 2])[0]
            yield school, person, kind, "Dữ liệu minh họa", start


def _wishes(
    people: Sequence[Held], schools: Mapping[SchoolPlan, int], draw: random.Random
) -> Iterator[Row]:
    """Up to three public schools of the same levels near a place one could live at."""
    of_stages: defaultdict[tuple[object, ...], list[SchoolPlan]] = defaultdict(list)
    for plan in schools:
        if plan.ownership is Ownership.PUBLIC:
            of_stages[plan.kind.stages].append(plan)
    of_key = {key: plan for plan, key in schools.items()}
    places = list(schools)
    for person, school, _plan in people:
        if draw.random() >= WISHING:
            continue
        near, home = draw.choice(places), of_key[school]
        others = [each for each in of_stages[home.kind.stages] if each is not home]
        found = _nearest(others, near)
        for rank, each in enumerate(found[: draw.randint(1, MOST_WISHES)], start=1):
            yield school, person, schools[each], each.name, rank


def _nearest(schools: Sequence[SchoolPlan], place: SchoolPlan) -> list[SchoolPlan]:
    return nsmallest(NEAR, schools, lambda each: _metres(each, place))


def _metres(one: SchoolPlan, other: SchoolPlan) -> int:
    return metres_between(
        metres_of(one.latitude, one.longitude), metres_of(other.latitude, other.longitude)
    )


def show_plans(year: SchoolYear, officer: User) -> list[str]:
    """Two plans of the Department, computed; the first is published. In words for the command."""
    actor = Actor(user_id=officer.pk, door="command", reason="demo")
    with everywhere("plans are made in the demo"), acting_as(actor):
        made = [_computed(name, options, year, officer) for name, options in PLANS]
        if made[0].state == "solved":
            made[0] = take_step(scenario=made[0], shown=made[0].revision, step=ScenarioStep.PUBLISH)
        return [f"plan {each}: {each.lines.count()} lines, {each.state}" for each in made]


def _computed(name: str, options: dict[str, int], year: SchoolYear, officer: User) -> Scenario:
    plan = draft_scenario(name=name, year=year, options=options, user=officer)
    take_step(scenario=plan, shown=plan.revision, step=ScenarioStep.SOLVE)
    while work_on_scenario(plan.pk):
        pass
    plan.refresh_from_db()
    return plan
