"""Results of a term: numbers as counted by hand, nothing hidden that the page gives away."""

import re

import pytest
from django.urls import reverse

from eduportal.dashboards.figures import services
from eduportal.dashboards.models import ClassFigure, SubjectFigure
from grades.models import MarkRecord
from students.models import Student
from tests import factories
from tests.dashboards import books

RESULTS = reverse("dashboards:results")


def sealed(school, term, name, levels, averages, girls=0):
    """A sealed class with so many students at each level, the first of them girls, and these
    averages in mathematics."""
    group = books.class_of(sum(levels), school, name=name)
    sheet = books.sheet(group, term, regular=[80, 80], midterm=80, final=80)
    records = list(MarkRecord.objects.filter(sheet=sheet).order_by("enrolment"))
    for record, average in zip(records, averages, strict=True):
        record.average = average
    MarkRecord.objects.bulk_update(records, ["average"])
    students = list(group.enrolments.order_by("pk").values_list("student", flat=True))
    Student.objects.filter(pk__in=students).update(sex="1")
    Student.objects.filter(pk__in=students[:girls]).update(sex="2")
    books.results(group, term, [4 - n for n, count in enumerate(levels) for _one in range(count)])
    books.seal(group, term)
    return group


def test_x(world, client_of, db_everywhere):
    sealed(world.schools[0], world.term, "6S1", (6, 8, 7, 9), [45] * 10 + [85] * 20, 15)
    sealed(world.schools[1], world.term, "6S1", (6, 8, 7, 9), [45] * 10 + [85] * 20, 15)
    services.refresh_stale()
    print(ClassFigure.objects.values())
    print(SubjectFigure.objects.values())
    client = client_of("department_officer")
    page = client.get(RESULTS)
    open("/tmp/res15_page.html", "w").write(page.content.decode())
