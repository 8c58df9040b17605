"""Schools and the nodes their records come from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from eduportal.core.text import search_key
from schools.choices import ManagingBody, Ownership, Stage
from schools.models import AdminUnit, School


class SchoolNotDescribed(ValueError):
    """A school this node does not know was named without its name or its levels of education."""


def register_school(*, code: str, name: str, stages: Sequence[str], node: str) -> School:
    """The school of this code, entered with what another node says of it if it is new here.

    Nothing is assumed: what `node` does not say stays empty. Raises SchoolNotDescribed.
    """
    school = School.objects.filter(code=code).first()
    if school is not None:
        return school
    if not name.strip() or not stages or not set(stages) <= set(Stage.values):
        raise SchoolNotDescribed(code)
    school, _created = School.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "search_key": search_key(name)[:200],
            "stages": list(stages),
            "node": node,
        },
    )
    return school


@dataclass(frozen=True)
class SchoolFacts:
    """What another node's register says of a school; empty is what it leaves open."""

    name: str
    stages: Sequence[str]
    ownership: str
    managing_body: str
    commune: str
    address: str
    closed_on: date | None


def follow_register(school: School, facts: SchoolFacts) -> None:
    """Let the school be what the register it comes from says.

    A code this node does not know is left out: a level keeps what was known, the rest is empty.
    """
    stages = [each for each in facts.stages if each in Stage.values]
    units = AdminUnit.objects.communes().valid_on(timezone.localdate())
    School.objects.filter(pk=school.pk).update(
        name=facts.name,
        search_key=search_key(facts.name)[:200],
        stages=stages or school.stages,
        ownership=facts.ownership if facts.ownership in Ownership.values else "",
        managing_body=facts.managing_body if facts.managing_body in ManagingBody.values else "",
        unit=units.filter(code=facts.commune).first(),
        address=facts.address,
        closed_on=facts.closed_on,
    )


def give_to_node(schools: Iterable[School], node: str) -> None:
    """Let the records of these schools come from a node; from this portal where it is empty."""
    School.objects.filter(pk__in=[school.pk for school in schools]).update(node=node)
