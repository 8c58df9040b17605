"""The only writer of schools that another node names."""

from collections.abc import Iterable, Sequence

from eduportal.core.text import search_key
from schools.choices import Stage
from schools.models import School


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


def give_to_node(schools: Iterable[School], node: str) -> None:
    """Let the records of these schools come from a node; from this portal where it is empty."""
    School.objects.filter(pk__in=[school.pk for school in schools]).update(node=node)
