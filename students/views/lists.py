"""Students of a school: the list, and the subjects each chooses."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from eduportal.core.keyset import keyset_page, sorting_of
from eduportal.core.looking import Kind, looked
from eduportal.core.params import one_of, search_text
from eduportal.scoping.actions import Action
from schools.models import ClassGroup
from schools.period import year_of
from students.choices import Whereabouts
from students.forms import choice_row, choices_in, made_for
from students.models import Student
from students.selectors import (
    ELECTIVES_TAKEN,
    ORDERS,
    Narrowed,
    classes_listed,
    has_choices,
    own_subjects,
    student_line,
    students_in,
    students_listed,
    subjects_to_choose,
    topics_offered,
)
from students.services import BadChoices, Choice, MadeFor, choose_subjects
from students.views.files import FILE, MOVES, moves_file, students_file
from students.visible import (
    may_see_students,
    schools_whole,
    seen_schools,
    visible_classes,
    visible_students,
)

FILES = {FILE: students_file, MOVES: moves_file}


@require_GET
def student_list(request: HttpRequest) -> HttpResponse:
    """The school's students of the year: searched, narrowed, sorted, and as a file."""
    if not may_see_students(request.scope):
        raise Http404
    year = year_of(request)
    person = (request.scope, request.user.pk)
    classes = list(classes_listed(visible_classes(*person), year))
    narrowed = _narrowed(request, classes)
    sorting = sorting_of(request, ORDERS)
    listed = partial(students_listed, visible=visible_students(*person), school_year=year)
    students = listed(narrowed=narrowed)
    may_export = request.scope.may_export(seen_schools(request.scope))
    if asked := one_of(request, "export", [FILE, MOVES]):
        everybody = listed(narrowed=replace(narrowed, where=Whereabouts.ALL))
        found = everybody if asked == MOVES else students.order_by(*sorting.order)
        return FILES[asked](request, found, year, may_export)
    page = keyset_page(request, students, sorting.order)
    looked(request, Kind.STUDENT, ((student.pk, student.school_id) for student in page))
    context = {
        "page": page,
        "all_count": listed(narrowed=Narrowed(where=narrowed.where)).order_by().count(),
        "lines": [student_line(student) for student in page],
        "sorting": sorting,
        "may_export": may_export,
        "year": year,
        **_filters(narrowed, classes),
        **_register_links(request, narrowed, classes),
    }
    return render(request, "students/student_list.html", context)


def narrowed_students(request: HttpRequest) -> "QuerySet[Student]":
    """The students of the list as the address narrows and sorts it."""
    year = year_of(request)
    person = (request.scope, request.user.pk)
    narrowed = _narrowed(request, list(classes_listed(visible_classes(*person), year)))
    found = students_listed(visible=visible_students(*person), school_year=year, narrowed=narrowed)
    return found.order_by(*sorting_of(request, ORDERS).order)


def _narrowed(request: HttpRequest, classes: Sequence[ClassGroup]) -> Narrowed:
    """What the address asks for; raises BadRequest for a class or grade that is not among these."""
    class_id = one_of(request, "class", [str(group.public_id) for group in classes])
    grade = one_of(request, "grade", [str(level) for level in _grades(classes)])
    where = one_of(request, "where", Whereabouts.values) or Whereabouts.HERE
    return Narrowed(
        text=search_text(request),
        class_id=UUID(class_id) if class_id else None,
        grade=int(grade) if grade else None,
        where=Whereabouts(where),
    )


def _grades(classes: Sequence[ClassGroup]) -> list[int]:
    return sorted({group.grade_level_id for group in classes})


def _filters(narrowed: Narrowed, classes: Sequence[ClassGroup]) -> dict[str, Any]:
    """What the toolbar offers and what is chosen."""
    several = len({group.school_id for group in classes}) > 1
    return {
        "narrowed": narrowed,
        "classes": [
            (group.public_id, f"{group.name} – {group.school}" if several else group.name)
            for group in classes
        ],
        "grades": [(level, level) for level in _grades(classes)],
        "whereabouts": Whereabouts.choices,
        "several_schools": several,
    }


def _register_links(
    request: HttpRequest, narrowed: Narrowed, classes: Sequence[ClassGroup]
) -> dict[str, Any]:
    """Which buttons of the register there are, and the schools the Ministry's forms are of."""
    group = next((each for each in classes if each.public_id == narrowed.class_id), None)
    keeps = group is not None and request.scope.can(Action.KEEP_REGISTER, group.school_id)
    return {
        "form_schools": schools_whole(request.scope),
        "keeps_register": request.scope.can_somewhere(Action.KEEP_REGISTER),
        "keeps_choices": keeps and group is not None and has_choices(group),
    }


@require_http_methods(["GET", "POST"])
def class_subjects(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Which electives and optional subjects each student of a class takes."""
    class_group = class_to_write(request, public_id)
    choices: dict[int, Choice] = {}
    problems: list[str] = []
    if request.method == "POST":
        choices = choices_in(request.POST)
        try:
            choose_subjects(
                class_group=class_group, made_for=made_for(request.POST), choices=choices
            )
        except BadChoices as refusal:
            problems = refusal.problems
        else:
            messages.success(request, _("The choices of the class are saved."))
            return redirect("students:class-subjects", public_id=public_id)
    context = _choices_page(request, class_group, choices) | {
        "problems": problems,
        "reads_marks": request.scope.can(Action.READ_MARKS, class_group.school_id),
        "has_topics": topics_offered(class_group).exists(),
    }
    return render(request, "students/class_subjects.html", context)


def _choices_page(
    request: HttpRequest, class_group: ClassGroup, choices: Mapping[int, Choice]
) -> dict[str, Any]:
    """What the page of choices shows: as stored, or as sent where the form changes it."""
    own = own_subjects(class_group)
    electives, optional = subjects_to_choose(own)
    enrolments = students_in(class_group)
    if electives or optional:  # Otherwise the page lists nobody.
        looked(request, Kind.STUDENT, ((each.student_id, each.school_id) for each in enrolments))
    return {
        "class_group": class_group,
        "made_for": MadeFor.of(class_group),
        "electives": electives,
        "optional": optional,
        "electives_taken": ELECTIVES_TAKEN,
        "rows": [
            choice_row(each, own, choices.get(each.pk), [*electives, *optional])
            for each in enrolments
        ],
    }


def class_to_write(request: HttpRequest, public_id: UUID) -> ClassGroup:
    """The class, if the user keeps the register of its students; otherwise Http404."""
    class_group = (
        ClassGroup.objects.filter(public_id=public_id)
        .select_related("school", "grade_level", "school_year")
        .first()
    )
    keeps = class_group and request.scope.can(Action.KEEP_REGISTER, class_group.school_id)
    if class_group is None or not keeps:
        raise Http404
    return class_group
