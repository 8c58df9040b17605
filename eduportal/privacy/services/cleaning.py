"""The nightly clean-up: what eduportal/privacy/retention.py lists goes when its time is over."""

import logging

from eduportal.privacy.models import CleanUp
from eduportal.privacy.retention import TABLE, KindOfData
from eduportal.scoping import everywhere

logger = logging.getLogger(__name__)
# One transaction deletes so many: a page waits for it a moment at most.
BATCH = 1000
# What is left after so many batches waits for the next night.
MOST_BATCHES = 1000
REASON = "what is past keeping goes, of every school"


def clean_up() -> list[CleanUp]:
    """Delete what is past keeping, kind by kind, and write down how much of it.

    A kind that fails stops no other. A run that dies has deleted what it has deleted; the next
    one goes on.
    """
    return [_clean(kind) for kind in TABLE]


def _clean(kind: KindOfData) -> CleanUp:
    run = CleanUp(kind=kind.code)
    try:
        _delete(kind, run)
    except Exception as failure:
        logger.exception("The clean-up of %s failed.", kind.code)
        run.error = type(failure).__name__
    run.save()
    return run


def _delete(kind: KindOfData, run: CleanUp) -> None:
    for _batch in range(MOST_BATCHES):
        with everywhere(REASON):
            deleted = kind.rows.clear(kind.kept, BATCH)
        run.deleted += deleted
        if not deleted:
            break
    with everywhere(REASON):
        run.oldest = kind.rows.oldest()
