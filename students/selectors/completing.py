"""Who has completed preschool, as it travels."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils import timezone

from schools.models import ClassGroup, School
from schools.selectors import years_under_way
from students.choices import Ended
from students.models import Enrolment
from students.selectors.travelling import identity_of

OLDEST_GROUP = 106
"""Children of five years to six (schools/reference/grade_levels.csv): who completes preschool."""


class Completions(NamedTuple):
    """A class and a line for each child: seven elements, and 1 for completed or 0."""

    class_group: ClassGroup
    lines: list[list[Any]]


def completions(school: School) -> Iterator[Completions]:
    """The oldest classes of years that are over in which a child has completed: two queries.

    Of a class in which nobody has, the school has not said yet who did. A child counts where it
    was last.
    """
    over = [year for year in years_under_way() if year.ends_on <= timezone.localdate()]
    stays = Enrolment.objects.filter(
        school=school,
        school_year__in=over,
        class_group__grade_level=OLDEST_GROUP,
    ).select_related("student", "class_group__school_year")
    last = {
        (stay.class_group_id, stay.student_id): stay for stay in stays.order_by("starts_on", "pk")
    }
    by_class: defaultdict[int, list[Enrolment]] = defaultdict(list)
    for stay in last.values():
        by_class[stay.class_group_id].append(stay)
    for found in by_class.values():
        if any(stay.ended == Ended.COMPLETED for stay in found):
            lines = [_line(stay) for stay in found]
            yield Completions(found[0].class_group, sorted(lines, key=lambda line: str(line[0])))


def _line(stay: Enrolment) -> list[Any]:
    identity = identity_of(stay, stay.class_group.school_year.ends_on)
    return [*identity, int(stay.ended == Ended.COMPLETED)]
