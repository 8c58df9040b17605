"""The page on which an import is taken back: what it would do is shown before it is done."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.looking import Kind, looked
from eduportal.imports import services
from eduportal.imports.choices import RUNNING_STATES
from eduportal.imports.decisions import decide
from eduportal.imports.importer import load_importer
from eduportal.imports.models import ImportJob, Undo
from eduportal.imports.sentences import sentence, word
from eduportal.imports.steps import progress_of
from eduportal.imports.views import find_job, may_give_up_undo, may_undo

LISTED = 100


@require_GET
def job_undo(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What taking the import back would do, or has done; before anybody asked, a word about it."""
    job = find_job(request, public_id)
    undo = Undo.objects.select_related("asked_by").filter(job=job).first()
    can_undo = may_undo(request, job)
    if undo is None and not can_undo:
        raise Http404
    stays = undo.stays[:LISTED] if undo else []
    refusal = undo.refusal[:LISTED] if undo else []
    values = [each["values"] for each in stays if each["values"]]
    _look(request, job, values)
    context = {
        "job": job,
        "undo": undo,
        "is_running": job.state in RUNNING_STATES,
        "may_undo": can_undo,
        "can_give_up": may_give_up_undo(request, job),
        **progress_of(job),
        "kind": load_importer(job.importer).title,
        "back": [(word(kind), count) for kind, count in (undo.back if undo else {}).items()],
        "stays": [(each["label"], sentence(each["message"], each["params"])) for each in stays],
        "refusal": [sentence(each["message"], each["params"]) for each in refusal],
        "longest_reason": services.LONGEST_REASON,
    }
    return render(request, "imports/job_undo.html", context)


def _look(request: HttpRequest, job: ImportJob, values: list[dict[str, object]]) -> None:
    """The persons whom what stays is about are shown."""
    for kind, persons in load_importer(job.importer).persons_of(values).items():
        school_id = None if kind == Kind.ACCOUNT else job.school_id
        looked(request, kind, [(person, school_id) for person in persons])


@require_POST
def job_undo_look(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Have it looked at what taking the import back would do."""
    job = find_job(request, public_id)
    decide(request, job, lambda: services.ask_undo(job=job, user_id=request.user.pk))
    return _back_to(job)


@require_POST
def job_undo_confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the import back as it was shown."""
    job = find_job(request, public_id)

    def confirm() -> None:
        services.confirm_undo(
            job=job,
            shown=request.POST.get("shown", ""),
            reason=request.POST.get("reason", ""),
            user_id=request.user.pk,
        )

    decide(request, job, confirm)
    return _back_to(job)


@require_POST
def job_undo_give_up(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """End the looking, or the taking back, while a worker is at it: the import stays written."""
    job = find_job(request, public_id)
    decide(request, job, lambda: services.give_up_undo(job=job, user_id=request.user.pk))
    return _back_to(job)


def _back_to(job: ImportJob) -> HttpResponse:
    return redirect("imports:job-undo", public_id=job.public_id)
