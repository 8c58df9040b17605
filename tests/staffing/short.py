"""A province of two schools a teacher can go between: one has mathematics too much, one nobody."""

import datetime
from typing import Any

from django.utils import timezone

from staffing import models
from staffing.choices import DecisionKind
from staffing.rebalance.settings import complete
from staffing.services.consenting import WANTED
from staffing.services.deciding import DecisionFacts, record_decision
from tests import factories
from tests.routes_plans import line_of
from tests.world import World


def make_short(world: World, teachers: int = 3) -> list[models.StaffMember]:
    """Three teachers of mathematics at the first school, none at its neighbour two miles away."""
    for number, school in enumerate(world.schools[:2]):
        school.latitude, school.longitude = 10.9, 106.1 + number * 0.03
        school.save()
    people = [
        factories.StaffMemberFactory(
            school=world.school, full_name=f"Giáo viên Toán {n}", main_subject=world.subjects[0]
        )
        for n in range(teachers)
    ]
    for person in people:
        factories.PostFactory(staff=person)
    return people


def drafted(world: World, **options: int) -> models.Scenario:
    return factories.ScenarioFactory(
        school_year=world.year,
        options=complete(options),
        created_by=world.users["department_officer"],
    )


def accepted(world: World, ground: str, **other: Any) -> models.ScenarioLine:
    line = line_of(world, published=True)
    for name, value in {"ground": ground, "state": "accepted", **other}.items():
        setattr(line, name, value)
    line.save()
    if not models.Post.objects.filter(staff=line.staff).exists():
        factories.PostFactory(staff=line.staff)
    return line


def decide(
    world: World, line: models.ScenarioLine, kind: str, **days: datetime.date
) -> models.StaffDecision:
    days = {"starts_on": timezone.localdate()} | days
    facts = DecisionFacts(
        DecisionKind(kind), "5/QĐ", timezone.localdate(), "Sở GDĐT", "Trần Văn A", **days
    )
    officer = world.users["department_officer"]
    for side in WANTED.get(line.ground, ()):
        factories.LineConsentFactory(line=line, side=side)
    return record_decision(line=line, shown=1, facts=facts, user=officer)
