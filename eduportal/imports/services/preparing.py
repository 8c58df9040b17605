"""Files that a worker makes of a checked one and that are taken away on its page."""

import hashlib
import logging
import uuid
from collections.abc import Callable, Mapping

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from eduportal.imports.choices import RUNNING_STATES, FileKind, JobState
from eduportal.imports.models import ImportJob, PreparedFile
from eduportal.imports.selectors import problems_to_mark
from eduportal.imports.services.errors import NothingToPrepare
from eduportal.imports.services.listing import listed
from eduportal.imports.services.marking import marked_file
from eduportal.imports.services.progress import Progress
from eduportal.imports.services.stages import MOST_ATTEMPTS
from eduportal.imports.services.states import delete_file, hold, require_unmoved

logger = logging.getLogger(__name__)
MARKABLE = [JobState.CHECKED, JobState.APPLIED]
CONTENTS: Mapping[str, Callable[[ImportJob], bytes]] = {
    FileKind.MARKED: marked_file,
    FileKind.PROBLEMS: listed,
}


def ask_for_file(*, job: ImportJob, kind: str, language: str) -> PreparedFile:
    """Have the file made for readers of the language, unless that is done or under way.

    One that could not be made is tried anew. Raises NothingToPrepare, JobMoved.
    """
    if not may_be_prepared(job, kind):
        raise NothingToPrepare(_("This import has nothing to put into such a file."))
    with transaction.atomic():
        # A check that begins meanwhile finds what is asked for here, and deletes it.
        require_unmoved(job)
        asked, _is_new = PreparedFile.objects.get_or_create(
            job=job, kind=kind, language=language, defaults={"school_id": job.school_id}
        )
        failed = PreparedFile.objects.filter(pk=asked.pk, has_failed=True)
        failed.update(has_failed=False, attempts=0)
    return asked


def may_be_prepared(job: ImportJob, kind: str) -> bool:
    """Whether there is something to put into the file, and no worker is at the job."""
    if kind == FileKind.MARKED:
        is_there = bool(job.file) and job.state in MARKABLE
        return is_there and problems_to_mark(job).exists()
    return job.state not in RUNNING_STATES and job.problems.exists()


def make_file(prepared_id: int) -> bool:
    """Make a file that was asked for. Safe to run twice, also at once.

    Returns whether there was anything to do.
    """
    with transaction.atomic():
        asked = PreparedFile.objects.filter(pk=prepared_id, file="", has_failed=False)
        held = hold(PreparedFile, prepared_id)
        made = asked.select_related("job").first() if held else None
        if made is None:
            return False
        with Progress(made) as progress:
            content = _content(made) if progress.attempt <= MOST_ATTEMPTS else None
        if content is None:
            asked.update(has_failed=True)
        else:
            _keep(made, content)
    return True


def prepared_content(made: PreparedFile) -> bytes | None:
    """The file as it was made; None if it is not there."""
    try:
        with made.file.open("rb") as stored:
            content: bytes = stored.read()
    except FileNotFoundError:
        return None
    return content if hashlib.sha256(content).hexdigest() == made.sha256 else None


def _content(made: PreparedFile) -> bytes | None:
    """What is in it; None, and the log says why, where the portal fails at it."""
    try:
        with transaction.atomic(), translation.override(made.language):
            return CONTENTS[made.kind](made.job)
    except Exception:
        logger.exception("a file of import %s could not be made", made.job.public_id)
        return None


def _keep(made: PreparedFile, content: bytes) -> None:
    """Store the file, unless its job has been checked again or given up meanwhile."""
    made.file.save(uuid.uuid4().hex, ContentFile(content), save=False)
    digest = hashlib.sha256(content).hexdigest()
    name = str(made.file.name)
    if not PreparedFile.objects.filter(pk=made.pk).update(file=name, sha256=digest):
        delete_file(name)
