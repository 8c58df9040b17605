"""The pages of an import: choose a file, look at what it changes, see the result."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from eduportal.core.keyset import keyset_page
from eduportal.core.looking import looked
from eduportal.core.reading import whole_number
from eduportal.imports import services
from eduportal.imports.choices import OPEN_STATES, RUNNING_STATES, FileKind, JobState, Review
from eduportal.imports.forms import AnswersForm, ColumnsForm, UploadForm
from eduportal.imports.importer import Importer, load_importer, load_importers
from eduportal.imports.models import CellCorrection, ImportJob, ImportProblem, ImportRow
from eduportal.imports.selectors import (
    DIFFERS,
    PROBLEM_ORDER,
    ROW_ORDER,
    groups_of,
    persons_shown,
    problem_groups,
    problems_of,
    refusal_of,
    rows_of,
    visible_jobs,
)
from eduportal.imports.sentences import sentence, word
from eduportal.imports.steps import progress_of, steps_of, told_so_far
from eduportal.imports.tasks import enqueue

JOBS_SHOWN = 30
ROWS_SHOWN = 50
GROUPED_FROM = 12
CORRECTIONS_SHOWN = 200
PROBLEMS = "problems"


def offered_importers(request: HttpRequest) -> list[type[Importer]]:
    """The kinds of file the user may bring; Http404 if there is none."""
    found = [importer for importer in load_importers() if importer.is_offered(request.scope)]
    if not found:
        raise Http404
    return found


def find_job(request: HttpRequest, public_id: UUID) -> ImportJob:
    """The job, if a role lets the user bring such files for its school and it is the user's own,
    or lets the user see those of others."""
    offered_importers(request)
    job = visible_jobs(request.scope, request.user.pk).filter(public_id=public_id).first()
    if job is None:
        raise Http404
    return job


def may_take_away(request: HttpRequest, job: ImportJob) -> bool:
    """Whether the user may have the file or its problems: one's own, or by the right to export.

    Of one's own file they are no news; of others' they are an export.
    """
    is_own = job.created_by_id == request.user.pk
    return is_own or request.scope.may_export(frozenset({job.school_id}))


def may_undo(request: HttpRequest, job: ImportJob) -> bool:
    """Whether the user may take the import back."""
    return services.may_undo(job=job, scope=request.scope, user_id=request.user.pk)


def may_give_up_undo(request: HttpRequest, job: ImportJob) -> bool:
    """Whether the user may end a taking back that is under way."""
    return services.may_give_up_undo(job=job, scope=request.scope, user_id=request.user.pk)


def _job_to_show(request: HttpRequest, refusal: services.JobRefused) -> ImportJob | None:
    """The import in the way, if the user may look at it."""
    if not isinstance(refusal, services.AlreadyOpen) or refusal.job is None:
        return None
    return visible_jobs(request.scope, request.user.pk).filter(pk=refusal.job.pk).first()


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """The files brought so far, newest first."""
    offered = offered_importers(request)
    jobs = visible_jobs(request.scope, request.user.pk)
    page = keyset_page(request, jobs, ("-created_at", "-pk"), JOBS_SHOWN)
    titles = {importer.key: importer.title for importer in load_importers()}
    rows = [(job, titles.get(job.importer, job.importer)) for job in page]
    return render(request, "imports/job_list.html", {"page": page, "rows": rows, "kinds": offered})


@require_http_methods(["GET", "POST"])
def job_new(request: HttpRequest) -> HttpResponse:
    """Choose what kind of file it is, then the file."""
    offered = offered_importers(request)
    importer = next((each for each in offered if each.key == request.GET.get("kind")), None)
    if importer is None:
        return render(request, "imports/job_new.html", {"kinds": offered, "importer": None})
    posted = request.POST if request.method == "POST" else None
    upload = UploadForm(
        posted,
        request.FILES or None,
        importer=importer,
        scope=request.scope,
        request_size=whole_number(request.META.get("CONTENT_LENGTH") or "") or 0,
    )
    # A page that knows class, subject or term leads here with them chosen.
    options = importer.options_form(posted, initial=request.GET.dict())
    if posted is not None and upload.is_valid() & options.is_valid():
        job = _receive(request, importer, upload, options.cleaned_data)
        if job is not None:
            return redirect("imports:job-detail", public_id=job.public_id)
    context = {"kinds": offered, "importer": importer, "upload": upload, "options": options}
    return render(request, "imports/job_new.html", context)


def _receive(
    request: HttpRequest, importer: type[Importer], upload: UploadForm, options: dict[str, object]
) -> ImportJob | None:
    """Take the file in; None, with the reason on the form, if it is refused."""
    file = upload.cleaned_data["file"]
    try:
        job = services.receive_file(
            importer=importer.key,
            file=file,
            file_name=file.name,
            school_id=upload.school_id,
            user_id=request.user.pk,
            day=upload.cleaned_data.get("day"),
            options={name: value for name, value in options.items() if value},
        )
    except services.JobRefused as refusal:
        upload.add_error("file", refusal.message)
        upload.other = _job_to_show(request, refusal)
        return None
    enqueue(job)
    return job


@require_GET
def job_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One import: its progress while it runs, then what it changes and what is wrong with it.

    The polling fragment asks the same address; when the job has ended it reloads the page.
    """
    job = find_job(request, public_id)
    prepared = {each.kind: each for each in job.prepared_files.filter(language=get_language())}
    work = {
        "job": job,
        "is_running": job.state in RUNNING_STATES,
        "is_preparing": any(each.is_under_way for each in prepared.values()),
        **progress_of(job),
        "has_failed": any(each.has_failed for each in prepared.values()),
    }
    prefetch_related_objects([job], "corrections__corrected_by")
    rows, problems = told_so_far(job)
    look(request, job, rows, [*problems, *corrected_places(job)])
    if request.htmx:
        if not work["is_running"] and not work["is_preparing"]:
            return HttpResponseClientRefresh()
        return render(request, "imports/_job_progress.html", work)
    context = {**work, **_job_context(request, job), **_list_context(request, job)}
    context["files"] = [
        (kind, FileKind(kind).label, prepared.get(kind)) for kind in context["can_prepare"]
    ]
    return render(request, "imports/job_detail.html", context)


def _job_context(request: HttpRequest, job: ImportJob) -> dict[str, object]:
    """What the page says of the job as a whole."""
    jobs = visible_jobs(request.scope, request.user.pk)
    return {
        "kind": load_importer(job.importer).title,
        "is_proved": load_importer(job.importer).is_proved,
        "mends": jobs.filter(pk=job.mends_id).first() if job.mends_id else None,
        "refusal": refusal_of(job),
        **steps_of(job),
        "facts": [(word(title), text) for title, text in job.facts],
        "unread": job.unread,
        "reviews": groups_of(job),
        "overtaken": sentence(**job.overtaken) if job.overtaken else "",
        "columns": ColumnsForm(job=job) if job.state == JobState.CHECKED else None,
        "open_questions": services.open_questions(job),
        "answers": AnswersForm(questions=job.questions),
        "remembers": any(question["remembered"] for question in job.questions),
        "can_confirm": job.state == JobState.CHECKED and job.new + job.changed > 0,
        "can_send_again": services.may_be_sent_again(job),
        "can_undo": may_undo(request, job),
        "can_correct": job.state == JobState.CHECKED,
        "corrections": job.corrections.all()[:CORRECTIONS_SHOWN],
        "can_discard": job.state in OPEN_STATES,
        "can_give_up": may_give_up_undo(request, job),
    }


def _list_context(request: HttpRequest, job: ImportJob) -> dict[str, object]:
    """One page of problems or of rows, as the address asks."""
    groups = problem_groups(job)
    has_problems = (problem_count := sum(group.count for group in groups)) > 0
    asked = request.GET.get("show", PROBLEMS if has_problems else "")
    more = {PROBLEMS: has_problems, DIFFERS: bool(job.overtaken)}
    shows = ["", *Review.values, *(show for show, is_there in more.items() if is_there)]
    if asked not in shows:
        raise Http404
    rule = request.GET.get("rule", "")
    found: QuerySet[Any] = problems_of(job, rule) if asked == PROBLEMS else rows_of(job, asked)
    order = PROBLEM_ORDER if asked == PROBLEMS else ROW_ORDER
    page = keyset_page(request, found, order, ROWS_SHOWN)
    # A list of a few problems needs no table of contents.
    has_groups = len(groups) > 1 and problem_count > GROUPED_FROM
    examples = [group.first for group in groups] if has_groups and not rule else []
    rows = [] if asked == PROBLEMS else list(page)
    look(request, job, rows, [*examples, *page] if asked == PROBLEMS else (), job.questions)
    return {
        "groups": groups,
        "can_prepare": _can_prepare(request, job, has_problems),
        "has_groups": has_groups,
        "show": asked,
        "rule": rule,
        "tabs": _tabs(job, asked, problem_count),
        "page": page,
        "problems": _with_corrections(job, page) if asked == PROBLEMS else [],
        "withheld": load_importer(job.importer).withheld(request.scope, request.user.pk, rows),
        "list_title": _list_title(asked),
    }


def _with_corrections(
    job: ImportJob, problems: Iterable[ImportProblem]
) -> list[tuple[ImportProblem, CellCorrection | None]]:
    """Each problem with what somebody has put into its cell already."""
    said = {(each.sheet, each.cell): each for each in job.corrections.all()}
    return [(each, said.get((each.sheet, each.cell))) for each in problems]


def _can_prepare(request: HttpRequest, job: ImportJob, has_problems: bool) -> list[str]:
    """The kinds of files that can be made of the job."""
    if not has_problems or not may_take_away(request, job):
        return []
    return [kind for kind in FileKind.values if services.may_be_prepared(job, kind)]


def look(
    request: HttpRequest,
    job: ImportJob,
    rows: Iterable[ImportRow],
    problems: Iterable[ImportProblem],
    questions: Iterable[Mapping[str, Any]] = (),
) -> None:
    """These rows, problems and questions of the job are shown."""
    for kind, persons in persons_shown(job, rows, problems, questions).items():
        looked(request, kind, persons)


def corrected_places(job: ImportJob) -> list[ImportProblem]:
    """The cells corrected on the page, as places whose persons are shown with them."""
    return [
        ImportProblem(job=job, sheet=each.sheet, row=each.row) for each in job.corrections.all()
    ]


def _list_title(show: str) -> str:
    titles = {PROBLEMS: _("Problems"), "": _("Rows of the file"), DIFFERS: _("Not as shown before")}
    return titles[show] if show in titles else str(capfirst(Review(show).label))


def _tabs(job: ImportJob, shown: str, problems: int) -> list[tuple[str, str, int, bool]]:
    """What can be listed: (name in the address, label, how many, whether it is shown now)."""
    counts = [(PROBLEMS, _("Problems"), problems), ("", _("All rows"), job.total)]
    if job.overtaken:
        differing = rows_of(job, DIFFERS).count()
        counts.append((DIFFERS, _("Not as shown before"), differing))
    counts += groups_of(job)
    return [
        (name, label, count, name == shown)
        for name, label, count in counts
        if count or name == shown
    ]
