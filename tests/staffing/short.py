"""A province of two schools a teacher can go between: one has mathematics too much, one nobody."""

from staffing import models
from staffing.rebalance.settings import complete
from tests import factories
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
