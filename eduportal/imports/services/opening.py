"""The file of a job, as it was received."""

import datetime
import hashlib
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from eduportal.imports.importer import load_importer
from eduportal.imports.models import ImportJob
from eduportal.workbooks.editing.properties import marker_of, saved_at
from eduportal.workbooks.formats.limits import Limits
from eduportal.workbooks.reading import read_head, read_workbook
from eduportal.workbooks.workbook import Workbook


def limits() -> Limits:
    """How large a file the portal opens."""
    return Limits(max_bytes=settings.IMPORT_UPLOAD_LIMIT_BYTES)


def stored_file(job: ImportJob) -> bytes:
    """The bytes that were uploaded."""
    with job.file.open("rb") as stored:
        content: bytes = stored.read()
    return content


def original_content(job: ImportJob) -> bytes | None:
    """The file as it was received; None if it is gone, or is not the one that came."""
    try:
        content = stored_file(job) if job.file else None
    except FileNotFoundError:
        return None
    if content is None or hashlib.sha256(content).hexdigest() != job.sha256:
        return None
    return content


def opened(job: ImportJob, content: bytes) -> Workbook:
    """What is in the file of the job; raises UnreadableWorkbook."""
    return read_workbook(content, job.file_name, limits())


def opened_head(job: ImportJob, content: bytes) -> Workbook:
    """The first rows of a long file of the job; raises UnreadableWorkbook."""
    return read_head(content, job.file_name, limits())


def as_of(job: ImportJob, content: bytes) -> datetime.datetime | None:
    """Until when the file can know what it says: as given with it, else when it was last saved.

    None where its importer does not ask for it.
    """
    if not load_importer(job.importer).dated:
        return None
    moment = job.as_of or saved_at(content, limits())
    if moment is None or timezone.is_aware(moment):
        return moment
    return timezone.make_aware(moment)


def mended_by(job: ImportJob, content: bytes) -> ImportJob | None:
    """The import that gave this file back to be mended: of the same school and kind, or none.

    What the file says is a hint, which anybody can write into it.
    """
    try:
        named = UUID(marker_of(content, limits()))
    except ValueError:
        return None
    known = ImportJob.objects.filter(school=job.school_id, importer=job.importer)
    return known.filter(public_id=named).exclude(pk=job.pk).first()
