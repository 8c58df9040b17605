"""The lists of tasks, one task with its thread, and the files of the thread."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from eduportal.core.keyset import keyset_page
from eduportal.core.params import one_of
from eduportal.notices.selectors import unread_count
from eduportal.scoping.actions import Action
from eduportal.todo.choices import MessageKind
from eduportal.todo.forms import WORDS_LENGTH, StepForm
from eduportal.todo.models import Task, TaskMessage
from eduportal.todo.numbers import source_of
from eduportal.todo.selectors import (
    GIVEN,
    MINE,
    ORDER,
    TABS,
    asked_of,
    counts_of,
    in_tab,
    led_by,
    number_now,
    tasks_of,
    thread_of,
    who_answers,
)
from eduportal.todo.services import TaskRefused, take_step
from eduportal.todo.services.moving import WAYS

CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
SAID = {
    MessageKind.WORK: gettext_lazy("The other side sees that you work on it."),
    MessageKind.ANSWER: gettext_lazy("Your answer is sent."),
    MessageKind.WORD: gettext_lazy("Your words are sent."),
    MessageKind.BACK: gettext_lazy("The task is sent back."),
    MessageKind.DUE: gettext_lazy("The last day is moved."),
    MessageKind.CLOSE: gettext_lazy("The task is closed."),
    MessageKind.REMIND: gettext_lazy("They are reminded."),
}


@require_GET
def task_list(request: HttpRequest) -> HttpResponse:
    """Tasks asked of the user, asked by the user's office, overdue, and closed this week."""
    _require_tasks(request)
    counts = counts_of(request.user)
    can_give = request.scope.can_somewhere(Action.GIVE_TASKS)
    first = GIVEN if can_give and not counts[MINE] else MINE
    show = one_of(request, "show", TABS) or first
    rows = tasks_of(request.user).filter(in_tab(request.user, show))
    page = keyset_page(request, rows, ORDER)
    context = {
        "page": page,
        "show": show,
        "counts": counts,
        "can_give": can_give,
        "bell": unread_count(request.user.pk),
    }
    return render(request, "todo/task_list.html", context)


def _require_tasks(request: HttpRequest) -> None:
    if not any(map(request.scope.can_somewhere, (Action.GIVE_TASKS, Action.ANSWER_TASKS))):
        raise Http404


@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One task with its thread; a POST takes the next step."""
    _require_tasks(request)
    found = tasks_of(request.user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    form = StepForm(request.POST, request.FILES) if request.method == "POST" else StepForm()
    if request.method == "POST" and form.is_valid() and _take(request, found, form):
        return redirect("todo:task", found.public_id)
    return render(request, "todo/task.html", _context(request, found, form))


def _take(request: HttpRequest, found: Task, form: StepForm) -> bool:
    """Take the step the button names; False, with the reason in the form, where it is refused."""
    name = request.POST.get("step", "")
    if name not in MessageKind.values or MessageKind(name) not in WAYS:
        raise Http404
    kind = MessageKind(name)
    try:
        take_step(
            task=found,
            kind=kind,
            revision=request.POST.get("revision", ""),
            user=request.user,
            words=form.cleaned_data["words"],
            due_on=form.cleaned_data["due_on"],
            file=form.cleaned_data["file"],
        )
    except TaskRefused as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, str(SAID[kind]))
    return True


def _context(request: HttpRequest, found: Task, form: StepForm) -> dict[str, Any]:
    user: Any = request.user
    rows = Task.objects.filter(pk=found.pk)
    now, source = number_now(found), source_of(found.code)
    can = {True: rows.filter(asked_of(user)).exists(), False: rows.filter(led_by(user)).exists()}
    steps = [kind for kind, way in WAYS.items() if found.state in way.states and can[way.by_asked]]
    return {
        "task": found,
        "form": form,
        "thread": thread_of(found),
        "steps": {kind.value for kind in steps},
        "now": now,
        "number_name": source.name(found.code) if source else "",
        "number_page": _page_of(found),
        "is_reached": bool(who_answers([found])[found.pk]),
        "words_length": WORDS_LENGTH,
    }


def _page_of(found: Task) -> str:
    source = source_of(found.code)
    if source is None:
        return found.address
    return source.address(found.code, found.about_school, found.about_unit)


@require_GET
def task_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A file of a thread, to be saved, for the two sides of its task."""
    _require_tasks(request)
    user: Any = request.user
    mine = Task.objects.filter(asked_of(user) | led_by(user))
    found = TaskMessage.objects.filter(public_id=public_id, task__in=mine).first()
    if found is None or found.content is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=CONTENT_TYPES[found.file_kind])
    name = f"task-{found.task_id}-{found.pk}.{found.file_kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
