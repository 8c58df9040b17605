"""Subjects, and what the programme says of them in each grade."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from eduportal.core.params import one_of
from schools.choices import Programme
from schools.models import CurriculumLine, GradeLevel, Subject
from schools.selectors.keeping import lines_of, subjects_kept
from schools.views.access import administering
from schools.views.rows import row_new, row_page


@require_GET
@administering
def subject_list(request: HttpRequest) -> HttpResponse:
    """Every subject in the order of the mark book."""
    context = {"subjects": subjects_kept(), "may_export": request.scope.may_export(None)}
    return render(request, "schools/subject_list.html", context)


@require_http_methods(["GET", "POST"])
@administering
def subject_new(request: HttpRequest) -> HttpResponse:
    """Add a subject, at the end of the mark book."""
    last = Subject.objects.order_by("-position").values_list("position", flat=True).first()
    return row_new(request, Subject(position=(last or 0) + 1))


@require_http_methods(["GET", "POST"])
@administering
def subject(request: HttpRequest, code: str) -> HttpResponse:
    """One subject, with its lines."""
    found = get_object_or_404(Subject, code=code)
    lines = found.lines.select_related("grade_level").order_by("programme", "grade_level")
    return row_page(request, found, {"subject": found, "lines": lines})


@require_GET
@administering
def programme(request: HttpRequest) -> HttpResponse:
    """The lines of one grade of a programme."""
    levels = list(GradeLevel.objects.all())
    asked = one_of(request, "programme", Programme.values) or Programme.GENERAL_2018
    grade = one_of(request, "grade", [str(level.pk) for level in levels])
    context = {
        "programmes": Programme.choices,
        "levels": [(str(level.pk), str(level)) for level in levels],
        "programme": asked,
        "grade": grade,
        "is_unconfirmed": asked == Programme.CONTINUING,
        "lines": lines_of(asked, int(grade) if grade else None),
        "may_export": request.scope.may_export(None),
    }
    return render(request, "schools/programme.html", context)


@require_http_methods(["GET", "POST"])
@administering
def line_new(request: HttpRequest) -> HttpResponse:
    """Add a line to a grade."""
    levels = {str(level.pk): level for level in GradeLevel.objects.all()}
    grade = one_of(request, "grade", list(levels))
    asked = one_of(request, "programme", Programme.values) or Programme.GENERAL_2018
    return row_new(request, CurriculumLine(programme=asked, grade_level=levels.get(grade)))


@require_http_methods(["GET", "POST"])
@administering
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """One line of the programme."""
    lines = CurriculumLine.objects.select_related("subject", "grade_level")
    return row_page(request, get_object_or_404(lines, pk=pk), {})
