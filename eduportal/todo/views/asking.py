"""The form that makes a task from a number or a list."""

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from eduportal.todo.forms import AskForm
from eduportal.todo.selectors import GIVEN
from eduportal.todo.services import Outcome, TaskRefused, ask_tasks
from eduportal.todo.views.subject import Subject, subject_of

DAYS_GIVEN = datetime.timedelta(days=5)


@require_http_methods(["GET", "POST"])
def task_new(request: HttpRequest) -> HttpResponse:
    """Who, by when, what; `code` or `address`, with `school` or `commune`, say what about."""
    subject = subject_of(request)
    is_posted = request.method == "POST"
    form = AskForm(
        request.POST if is_posted else None,
        request.FILES if is_posted else None,
        to=subject.choices,
        initial=_initial(request, subject),
    )
    if is_posted and form.is_valid():
        try:
            return _done(request, _ask(request, subject, form))
        except TaskRefused as refusal:
            form.add_error(None, refusal.message)
    context = {"form": form, "subject": subject, "open_tasks": subject.open_tasks}
    return render(request, "todo/task_new.html", context)


def _initial(request: HttpRequest, subject: Subject) -> dict[str, object]:
    choices = subject.choices
    to = request.GET.get("to", "")
    words = ""
    if subject.source:
        words = _("%(name)s: please finish by the last day, or answer what is in the way.") % {
            "name": subject.name
        }
    return {
        "to": to if to in dict(choices) else choices[0][0],
        "due_on": timezone.localdate() + DAYS_GIVEN,
        "words": words,
    }


def _ask(request: HttpRequest, subject: Subject, form: AskForm) -> Outcome:
    given = form.cleaned_data
    return ask_tasks(
        subject.wanted(given["to"]),
        office=subject.office,
        words=given["words"],
        due_on=given["due_on"],
        file=given["file"],
        user=request.user,
    )


def _done(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    made, there = len(outcome.made), len(outcome.there)
    if made:
        text = ngettext("%(count)d task is given.", "%(count)d tasks are given.", made)
        messages.success(request, text % {"count": made})
    if there:
        text = ngettext(
            "%(count)d was asked already: it is not asked twice, but reminded of.",
            "%(count)d were asked already: they are not asked twice, but reminded of.",
            there,
        )
        messages.info(request, text % {"count": there})
    if made + there == 1:
        return redirect("todo:task", (outcome.made + outcome.there)[0].public_id)
    return redirect(f"{reverse('todo:list')}?show={GIVEN}")
