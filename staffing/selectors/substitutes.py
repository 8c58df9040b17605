"""Who stands in for whom."""

import datetime
import hashlib

from schools.models import School, SchoolYear
from staffing.models import StaffMember, Substitution, TeachingAssignment


def substitutions_of(school: School, year: SchoolYear) -> list[Substitution]:
    """Every substitution in classes of the year, the latest first: one query."""
    rows = Substitution.objects.filter(
        school=school, assignment__class_group__school_year=year
    ).select_related(
        "absent", "assignment__staff", "assignment__class_group", "assignment__subject"
    )
    return list(rows.order_by("-assignment__starts_on", "-pk"))


def lessons_of(
    staff: StaffMember, year: SchoolYear, day: datetime.date
) -> list[TeachingAssignment]:
    """What the person gives in the year on the day, substitutions left out: one query."""
    rows = TeachingAssignment.objects.in_force(day).filter(
        staff=staff, class_group__school_year=year, substitution=None
    )
    related = ("class_group", "subject", "staff")
    return list(rows.select_related(*related).order_by("subject__position", "class_group__name"))


def revision_of_lessons(lessons: list[TeachingAssignment]) -> str:
    """The lessons a form was made for, in a few characters."""
    facts = [(row.pk, row.weekly_periods, row.ends_on) for row in lessons]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:12]
