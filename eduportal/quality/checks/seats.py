"""Who sits in which class, as rules ask it."""

from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet

from eduportal.quality.checks.rule import Checked, Found
from schools.models import ClassGroup
from staffing.choices import StaffStatus
from staffing.models import StaffMember
from students.models import Enrolment
from students.selectors.stays import in_class_on

LAST_GRADE = 12


def seats(checked: Checked) -> "QuerySet[Enrolment]":
    """The stays of the day."""
    return Enrolment.objects.filter(
        in_class_on(checked.day), school__in=checked.schools, school_year=checked.year
    )


def students_with(checked: Checked, *conditions: Q) -> Iterator[Found]:
    """A finding for each student in a class who meets the conditions: one query."""
    rows = seats(checked).filter(*conditions)
    for school, student, name in rows.values_list("school", "student", "class_group__name"):
        yield Found(school, student, facts={"class": name})


def classes(checked: Checked) -> "QuerySet[ClassGroup]":
    """The classes of the year, without groups of preschool."""
    return ClassGroup.objects.filter(
        school__in=checked.schools, school_year=checked.year, grade_level__lte=LAST_GRADE
    )


def classes_with(rows: Iterable[tuple[int, int, str]]) -> Iterator[Found]:
    """A finding for each class: its school, key and name."""
    for school, key, name in rows:
        yield Found(school, key, facts={"class": name})


def at_work(checked: Checked) -> "QuerySet[StaffMember]":
    """The people who have not left."""
    return StaffMember.objects.filter(school__in=checked.schools).exclude(status=StaffStatus.LEFT)


def people(rows: "QuerySet[StaffMember]") -> Iterator[Found]:
    """A finding for each person: one query."""
    return (Found(school, key) for school, key in rows.values_list("school", "pk"))
