"""Taking a written import back, as a page and a worker do."""

from typing import Any

from eduportal.imports import services
from eduportal.imports.models import ImportJob, Undo


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
