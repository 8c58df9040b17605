"""The clusters of study topics of a class."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduportal.core.looking import Kind, looked
from eduportal.scoping.actions import Action
from schools.models import ClassGroup
from students.forms import made_for, topic_choices_in, topic_row
from students.selectors import students_in, study_topics, subjects_with_topics
from students.services import BadChoices, MadeFor, TopicChoices, choose_topics
from students.views.lists import class_to_write


@require_http_methods(["GET", "POST"])
def class_topics(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Which clusters of study topics a class studies, and who differs from it."""
    class_group = class_to_write(request, public_id)
    choices: TopicChoices = {}
    problems: list[str] = []
    if request.method == "POST":
        choices = topic_choices_in(request.POST)
        try:
            choose_topics(class_group=class_group, made_for=made_for(request.POST), choices=choices)
        except BadChoices as refusal:
            problems = refusal.problems
        else:
            messages.success(request, _("The study topics of the class are saved."))
            return redirect("students:class-topics", public_id=public_id)
    context = _page(request, class_group, choices) | {"problems": problems}
    return render(request, "students/class_topics.html", context)


def _page(request: HttpRequest, class_group: ClassGroup, choices: TopicChoices) -> dict[str, Any]:
    """As stored, or as sent where the form changes it."""
    topics = study_topics(class_group)
    subjects = subjects_with_topics(topics)
    enrolments = students_in(class_group) if subjects else []
    looked(request, Kind.STUDENT, ((each.student_id, each.school_id) for each in enrolments))
    return {
        "class_group": class_group,
        "made_for": MadeFor.of(class_group),
        "subjects": subjects,
        "taken": settings.EDUPORTAL_STUDY_TOPICS,
        "rows": [
            topic_row(each, topics, choices.get(each.pk if each else None), subjects)
            for each in (None, *enrolments)
        ],
        "reads_marks": request.scope.can(Action.READ_MARKS, class_group.school_id),
    }
