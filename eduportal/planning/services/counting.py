"""The only writer of numbers of students and children."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone
from django.utils.module_loading import import_string

from eduportal import registry
from eduportal.core.restoring import RowChange, changed_since, restore
from eduportal.planning.choices import ChildKind, CountSource
from eduportal.planning.models import FIRST_GRADE, LAST_GRADE, ChildCount, StudentCount
from eduportal.planning.selectors.succession import COUNTING_DAY
from schools.models import AdminUnit, ClassGroup, School, SchoolYear
from schools.selectors import schools_listed, years_under_way


@dataclass(frozen=True)
class Grade:
    """One grade of one school in one year; classes None where they are not said."""

    grade: int
    students: int
    classes: int | None = None


def record_students(*, school: School, year: int, grades: Iterable[Grade]) -> None:
    """Keep what a return says of these grades; what it does not say stays."""
    for each in grades:
        facts = {"students": each.students, "source": CountSource.RETURN, "as_of": None}
        if each.classes is not None:
            facts["classes"] = each.classes
        StudentCount.objects.update_or_create(
            school=school, grade=each.grade, year=year, defaults=facts
        )


def record_children(
    *, unit: AdminUnit, kind: ChildKind, year: int, children: int, counted_in: int, source: str
) -> None:
    """Keep how many children a commune has of a year."""
    ChildCount.objects.update_or_create(
        unit=unit,
        kind=kind,
        year=year,
        defaults={"children": children, "counted_in": counted_in, "source": source},
    )


def take_back_counts(changes: Sequence[RowChange]) -> list[RowChange]:
    """Numbers that a file brought are what they were before it; returns those that stay, because
    somebody changed them since."""
    stays = changed_since(changes)
    keys = {(each.model, each.key) for each in stays}
    restore([each for each in changes if (each.model, each.key) not in keys])
    return stays


def count_enrolments(today: datetime.date | None = None) -> int:
    """Count the students of the newest year that has begun, where no return says them.

    On 30 September, or today before it. Returns how many grades of schools; safe to repeat.
    """
    today = today or timezone.localdate()
    years = [year for year in years_under_way() if year.starts_on <= today]
    if not years:
        return 0
    year = years[0]
    day = year.day_in(min(today, datetime.date(year.starts_on.year, *COUNTING_DAY)))
    rows = list(_enrolled(year, day))
    StudentCount.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["school", "grade", "year"],
        update_fields=["students", "classes", "source", "as_of"],
        batch_size=2000,
    )
    return len(rows)


def _enrolled(year: SchoolYear, day: datetime.date) -> Iterator[StudentCount]:
    """What the portal counts on the day, of grades that no return says."""
    schools = list(schools_listed(school_ids=None).order_by("pk").values_list("pk", flat=True))
    told = StudentCount.objects.filter(year=year.starts_on.year, source=CountSource.RETURN)
    returned = set(told.values_list("school", "grade"))
    students = import_string(registry.STUDENTS_BY_GRADE)(schools, year, day)
    # A school without any student does not work in the portal: it is not known, rather than empty.
    working = {school for school, _grade in students}
    for (school, grade), classes in _classes(schools, year).items():
        if (school, grade) not in returned and school in working:
            yield StudentCount(
                school_id=school,
                grade=grade,
                year=year.starts_on.year,
                students=students.get((school, grade), 0),
                classes=classes,
                source=CountSource.ENROLMENT,
                as_of=day,
            )


def _classes(schools: Sequence[int], year: SchoolYear) -> Mapping[tuple[int, int], int]:
    """Classes of each school and grade."""
    rows = ClassGroup.objects.filter(
        school__in=schools,
        school_year=year,
        grade_level__gte=FIRST_GRADE,
        grade_level__lte=LAST_GRADE,
    )
    counted = rows.order_by().values_list("school_id", "grade_level_id").annotate(Count("pk"))
    return {(school, grade): count for school, grade, count in counted}
