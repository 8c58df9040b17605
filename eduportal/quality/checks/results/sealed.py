"""Sealed results of the year's terms, as rules of results ask them."""

from collections.abc import Iterator

from django.db.models import QuerySet

from eduportal.quality.checks.marks.sheets import term_facts
from eduportal.quality.checks.rule import Checked, Found
from grades.models import TermResult
from schools.choices import Stage

WITH_LEVELS = (Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY)


def sealed(checked: Checked) -> "QuerySet[TermResult]":
    """Results of students of secondary schools in the year."""
    return TermResult.objects.filter(
        school__in=checked.schools,
        term__school_year=checked.year,
        enrolment__class_group__grade_level__stage__in=WITH_LEVELS,
    ).select_related("enrolment__class_group", "term__school_year")


def about_students(rows: "QuerySet[TermResult]") -> Iterator[Found]:
    """A finding for each student: one query."""
    for row in rows:
        facts = {"class": row.enrolment.class_group.name, **term_facts(row.term)}
        yield Found(row.school_id, row.enrolment.student_id, row.term_id, facts)
