"""What remains of a written import: its receipt, and the file as it came."""

import datetime
from collections.abc import Sequence
from pathlib import PurePath
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from eduportal.core.downloads import download
from eduportal.core.keeping import Kept
from eduportal.core.numbers import grouped_text
from eduportal.imports.choices import WRITTEN_STATES, Action, JobState, Severity
from eduportal.imports.files import look_at_rows, require_export
from eduportal.imports.importer import load_importer
from eduportal.imports.models import CellCorrection, ImportJob, Undo
from eduportal.imports.selectors import ProblemGroup, problem_groups
from eduportal.imports.sentences import word
from eduportal.imports.services import original_content
from eduportal.imports.views import corrected_places, find_job, look
from eduportal.workbooks.writing import Value, write_xlsx

Line = tuple[str, str]
KINDS = (".xlsx", ".xls", ".ods", ".csv", ".xml", ".fet")


@require_GET
def job_receipt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What file it was, who checked and confirmed it, what was written and what was left out.

    A page to be printed, and with ?export=xlsx a workbook.
    """
    job = find_job(request, public_id)
    if job.state not in WRITTEN_STATES:
        raise Http404
    groups = problem_groups(job)
    lines, titles = _lines(job), _corrected_titles()
    left_out = [_cause(group) for group in groups if group.severity != Severity.WARNING]
    remarks = [_cause(group) for group in groups if group.severity == Severity.WARNING]
    corrections = [_correction(c) for c in job.corrections.select_related("corrected_by")]
    look(request, job, (), [*(group.first for group in groups), *corrected_places(job)])
    if request.GET.get("export") == "xlsx":
        require_export(request, job)
        corrected = [titles, *corrections] if corrections else []
        return download(_workbook(lines, corrected, left_out, remarks), f"receipt-{public_id}")
    context = {
        "job": job,
        "lines": lines,
        "corrections": [zip(titles, cells, strict=True) for cells in corrections],
        "left_out": left_out,
        "remarks": remarks,
        "corrected_titles": titles,
        "kept": Kept(settings.EDUPORTAL_IMPORT_DAYS),
    }
    return render(request, "imports/job_receipt.html", context)


def _workbook(*parts: Sequence[Sequence[Value]]) -> bytes:
    """The parts of the page that say something, each on a sheet."""
    names = _("Receipt"), _("Corrected cells"), _("Left out"), _("Remarks")
    return write_xlsx([(name, rows) for name, rows in zip(names, parts, strict=True) if rows])


@require_GET
def job_original(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The file as it was received, as long as it is kept; it names everybody in it."""
    job = find_job(request, public_id)
    require_export(request, job)
    content = original_content(job)
    if content is None or job.state not in WRITTEN_STATES:
        raise Http404
    look_at_rows(request, job)
    kind = PurePath(job.file_name).suffix.lower()
    answer = HttpResponse(content, content_type="application/octet-stream")
    name = f"original-{public_id}{kind if kind in KINDS else ''}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _lines(job: ImportJob) -> list[Line]:
    confirmed = job.confirmed_by
    lines = [
        (_("Number of the import"), str(job.public_id)),
        (_("Kind of file"), str(load_importer(job.importer).title)),
        (_("School"), job.school.name if job.school else _("The whole province")),
        (_("File"), job.file_name),
        (_("Size in bytes"), grouped_text(job.size)),
        (_("SHA-256 of the file"), job.sha256),
        (_("Received at"), _moment(job.created_at)),
        (_("Received from"), str(job.created_by or "–")),
        (_("Checked at"), _moment(job.checked_at)),
        (_("Confirmed by"), str(confirmed or "–")),
        (_("Written at"), _moment(job.applied_at)),
        *[(word(title), text) for title, text in job.facts],
        (_("Rows in the file"), grouped_text(job.total)),
    ]
    lines += [(str(a.label), grouped_text(getattr(job, a.value))) for a in Action]
    return lines + _undone(job)


def _undone(job: ImportJob) -> list[Line]:
    undo = Undo.objects.select_related("asked_by").filter(job=job).first()
    if undo is None or job.state != JobState.UNDONE:
        return []
    return [
        (_("Taken back at"), _moment(undo.done_at)),
        (_("Taken back by"), str(undo.asked_by or "–")),
        (_("Reason of taking back"), undo.reason),
        *[(word(kind), grouped_text(count)) for kind, count in undo.back.items()],
        (_("Stays as it is"), grouped_text(undo.stays_count)),
    ]


def _correction(each: CellCorrection) -> tuple[str, ...]:
    """What was read in place of what the file holds."""
    cell = f"{each.sheet} {each.cell}"
    who = str(each.corrected_by or "–")
    return cell, each.column, each.seen, each.value, who, _moment(each.corrected_at)


def _corrected_titles() -> tuple[str, ...]:
    value, who, at = _("Value written instead"), _("Corrected by"), _("Corrected at")
    return _("Cell"), _("Column"), _("Value in the file"), value, who, at


def _cause(group: ProblemGroup) -> Line:
    return f"{group.severity_label}: {group.example}", grouped_text(group.count)


def _moment(moment: datetime.datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M:%S %d/%m/%Y}" if moment else "–"
