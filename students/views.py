"""The list of students, for the people of their school."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from eduportal.core.params import one_of, search_text
from eduportal.scoping.actions import Action
from schools.period import term_of
from students.selectors import classes_listed, student_line, students_listed

PAGE_SIZE = 50


@require_GET
def student_list(request: HttpRequest) -> HttpResponse:
    """The school's students, searched by name or code, of one class or all."""
    if not request.scope.can_somewhere(Action.READ_STUDENTS):
        raise Http404
    school_ids = request.scope.schools_where(Action.READ_STUDENTS)
    term = term_of(request)
    year = term.school_year if term else None
    classes = list(classes_listed(school_ids, year))
    text = search_text(request)
    chosen = one_of(request, "class", [str(group.public_id) for group in classes])
    students = students_listed(
        school_ids=school_ids,
        school_year=year,
        text=text,
        class_id=UUID(chosen) if chosen else None,
    )
    page = Paginator(students, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [student_line(student) for student in page],
        "classes": classes,
        "several_schools": school_ids is None or len(school_ids) > 1,
        "year": year,
        "text": text,
        "chosen": chosen,
    }
    return render(request, "students/student_list.html", context)
