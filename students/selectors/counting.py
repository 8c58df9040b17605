"""How many students sit in the classes of many schools."""

import datetime
from collections.abc import Sequence

from django.db.models import Count

from schools.models import SchoolYear
from students.models import Enrolment
from students.selectors.stays import in_class_on


def students_by_grade(
    school_ids: Sequence[int], year: SchoolYear, day: datetime.date
) -> dict[tuple[int, int], int]:
    """By school and grade, on the day: one query (eduportal.registry.STUDENTS_BY_GRADE)."""
    stays = Enrolment.objects.filter(
        in_class_on(day), school__in=school_ids, school_year=year
    ).order_by()
    counted = stays.values_list("school_id", "class_group__grade_level_id").annotate(Count("pk"))
    return {(school_id, grade): count for school_id, grade, count in counted}
