"""Messages to the workers about changed marks."""

from django.core.cache import cache
from django.db import transaction

from eduportal import registry
from eduportal.core import hints

# One message a class, term and minute: a teacher's 25 saves make one. What is saved in the rest
# of the minute is found by the sweep of eduportal/schedule.py, every 30 seconds.
QUIET_SECONDS = 60


def marks_changed(
    school_id: int, class_group_id: int, term_id: int, *, at_once: bool = False
) -> None:
    """Queue the tasks of registry.ON_MARKS_CHANGED once this transaction is committed.

    Only the services of the mark book call this, so that every door announces alike. `at_once`
    sends the message even within the quiet minute: for steps of a sheet, which are rare and which
    a person is waiting to see. A lost message loses nothing but time.
    """
    named = {"school_id": school_id, "class_group_id": class_group_id, "term_id": term_id}

    def announce() -> None:
        key = f"marks-changed:{class_group_id}:{term_id}"
        if cache.add(key, True, timeout=QUIET_SECONDS) or at_once:
            for task in registry.ON_MARKS_CHANGED:
                hints.send(task, **named)

    transaction.on_commit(announce, robust=True)
