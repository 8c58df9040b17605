"""What an import gives back to the person who corrects the file."""

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from eduportal.core.downloads import download
from eduportal.imports import services
from eduportal.imports.decisions import decide
from eduportal.imports.models import ImportJob
from eduportal.imports.selectors import problems_listed, problems_of, problems_to_mark, rows_of
from eduportal.imports.sentences import sentence
from eduportal.imports.tasks import enqueue_marked
from eduportal.imports.views import find_job, look, may_take_away
from eduportal.workbooks.writing import Value, write_xlsx

READ_AT_ONCE = 2000


@require_POST
def job_mark(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Have the bad cells of the file marked, in the reader's language."""
    job = find_job(request, public_id)
    _require_export(request, job)

    def ask() -> None:
        language = get_language() or ""
        enqueue_marked(services.ask_for_marked(job=job, language=language))

    return decide(request, job, ask)


@require_GET
def job_marked(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The file with its bad cells marked, once it is made."""
    job = find_job(request, public_id)
    _require_export(request, job)
    made = job.marked_files.filter(language=get_language()).exclude(file="").first()
    content = services.marked_content(made) if made else None
    if content is None:
        raise Http404
    # The file names everybody in it, and its comments those whom their sentences name.
    rows = rows_of(job).iterator(READ_AT_ONCE)
    while some := list(islice(rows, READ_AT_ONCE)):
        look(request, job, some, ())
    look(request, job, (), problems_to_mark(job))
    return download(content, f"marked-{job.public_id}")


def _require_export(request: HttpRequest, job: ImportJob) -> None:
    if not may_take_away(request, job):
        raise PermissionDenied


@require_GET
def job_problems(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The problems as a spreadsheet, for the person who corrects the file."""
    job = find_job(request, public_id)
    _require_export(request, job)
    content = write_xlsx([(_("Problems"), _problem_rows(request, job))])
    return download(content, f"problems-{job.public_id}")


def _problem_rows(request: HttpRequest, job: ImportJob) -> Iterator[list[Value]]:
    """The titles, then one row a problem, read and logged in batches: there may be thousands."""
    titles = [_("Sheet"), _("Row"), _("Cell"), _("Column"), _("Severity"), _("Rule")]
    yield [*titles, _("Problem"), _("Value seen")]
    problems = problems_of(job).iterator(READ_AT_ONCE)
    while some := list(islice(problems, READ_AT_ONCE)):
        look(request, job, (), some)
        for problem in some:
            yield [
                problem.sheet,
                problem.row,
                problem.cell,
                problem.column,
                problem.get_severity_display(),
                problem.rule,
                sentence(problem.message, problem.params),
                problem.value,
            ]
    if told := problems_listed(job):
        yield [told]
