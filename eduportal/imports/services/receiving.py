"""Taking in a file."""

import datetime
import hashlib
import uuid
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.core.text import nfc, visible
from eduportal.imports.choices import OPEN_STATES, JobState
from eduportal.imports.importer import load_importer
from eduportal.imports.models import ImportJob
from eduportal.imports.services.context import scope_of
from eduportal.imports.services.deciding import discard_job
from eduportal.imports.services.errors import AlreadyOpen, FileTooLarge, NotPermitted

MEGABYTE = 1024 * 1024
NAME_LENGTH = ImportJob._meta.get_field("file_name").max_length or 0


def receive_file(
    *,
    importer: str,
    file: "File[bytes]",
    file_name: str,
    school_id: int | None,
    user_id: int | None,
    options: Mapping[str, Any],
    answers: Mapping[str, str] | None = None,
    day: datetime.date | None = None,
) -> ImportJob:
    """Keep a file for checking, under a name that cannot be guessed; without school: the province.

    `options`, `answers`: JSON; `day`: its last. Raises NotPermitted, FileTooLarge, AlreadyOpen.
    """
    if not load_importer(importer).permission(scope_of(user_id), user_id, school_id, options):
        raise NotPermitted(_("Your role does not include importing such a file for this school."))
    _require_size(file, file_name)
    job = ImportJob(
        school_id=school_id,
        importer=importer,
        file_name=visible(nfc(PurePath(file_name.replace("\\", "/")).name[-NAME_LENGTH:])),
        sha256=_digest(file),
        size=file.size,
        options=dict(options),
        answers=dict(answers or {}),
        as_of=_end_of(day) if day else None,
        created_by_id=user_id,
    )
    return _keep(job, file)


def _keep(job: ImportJob, file: "File[bytes]") -> ImportJob:
    """Store the file and the row, or neither."""
    _refuse_second(job)
    job.file.save(uuid.uuid4().hex, file, save=False)
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError:
        job.file.storage.delete(str(job.file.name))
        # Another request sent the same file at the same moment; any other error is raised again.
        _refuse_second(job)
        raise
    return job


def _require_size(file: "File[bytes]", file_name: str) -> None:
    if file.size > settings.IMPORT_UPLOAD_LIMIT_BYTES:
        raise FileTooLarge(too_large(file_name, file.size))


def _end_of(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))


def too_large(file_name: str, size: int) -> str:
    """The sentence for a file beyond the limit."""
    return _("“%(filename)s” has %(size)s MB; the largest file accepted has %(limit)s MB.") % {
        "filename": file_name,
        "size": -(-size // MEGABYTE),
        "limit": settings.IMPORT_UPLOAD_LIMIT_BYTES // MEGABYTE,
    }


def _digest(file: "File[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _refuse_second(job: ImportJob) -> None:
    first = (
        ImportJob.objects.select_related("created_by")
        .filter(
            school=job.school_id, importer=job.importer, sha256=job.sha256, state__in=OPEN_STATES
        )
        .first()
    )
    if first is None:
        return
    if _gives_way(first, job):
        discard_job(job=first)
        return
    raise AlreadyOpen(
        _(
            "“%(filename)s” is already being imported by %(who)s since %(when)s. That import has "
            "to be finished or discarded first."
        )
        % {
            "filename": job.file_name,
            "who": first.created_by or "–",
            "when": f"{timezone.localtime(first.created_at):%H:%M %d/%m/%Y}",
        },
        first,
    )


def _gives_way(first: ImportJob, job: ImportJob) -> bool:
    """Whether a checked file is given up for its second upload: one's own, or nothing to write.

    Not another person's whose cells, columns or questions somebody is at.
    """
    is_own = first.created_by_id is not None and first.created_by_id == job.created_by_id
    is_at_work = bool(first.columns or first.answers) or first.corrections.exists()
    is_of_no_use = not first.new + first.changed and not is_at_work
    return first.state == JobState.CHECKED and (is_own or is_of_no_use)
