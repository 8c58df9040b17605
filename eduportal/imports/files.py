"""What an import gives back to the person who corrects the file."""

from itertools import islice
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.downloads import download
from eduportal.imports import services
from eduportal.imports.choices import FileKind
from eduportal.imports.models import ImportJob
from eduportal.imports.selectors import problems_of, problems_to_mark, rows_of
from eduportal.imports.tasks import enqueue_file
from eduportal.imports.views import decide, find_job, look, may_take_away

READ_AT_ONCE = 2000


@require_POST
def job_file_make(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """Have the file made, in the reader's language."""
    job = _job_of_file(request, public_id, kind)

    def ask() -> None:
        language = get_language() or ""
        enqueue_file(services.ask_for_file(job=job, kind=kind, language=language))

    return decide(request, job, ask)


@require_GET
def job_file(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """The file, once it is made."""
    job = _job_of_file(request, public_id, kind)
    asked = job.prepared_files.filter(kind=kind, language=get_language())
    made = asked.exclude(file="").first()
    content = services.prepared_content(made) if made else None
    if content is None:
        raise Http404
    if kind == FileKind.MARKED:
        # The file names everybody in it, and its comments those whom their sentences name.
        look_at_rows(request, job)
        look(request, job, (), problems_to_mark(job))
    else:
        _look_at_problems(request, job)
    return download(content, f"{kind}-{job.public_id}")


def _job_of_file(request: HttpRequest, public_id: UUID, kind: str) -> ImportJob:
    job = find_job(request, public_id)
    if kind not in FileKind.values:
        raise Http404
    require_export(request, job)
    return job


def require_export(request: HttpRequest, job: ImportJob) -> None:
    """Raise PermissionDenied unless the user may take the file or what is in it away."""
    if not may_take_away(request, job):
        raise PermissionDenied


def look_at_rows(request: HttpRequest, job: ImportJob) -> None:
    """Everybody in the file is shown."""
    rows = rows_of(job).iterator(READ_AT_ONCE)
    while some := list(islice(rows, READ_AT_ONCE)):
        look(request, job, some, ())


def _look_at_problems(request: HttpRequest, job: ImportJob) -> None:
    problems = problems_of(job).iterator(READ_AT_ONCE)
    while some := list(islice(problems, READ_AT_ONCE)):
        look(request, job, (), some)
