"""From which school to which: what schools ask for after grade 9 or 12."""

import datetime
from collections import Counter
from collections.abc import Collection

from django.db import connection

from eduportal.scoping import everywhere
from schools.models import School
from students.models import LeaverCohort
from students.selectors.leavers import VALID, cohorts

# How many of the newest cohorts stand for what is asked for.
COHORTS = 3
FLOWS = f"""
select l.school_id, r.to_school_id, count(*)
from students_leaver l
join ({VALID}) d on d.leaver_id = l.id
join students_destinationrecord r on r.id = d.id
where l.cohort_id = any(%(cohorts)s) and l.counts and r.to_school_id is not null
group by 1, 2 order by 1, 2
"""


def schools_told(keys: Collection[int]) -> list[School]:
    """The schools of these keys, for their names, which are no secret: one query."""
    with everywhere("the name of a school is no secret"):
        return list(School.objects.filter(pk__in=keys))


def newest_cohorts(grade: int) -> list[LeaverCohort]:
    """The newest cohorts of who completed the grade: one query."""
    return [each for each in cohorts() if each.grade == grade][:COHORTS]


def flows(of: Collection[LeaverCohort], on: datetime.date) -> Counter[tuple[int, int]]:
    """How many leavers of these cohorts went from which school to which other school of the portal.

    By the keys of both schools, of the schools in scope, as known on a day: one query. Exact counts
    for planning: what is shown to people is hidden by whoever shows it.
    """
    with connection.cursor() as cursor:
        cursor.execute(FLOWS, {"cohorts": [each.pk for each in of], "on": on})
        return Counter({(own, other): count for own, other, count in cursor.fetchall()})
