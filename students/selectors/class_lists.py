"""The lists of a school's classes as they travel."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from schools.models import ClassGroup, School
from schools.selectors import years_under_way
from students.choices import Began, Direction, TransferState
from students.models import Enrolment, Transfer
from students.selectors.travelling import identity_of


@dataclass
class ClassList:
    """Every student who has sat in a class, a line each; `sensitive` by the line's uid."""

    class_group: ClassGroup
    lines: list[list[Any]] = field(default_factory=list)
    ethnicity: dict[str, str] = field(default_factory=dict)


def class_lists(school: School) -> Iterator[ClassList]:
    """The lists of the school's classes in the years under way: three queries.

    Standing and last day are those the register holds for the end of the year, so that a list
    changes with the register only, and not with the calendar.
    """
    years = years_under_way()
    rows = Enrolment.objects.filter(school=school, school_year__in=years)
    stays = rows.select_related("student", "class_group__school_year").order_by("starts_on", "pk")
    came_from = _former_schools(school, [year.pk for year in years])
    last = {(stay.class_group_id, stay.student_id): stay for stay in stays}
    lists: dict[int, ClassList] = {}
    for stay in last.values():
        found = lists.setdefault(stay.class_group_id, ClassList(stay.class_group))
        line = _line(stay, came_from)
        found.lines.append(line)
        found.ethnicity[line[0]] = stay.student.ethnicity
    for found in lists.values():
        found.lines.sort(key=lambda line: str(line[0]))
    yield from lists.values()


def _line(stay: Enrolment, came_from: dict[tuple[Any, int], str]) -> list[Any]:
    """Identity, sex, first day in the class, former school, reason of leaving."""
    has_come = stay.began == Began.TRANSFER
    former = came_from.get((stay.student.person_uid, stay.school_year_id), "") if has_come else ""
    identity = identity_of(stay, stay.class_group.school_year.ends_on)
    return [*identity, stay.student.sex, stay.starts_on.isoformat(), former, stay.ended]


def _former_schools(school: School, years: list[int]) -> dict[tuple[Any, int], str]:
    taken_in = Transfer.objects.filter(
        school=school,
        direction=Direction.IN,
        state=TransferState.DONE,
        school_year__in=years,
    )
    values = taken_in.values_list("person_uid", "school_year_id", "other_name")
    return {(uid, year): name for uid, year, name in values}
