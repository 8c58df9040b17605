"""Students of a school: the list, and the subjects each chooses."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from eduportal.core.params import one_of, search_text
from eduportal.scoping.actions import Action
from schools.models import ClassGroup, Subject
from schools.period import term_of
from students.selectors import (
    choosers_of,
    classes_listed,
    own_subjects,
    student_line,
    students_listed,
)
from students.services import BadChoices, ChoicesChanged, choices_digest, choose_subjects

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


@require_http_methods(["GET", "POST"])
def class_subjects(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Which electives and optional subjects each student of a class takes."""
    class_group = _class_to_write(request, public_id)
    own = own_subjects(class_group)
    enrolments = choosers_of(class_group)
    chosen: dict[int, frozenset[int]] = dict(own.chosen)
    problems: list[str] = []
    if request.method == "POST":
        chosen = {
            each.pk: frozenset(
                int(value) for value in request.POST.getlist(f"s-{each.pk}") if value.isdecimal()
            )
            for each in enrolments
        }
        problems = _save_choices(request, class_group, chosen)
        if not problems:
            messages.success(request, _("The choices of the class are saved."))
            return redirect("students:class-subjects", public_id=public_id)
    subjects = list(Subject.objects.filter(pk__in=own.to_choose).order_by("position"))
    context = {
        "class_group": class_group,
        "subjects": subjects,
        "rows": [
            (each, [(subject, subject.pk in chosen.get(each.pk, ())) for subject in subjects])
            for each in enrolments
        ],
        "expected": choices_digest(own),
        "problems": problems,
    }
    return render(request, "students/class_subjects.html", context)


def _class_to_write(request: HttpRequest, public_id: UUID) -> ClassGroup:
    """The class, if the user keeps the register of its students; otherwise Http404."""
    class_group = (
        ClassGroup.objects.filter(public_id=public_id)
        .select_related("school", "grade_level", "school_year")
        .first()
    )
    scope = request.scope
    if class_group is None or not all(
        scope.can(action, class_group.school_id) for action in (Action.READ_STUDENTS, Action.IMPORT)
    ):
        raise Http404
    return class_group


def _save_choices(
    request: HttpRequest, class_group: ClassGroup, chosen: dict[int, frozenset[int]]
) -> list[str]:
    """Save what the form says; the sentences of what is wrong with it."""
    try:
        choose_subjects(
            class_group=class_group, choices=chosen, expected=request.POST.get("expected", "")
        )
    except BadChoices as refusal:
        return refusal.problems
    except ChoicesChanged:
        return [_("Another person has changed these choices. Check them and save again.")]
    return []
