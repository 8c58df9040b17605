"""Assignments as a workbook, by classes and by teachers; the importer reads both sheets back."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, at_school, looked
from eduportal.core.numbers import short_text
from eduportal.core.text import name_sort_key
from eduportal.workbooks.writing import write_xlsx
from schools.models import School, SchoolYear
from staffing.models import StaffMember
from staffing.selectors.cells import HOMEROOM, Given
from staffing.selectors.matrix import Matrix, classes_of, matrix_for

# Titles of the Ministry's language, in every language of the pages.
BY_CLASS, BY_TEACHER = "Theo lớp", "Theo giáo viên"


def assignment_file(
    request: HttpRequest, school: School, year: SchoolYear, day: datetime.date
) -> HttpResponse:
    """Who gives what on the day. Raises PermissionDenied without the right to export."""
    if not request.scope.may_export(frozenset({school.pk})):
        raise PermissionDenied
    matrix = matrix_for(classes_of(school, year), day)
    cells = [cell for row in matrix.rows for cell in row.cells if cell]
    people = {given.staff for cell in cells for given in cell.content.given}
    looked(request, Kind.STAFF, at_school(school.pk, (each.pk for each in people)))
    sheets = [(BY_CLASS, _by_class(matrix)), (BY_TEACHER, _by_teacher(matrix))]
    return download(write_xlsx(sheets), f"PCGD-{school.code}")


def _by_class(matrix: Matrix) -> list[Sequence[Any]]:
    titles = ["STT", "Lớp", *(column.subject.name for column in matrix.columns), "GVCN"]
    rows = [
        [
            number,
            row.class_group.name,
            *(_people(cell.content.given) if cell else "" for cell in row.cells),
        ]
        for number, row in enumerate(matrix.rows, start=1)
    ]
    return [titles, *rows]


def _people(given: Iterable[Given]) -> str:
    return ", ".join(each.staff.full_name + _bracketed(each) for each in given)


def _bracketed(given: Given) -> str:
    return "" if given.periods is None else f" ({_number(given)})"


def _number(given: Given) -> str:
    return short_text(given.periods or 0).replace(",", ".")


def _by_teacher(matrix: Matrix) -> list[Sequence[Any]]:
    lessons: defaultdict[StaffMember, dict[str, list[str]]] = defaultdict(dict)
    led: defaultdict[StaffMember, list[str]] = defaultdict(list)
    for row in matrix.rows:
        for cell in filter(None, row.cells):
            for given in cell.content.given:
                name = row.class_group.name
                if cell.subject_code == HOMEROOM or cell.plan is None:
                    led[given.staff].append(name)
                else:
                    listed = lessons[given.staff].setdefault(cell.plan.subject.name, [])
                    listed.append(f"{name}({_number(given)})")
    people = sorted(lessons.keys() | led.keys(), key=lambda each: name_sort_key(each.full_name))
    rows = [
        [
            number,
            each.full_name,
            "; ".join(f"{name}: {', '.join(listed)}" for name, listed in lessons[each].items()),
            ", ".join(led[each]),
        ]
        for number, each in enumerate(people, start=1)
    ]
    return [["STT", "Họ và tên", "Phân công", "Chủ nhiệm"], *rows]
