"""What a person decides on the page of an import: answer, name columns, confirm, discard."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from eduportal.core.reading import whole_number
from eduportal.imports import services
from eduportal.imports.choices import RUNNING_STATES, JobState, WriteChoice
from eduportal.imports.forms import AnswersForm, ColumnsForm
from eduportal.imports.importer import load_importer
from eduportal.imports.models import ImportJob
from eduportal.imports.tasks import enqueue
from eduportal.imports.views import find_job

# The field of a cell to be corrected: this, then the id of its problem.
CELL = "cell-"


@require_POST
def job_answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Answer the questions of the file and have it checked again."""
    job = find_job(request, public_id)
    form = AnswersForm(request.POST, questions=job.questions)
    if not form.is_valid():
        told = [each for field in form.errors for each in form.errors[field] if "day-" in field]
        messages.error(request, str(told[0]) if told else _("Answer every question."))
        return redirect("imports:job-detail", public_id=public_id)
    user_id, answers = request.user.pk, form.answers
    return decide(
        request, job, lambda: services.answer_questions(job=job, user_id=user_id, answers=answers)
    )


@require_POST
def job_columns(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say which column of the file is which and have it checked again."""
    job = find_job(request, public_id)
    form = ColumnsForm(request.POST, job=job)
    if not form.is_valid():
        messages.error(request, _("The file has no such column."))
        return redirect("imports:job-detail", public_id=public_id)
    user_id, columns = request.user.pk, form.columns
    return decide(
        request, job, lambda: services.set_columns(job=job, user_id=user_id, columns=columns)
    )


@require_POST
def job_correct(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put other values into cells of the file and have it checked again."""
    job = find_job(request, public_id)
    given = {whole_number(name.removeprefix(CELL)): name for name in request.POST if CELL in name}
    values = {pk: request.POST[name].strip() for pk, name in given.items() if pk is not None}
    user_id = request.user.pk
    return decide(
        request, job, lambda: services.correct_cells(job=job, user_id=user_id, values=values)
    )


@require_POST
def job_confirm(request: HttpRequest, public_id: UUID, *, is_proved: bool = False) -> HttpResponse:
    """Release the file for writing: what is right of it, if the person says so, or all of it.

    What gives rights has an address that asks for a proof.
    """
    job = find_job(request, public_id)
    if load_importer(job.importer).is_proved is not is_proved:
        raise Http404
    says_right = request.POST.get("choice") == WriteChoice.RIGHT
    choice = WriteChoice.RIGHT if says_right else WriteChoice.WHOLE
    user_id = request.user.pk
    return decide(
        request, job, lambda: services.confirm_job(job=job, user_id=user_id, choice=choice)
    )


@require_POST
def job_discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give the file up."""
    job = find_job(request, public_id)
    return decide(request, job, lambda: services.discard_job(job=job))


def decide(request: HttpRequest, job: ImportJob, decision: Callable[[], object]) -> HttpResponse:
    """Take one decision about a job and go back to its page, with the reason if it is refused."""
    try:
        services.require_as_shown(job, request.POST.get("revision", ""))
        decision()
    except services.JobRefused as refusal:
        messages.error(request, refusal.message)
    else:
        if job.state in RUNNING_STATES:
            enqueue(job)
        elif job.state == JobState.DISCARDED:
            messages.success(request, _("The import was discarded; nothing was written."))
    return redirect("imports:job-detail", public_id=job.public_id)
