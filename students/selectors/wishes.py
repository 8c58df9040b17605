"""What students wish for after grade 9 or 12, and what became of it."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count

from schools.models import ClassGroup, SchoolYear
from students.models import DestinationWish, Enrolment, LeaverCohort
from students.models.leavers import COHORT_GRADES
from students.paths.vocabulary import Destination
from students.selectors.leavers import VALID, Counts

# Of each school and wish, "" for none that was noted, where the leavers are.
BY_WISH = f"""
select l.school_id, coalesce(w.destination, ''), coalesce(d.destination, 'unknown'), count(*)
from students_leaver l
join students_leavercohort c on c.id = l.cohort_id
left join students_destinationwish w
    on w.student_id = l.student_id and w.school_year_id = c.school_year_id
left join ({VALID}) d on d.leaver_id = l.id
where l.cohort_id = any(%(cohorts)s) and l.counts
group by 1, 2, 3 order by 1, 2, 3
"""


def wishes_of(class_group: ClassGroup) -> dict[int, DestinationWish]:
    """The wishes noted for the year of the class, by student: one query."""
    seats = Enrolment.objects.filter(class_group=class_group).values("student")
    year = class_group.school_year_id
    noted = DestinationWish.objects.filter(student__in=seats, school_year=year)
    return {each.student_id: each for each in noted}


def counts_by_wish(of: Iterable[LeaverCohort], on: datetime.date) -> dict[int, dict[str, Counts]]:
    """Of each school in scope, by wish, how many leavers are where on a day: one query."""
    found: defaultdict[int, dict[str, Counts]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(BY_WISH, {"cohorts": [each.pk for each in of], "on": on})
        for school, wish, destination, count in cursor.fetchall():
            found[school].setdefault(wish, Counter())[Destination(destination)] += count
    return dict(found)


@dataclass(frozen=True)
class ClassWishes:
    """A class of grade 9 or 12, and of how many of its students a wish is noted."""

    group: ClassGroup
    students: int
    noted: int


def classes_with_wishes(school_id: int, year: SchoolYear) -> list[ClassWishes]:
    """The classes that leave in the year: three queries."""
    groups = ClassGroup.objects.filter(
        school=school_id, school_year=year, grade_level__in=COHORT_GRADES
    ).order_by("grade_level", "name")
    seats = Enrolment.objects.filter(class_group__in=groups, ends_on=None)
    per_class = seats.values_list("class_group").annotate(count=Count("pk")).order_by()
    noted = DestinationWish.objects.filter(school=school_id, school_year=year).values("student")
    with_wish = Counter(dict(per_class.filter(student__in=noted)))
    students = Counter(dict(per_class))
    return [ClassWishes(each, students[each.pk], with_wish[each.pk]) for each in groups]
