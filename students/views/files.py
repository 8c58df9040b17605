"""A list of students as a workbook."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, looked
from eduportal.workbooks.writing import Value, write_xlsx
from schools.models import SchoolYear
from students.models import Student
from students.selectors import student_line
from students.selectors.moves import moves_in

FILE, MOVES = "xlsx", "moves"


def students_file(
    request: HttpRequest, students: "QuerySet[Student]", year: SchoolYear | None, allowed: bool
) -> HttpResponse:
    """Every student of the list, not one page of it; the personal number is not in it.

    Raises PermissionDenied where the user may not take them away.
    """
    if not allowed:
        raise PermissionDenied
    rows = list(students)
    looked(request, Kind.STUDENT, ((each.pk, each.school_id) for each in rows))
    titles = [_("Full name"), _("Date of birth"), _("Sex"), _("Class"), _("Status")]
    titles += [_("Ministry code"), _("School")]
    table: list[Sequence[Value]] = [titles, *map(_line, rows)]
    content = write_xlsx([(_("Students"), table)])
    return download(content, f"students-{year.code}" if year else "students")


def moves_file(
    request: HttpRequest, students: "QuerySet[Student]", year: SchoolYear | None, allowed: bool
) -> HttpResponse:
    """The newest move of each student in the year, as the importer of moves reads it.

    Raises PermissionDenied where the user may not take them away.
    """
    if not allowed:
        raise PermissionDenied
    moves = moves_in(students, year) if year else []
    looked(request, Kind.STUDENT, ((each.student.pk, each.student.school_id) for each in moves))
    titles = [_("Full name"), _("Date of birth"), _("Ministry code"), _("From class")]
    titles += [_("To class"), _("Status"), _("Day of the change"), _("School")]
    table: list[Sequence[Value]] = [titles]
    for each in moves:
        who, status = each.student, str(each.status.label)
        line: list[Value] = [who.full_name, who.birth_date, who.ministry_code or ""]
        line += [each.class_from, each.class_to, status, each.on, who.school.name]
        table.append(line)
    content = write_xlsx([(_("Moves of students"), table)])
    return download(content, f"moves-{year.code}" if year else "moves")


def _line(student: Student) -> list[Value]:
    group = student_line(student).class_group
    return [
        student.full_name,
        student.birth_date,
        str(student.get_sex_display()),
        group.name if group else "",
        str(student.get_status_display()),
        student.ministry_code or "",
        student.school.name,
    ]
