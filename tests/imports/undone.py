"""Taking a written import back, as a page and a worker do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from eduportal.imports import services
from eduportal.imports.models import ImportJob, Undo
from grades.choices import SheetState
from grades.models import MarkSheet


def weighed(job: ImportJob, user: Any) -> Undo:
    """What taking the import back would do, as its page shows it."""
    services.ask_undo(job=job, user_id=user.pk)
    services.weigh_undo(job.pk)
    job.refresh_from_db()
    return Undo.objects.get(job=job)


def taken_back(job: ImportJob, user: Any, reason: str = "Nhầm tệp") -> Undo:
    """The import taken back as it was shown; the outcome equals what was shown."""
    shown = weighed(job, user)
    services.confirm_undo(job=job, shown=shown.revision, reason=reason, user_id=user.pk)
    services.undo_job(job.pk)
    job.refresh_from_db()
    done = Undo.objects.get(job=job)
    assert (done.back, done.stays) == (shown.back, shown.stays)
    return done


def kept(undo: Undo) -> list[tuple[str, str]]:
    """Who or what stays, and the English sentence that says why."""
    return [(each["label"], each["message"] % each["params"]) for each in undo.stays]


@contextmanager
def moved_to(state: str, sheets: "QuerySet[MarkSheet]") -> Iterator[None]:
    """Sheets that have been handed in, approved or sealed meanwhile; taken back afterwards.

    No package carries the sealed ones, which the database refuses at the end of a transaction.
    """
    with transaction.atomic():
        for step in (SheetState.SUBMITTED, SheetState.APPROVED, SheetState.SEALED):
            sheets.update(state=step)
            if step == state:
                break
        yield
        transaction.set_rollback(True)
