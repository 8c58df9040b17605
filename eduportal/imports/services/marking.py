"""Giving the file of a job back with its bad cells marked (docs/decisions/0063)."""

import hashlib
import logging
import uuid
from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from eduportal.imports.choices import JobState
from eduportal.imports.models import ImportJob, MarkedFile
from eduportal.imports.selectors import problems_to_mark
from eduportal.imports.sentences import sentence
from eduportal.imports.services.errors import NothingToMark
from eduportal.imports.services.opening import limits, opened, stored_file
from eduportal.imports.services.progress import Progress
from eduportal.imports.services.stages import MOST_ATTEMPTS
from eduportal.imports.services.states import delete_file, hold, require_unmoved
from eduportal.workbooks.editing.marking import Mark, marked
from eduportal.workbooks.workbook import Row, Workbook, column_letters

logger = logging.getLogger(__name__)
MARKABLE = [JobState.CHECKED, JobState.APPLIED]


def ask_for_marked(*, job: ImportJob, language: str) -> MarkedFile:
    """Have the file marked for readers of the language, unless that is done or under way.

    One that could not be made is tried anew. Raises NothingToMark, JobMoved.
    """
    if not may_be_marked(job) or not problems_to_mark(job).exists():
        raise NothingToMark(_("This file has no cell that could be marked."))
    with transaction.atomic():
        # A check that begins meanwhile finds what is asked for here, and deletes it.
        require_unmoved(job)
        asked, _is_new = MarkedFile.objects.get_or_create(
            job=job, language=language, defaults={"school_id": job.school_id}
        )
        failed = MarkedFile.objects.filter(pk=asked.pk, has_failed=True)
        failed.update(has_failed=False, attempts=0)
    return asked


def may_be_marked(job: ImportJob) -> bool:
    """Whether the file is there and no check of it is under way."""
    return bool(job.file) and job.state in MARKABLE


def make_marked(marked_id: int) -> bool:
    """Make a marked file that was asked for. Safe to run twice, also at once.

    Returns whether there was anything to do.
    """
    with transaction.atomic():
        asked = MarkedFile.objects.filter(pk=marked_id, file="", has_failed=False)
        made = asked.select_related("job").first() if hold(MarkedFile, marked_id) else None
        if made is None:
            return False
        with Progress(made) as progress:
            content = _content(made) if progress.attempt <= MOST_ATTEMPTS else None
        if content is None:
            asked.update(has_failed=True)
        else:
            _keep(made, content)
    return True


def marked_content(made: MarkedFile) -> bytes | None:
    """The marked file as it was made; None if it is not there."""
    try:
        with made.file.open("rb") as stored:
            content: bytes = stored.read()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == made.sha256 else None


def _content(made: MarkedFile) -> bytes | None:
    """The file with its marks; None, and the log says why, where the portal fails at it."""
    job = made.job
    try:
        with transaction.atomic(), translation.override(made.language):
            content = stored_file(job)
            workbook = opened(job, content)
            return marked(content, workbook, _marks(job, workbook), str(job.public_id), limits())
    except Exception:
        logger.exception("the file of import %s could not be marked", job.public_id)
        return None


def _keep(made: MarkedFile, content: bytes) -> None:
    """Store the file, unless its job has been checked again or given up meanwhile."""
    made.file.save(uuid.uuid4().hex, ContentFile(content), save=False)
    digest = hashlib.sha256(content).hexdigest()
    name = str(made.file.name)
    if not MarkedFile.objects.filter(pk=made.pk).update(file=name, sha256=digest):
        delete_file(name)


def _marks(job: ImportJob, workbook: Workbook) -> Iterator[Mark]:
    """One for each problem; that of a row stands at the row's first cell that is filled."""
    problems = list(problems_to_mark(job))
    whole_rows = {(each.sheet, each.row) for each in problems if not each.cell}
    first_cells = _first_cells(workbook, whole_rows)
    for each in problems:
        cell = each.cell or first_cells.get((each.sheet, each.row), f"A{each.row}")
        yield Mark(each.sheet, cell, sentence(each.message, each.params))


def _first_cells(
    workbook: Workbook, places: set[tuple[str, int | None]]
) -> dict[tuple[str, int | None], str]:
    """The name of the first cell that is filled in each of these rows of sheets."""
    wanted = {sheet for sheet, _row in places}
    return {
        (sheet.name, number): f"{column_letters(_first(row))}{number}"
        for sheet in workbook.sheets
        if sheet.name in wanted
        for number, row in sheet.rows()
        if (sheet.name, number) in places
    }


def _first(row: Row) -> int:
    return next((index for index, value in enumerate(row) if value != ""), 0)
