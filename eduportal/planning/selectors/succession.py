"""Which schools went into which, as counts of students follow them."""

import datetime

from eduportal.planning.models import StudentCount
from eduportal.planning.rules.succession import Link, inherited
from schools.choices import SchoolRelation
from schools.models import School, SchoolSuccession

# Numbers of a school year are those of this day: what happened later is the next year's.
COUNTING_DAY = (9, 30)


def links() -> list[Link]:
    """Whole schools, and the grades of parts; a share of every grade cannot be told apart: one
    query."""
    rows = SchoolSuccession.objects.exclude(relation=SchoolRelation.SITE)
    return [
        Link(row.old_id, row.new_id, _first_year(row.on), tuple(row.grades))
        for row in rows
        if row.relation == SchoolRelation.WHOLE or row.grades
    ]


def _first_year(on: datetime.date) -> int:
    """The first school year whose count finds the students at the new school."""
    is_counted_after = on <= datetime.date(on.year, *COUNTING_DAY)
    return on.year if is_counted_after else on.year + 1


def history_of(school: School, years: int = 5) -> list[tuple[int, int]]:
    """Students of the school and of those that went into it, by year, the newest first."""
    every = links()
    there, before = {school.pk}, 0
    while len(there) != before:
        before = len(there)
        there |= {link.old for link in every if link.new in there}
    rows = StudentCount.objects.filter(school__in=there)
    counted = {
        (pk, grade, year): students
        for pk, grade, year, students in rows.values_list("school", "grade", "year", "students")
    }
    sums: dict[int, int] = {}
    for (pk, _grade, year), students in inherited(counted, every).items():
        if pk == school.pk:
            sums[year] = sums.get(year, 0) + students
    return sorted(sums.items(), reverse=True)[:years]
