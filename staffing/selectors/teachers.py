"""The assignments of a year teacher by teacher."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from schools.models import School, SchoolYear
from staffing.models import HomeroomAssignment, StaffMember, TeachingAssignment
from staffing.selectors.loads import StaffLoad, loads_of


@dataclass
class TeacherLine:
    """One person's load, and the lessons and homerooms in force it comes from."""

    load: StaffLoad
    lessons: list[TeachingAssignment] = field(default_factory=list)
    homerooms: list[HomeroomAssignment] = field(default_factory=list)

    @property
    def persons(self) -> set[StaffMember]:
        """The teacher, and those whom he or she stands in for."""
        absent = [row.substitution.absent for row in self.lessons if hasattr(row, "substitution")]
        return {self.load.staff, *absent, *(row.absent for row in self.homerooms if row.absent)}

    @property
    def state(self) -> str:
        """`none` without lessons, otherwise that of the load (staffing.rules.load.Load.state)."""
        return self.load.load.state if self.lessons else "none"


def teacher_lines(school: School, year: SchoolYear, day: datetime.date) -> list[TeacherLine]:
    """Those who may give lessons, by name, with what is in force on the day: seven queries."""
    lines = {
        load.staff.pk: TeacherLine(load)
        for load in loads_of(school, year, day)
        if load.gives_lessons
    }
    of_year = {"staff__in": lines, "class_group__school_year": year}
    lessons = TeachingAssignment.objects.in_force(day).filter(**of_year)
    related = ("subject", "class_group", "substitution__absent")
    order = ("subject__position", "class_group__grade_level", "class_group__name")
    for row in lessons.select_related(*related).order_by(*order):
        lines[row.staff_id].lessons.append(row)
    leads = HomeroomAssignment.objects.in_force(day).filter(**of_year)
    for lead in leads.select_related("class_group", "absent").order_by("class_group__name"):
        lines[lead.staff_id].homerooms.append(lead)
    return list(lines.values())


def count_by_state(lines: list[TeacherLine]) -> dict[str, int]:
    """How many people are in each state."""
    counts: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        counts[line.state] += 1
    return counts
