"""The first problems of a long file, told while the whole of it is still to be read."""

import logging
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import transaction

from eduportal.imports.importer import CheckedRow, FileRefused, Importer
from eduportal.imports.models import ImportJob
from eduportal.imports.services.columns import Sayings
from eduportal.imports.services.context import importer_of
from eduportal.imports.services.correcting import with_corrections
from eduportal.imports.services.opening import opened_head
from eduportal.imports.services.progress import Progress
from eduportal.imports.services.surveying import LookedOver
from eduportal.workbooks.headers import HeaderProblem
from eduportal.workbooks.problems import Problem, UnreadableWorkbook
from eduportal.workbooks.workbook import Workbook

logger = logging.getLogger(__name__)

# A shorter file is read before anybody has looked at the page.
LONG_BYTES = 2 * 1024 * 1024
ROWS = 500

Told = Iterator[tuple[Problem, Mapping[str, Any]]]


def tell_first(job: ImportJob, content: bytes, progress: Progress) -> None:
    """Tell the problems among the first rows of a long file; the check replaces them by its own.

    By an importer of its own, and nothing of it is kept: the rest of the file may say that these
    rows are meant otherwise.
    """
    if len(content) < LONG_BYTES:
        return
    try:
        workbook = with_corrections(job, opened_head(job, content))
        with transaction.atomic():
            progress.tell(_first_problems(job, workbook))
            transaction.set_rollback(True)
    except (UnreadableWorkbook, HeaderProblem, FileRefused):
        # The check of the whole file will say so, if it is so.
        logger.info("import %s: its beginning alone cannot be told of", job.public_id)
    except Exception:
        # A table cut off in its middle may be no table: that is no fault of the file.
        logger.exception("import %s: its beginning could not be checked", job.public_id)


def _first_problems(job: ImportJob, workbook: Workbook) -> Told:
    importer = importer_of(job, job.created_by_id)
    importer.saying = Sayings(job, importer).of
    looked_over = LookedOver(importer, importer.find_tables(workbook), workbook)
    looked_over.keep(importer.begin(looked_over.tables))
    some = list(islice(looked_over.rows(), ROWS))
    understood = importer.check([row for row, problem in some if problem is None])
    yield from ((each, {}) for each in importer.problems)
    yield from to_tell(importer, understood)


def to_tell(importer: Importer, rows: list[CheckedRow]) -> Told:
    """Problems that are no answers about other schools, which are counted first (limiting)."""
    for row in rows:
        for each in row.problems:
            if each.rule not in importer.revealing:
                yield each, row.values
