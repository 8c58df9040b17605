"""Lessons in force and the lines of the programme, as rules of assignments ask them."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import QuerySet

from eduportal.quality.checks.rule import Checked
from eduportal.quality.checks.seats import classes
from schools.choices import LineKind
from schools.models import ClassGroup, CurriculumLine
from staffing.models import TeachingAssignment


def lessons(checked: Checked) -> "QuerySet[TeachingAssignment]":
    """The assignments of the day."""
    rows = TeachingAssignment.objects.in_force(checked.day)
    return rows.filter(school__in=checked.schools, class_group__school_year=checked.year)


def compulsory(checked: Checked) -> Iterator[tuple[ClassGroup, CurriculumLine]]:
    """Each class with each compulsory subject of its programme: two queries."""
    lines: defaultdict[tuple[str, int], list[CurriculumLine]] = defaultdict(list)
    found = CurriculumLine.objects.filter(kind=LineKind.COMPULSORY).select_related("subject")
    for line in found:
        lines[line.programme, line.grade_level_id].append(line)
    for group in classes(checked):
        for line in lines[group.programme, group.grade_level_id]:
            yield group, line
