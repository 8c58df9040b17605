"""Who stands in for whom."""

import datetime
from dataclasses import dataclass

from eduportal.core.revisions import fingerprint
from schools.models import ClassGroup, School, SchoolYear, Subject
from staffing.models import HomeroomAssignment, StaffMember, Substitution, TeachingAssignment


@dataclass(frozen=True)
class Recorded:
    """One substitution of lessons, or of a homeroom where `subject` is None.

    `number` is the key of its row, Substitution or HomeroomAssignment.
    """

    number: int
    absent: StaffMember
    staff: StaffMember
    class_group: ClassGroup
    subject: Subject | None
    starts_on: datetime.date
    ends_on: datetime.date | None


def recorded(school: School, year: SchoolYear) -> list[Recorded]:
    """Every substitution in classes of the year, the latest first: two queries."""
    lessons = Substitution.objects.filter(
        school=school, assignment__class_group__school_year=year
    ).select_related(
        "absent", "assignment__staff", "assignment__class_group", "assignment__subject"
    )
    leads = HomeroomAssignment.objects.filter(
        school=school, class_group__school_year=year, absent__isnull=False
    ).select_related("absent", "staff", "class_group")
    found = [_of_lessons(row) for row in lessons]
    for lead in leads:
        if lead.absent is not None:
            days = (lead.starts_on, lead.ends_on)
            found.append(Recorded(lead.pk, lead.absent, lead.staff, lead.class_group, None, *days))
    return sorted(found, key=lambda each: (each.starts_on, each.number), reverse=True)


def _of_lessons(row: Substitution) -> Recorded:
    given = row.assignment
    days = (given.starts_on, given.ends_on)
    return Recorded(row.pk, row.absent, given.staff, given.class_group, given.subject, *days)


@dataclass(frozen=True)
class Work:
    """What a teacher gives and leads on a day, substitutions left out."""

    lessons: list[TeachingAssignment]
    homerooms: list[HomeroomAssignment]

    @property
    def revision(self) -> str:
        """What a form was made for, in a few characters."""
        facts = [(row.pk, row.weekly_periods, row.ends_on) for row in self.lessons]
        leads = [(row.pk, row.ends_on) for row in self.homerooms]
        return fingerprint((facts, leads))


def work_of(staff: StaffMember, year: SchoolYear, day: datetime.date) -> Work:
    """The person's own lessons and homerooms in the year on the day: two queries."""
    of_year = {"staff": staff, "class_group__school_year": year}
    lessons = TeachingAssignment.objects.in_force(day).filter(substitution=None, **of_year)
    related = ("class_group", "subject", "staff")
    homerooms = HomeroomAssignment.objects.in_force(day).filter(absent=None, **of_year)
    return Work(
        list(lessons.select_related(*related).order_by("subject__position", "class_group__name")),
        list(homerooms.select_related("class_group", "staff").order_by("class_group__name")),
    )
