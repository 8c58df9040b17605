"""A list template of another product, given back with the students of a list in it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from eduportal.core.downloads import download
from eduportal.core.looking import Kind, looked
from eduportal.imports.filling import Filler, TemplateForm, person_values
from eduportal.imports.importer import listing, load_importer
from eduportal.workbooks.editing.lines import Line, Template
from eduportal.workbooks.headers import Header
from eduportal.workbooks.workbook import Workbook
from eduportal.workbooks.writing import Value
from students.choices import Sex
from students.models import Student
from students.selectors import student_line
from students.views.lists import narrowed_students
from students.visible import may_see_students, seen_schools

# Beyond this a list is no template to be filled in by one request.
MOST_STUDENTS = 5_000
# What of a student is written into rows that name the student already.
FACTS = ("sex", "is_female", "status", "class_name", "grade_level")


@require_http_methods(["GET", "POST"])
def student_template(request: HttpRequest) -> HttpResponse:
    """Take a template of a list; it comes back with the students of the list, and is not kept.

    As in every file of this list, personal numbers are not in it.
    """
    if not may_see_students(request.scope):
        raise Http404
    if not request.scope.may_export(seen_schools(request.scope)):
        raise PermissionDenied
    students = narrowed_students(request)
    count = students.order_by().count()
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if count > MOST_STUDENTS:
            too_many = _("Students in the list: %(count)s; a template takes at most %(most)s.")
            form.add_error("file", too_many % {"count": count, "most": MOST_STUDENTS})
        else:
            rows = list(students)
            content = form.filled_by(_find, _filler(rows))
            if content is not None:
                looked(request, Kind.STUDENT, ((each.pk, each.school_id) for each in rows))
                return download(content, "students")
    asked = f"?{request.GET.urlencode()}" if request.GET else ""
    context = {"form": form, "count": count, "up_url": reverse("students:student-list") + asked}
    return render(request, "students/student_template.html", context)


def _find(workbook: Workbook) -> list[Template]:
    return load_importer("student-roster").templates(workbook, {})


def _filler(students: Sequence[Student]) -> Filler:
    # A file for other products is in the official words, whatever language its reader has chosen.
    with override("vi"):
        known = [(student, _known(student)) for student in students]

    def lines(header: Header) -> tuple[list[Line], list[str]]:
        return [_line(student, facts, header) for student, facts in known], _left_out(header)

    def _left_out(header: Header) -> list[str]:
        """Where a cross says who is a girl, no cross would make a boy of whom nobody knows it."""
        unknown = [each.full_name for each in students if each.sex == Sex.UNKNOWN]
        if "is_female" not in header.columns or "sex" in header.columns or not unknown:
            return []
        return [_("sex of %(names)s") % {"names": listing(unknown)}]

    return Filler(lines, lambda _row: True)


def _known(student: Student) -> dict[str, Value]:
    group = student_line(student).class_group
    return {
        "ministry_code": student.ministry_code or "",
        "student_code": student.ministry_code or "",
        "full_name": student.full_name,
        "birth_date": student.birth_date,
        "sex": str(student.get_sex_display()),
        "is_female": "x" if student.sex == Sex.FEMALE else "",
        "status": capfirst(str(student.get_status_display())),
        "class_name": group.name if group else "",
        "grade_level": str(group.grade_level) if group else "",
    }


def _line(student: Student, known: Mapping[str, Any], header: Header) -> Line:
    codes = [code for code in (student.ministry_code, student.personal_number) if code]
    facts = person_values(header, {key: known[key] for key in FACTS})
    born: Any = known["birth_date"]
    return Line(codes, student.full_name, born, facts, person_values(header, dict(known)))
