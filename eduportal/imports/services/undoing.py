"""Taking a written import back as a whole: looked at first, then done by a worker."""

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eduportal.core.reading import refusal_sentence
from eduportal.core.text import TextRefused, is_blank, read_text
from eduportal.imports.choices import JobState
from eduportal.imports.models import ImportJob, Undo
from eduportal.imports.services.applying import WRITTEN, forget_answers
from eduportal.imports.services.columns import doubt_columns
from eduportal.imports.services.context import importer_of, scope_of
from eduportal.imports.services.deciding import may_confirm
from eduportal.imports.services.errors import JobMoved, NotPermitted, ReasonMissing
from eduportal.imports.services.progress import Progress
from eduportal.imports.services.stages import Stage, refused, run_stage
from eduportal.imports.services.states import move_job
from eduportal.imports.undoing import Undone, Working
from eduportal.scoping import Actor, Scope, acting_as
from eduportal.workbooks.problems import Problem

LONGEST_REASON = Undo._meta.get_field("reason").max_length or 0
# What stays is listed as far as anybody reads it.
MOST_LISTED = 1000
MESSAGES = {
    "not_permitted": gettext_noop(
        "Your role does not include importing such a file for this school."
    ),
    "overtaken": gettext_noop(
        "Another person has written the same records in the meantime. Nothing was taken back; look "
        "again at what taking it back would do."
    ),
    "unexpected": gettext_noop(
        "The portal failed at taking this import back. Nothing was changed and the failure has "
        "been recorded."
    ),
    "given_up": gettext_noop(
        "The portal tried three times and could not take this import back. Nothing was changed."
    ),
    "shown_otherwise": gettext_noop(
        "What was shown is no longer so: something has changed since. Nothing was taken back; look "
        "again at what taking it back would do."
    ),
}


def may_undo(*, job: ImportJob, scope: Scope, user_id: int | None) -> bool:
    """Whether the import can be taken back, and the user may bring in such files.

    As long as what it wrote is known to the row: until the time of keeping is over.
    """
    is_there = job.state == JobState.APPLIED and job.cleared_at is None
    return is_there and may_confirm(job=job, scope=scope, user_id=user_id)


def ask_undo(*, job: ImportJob, user_id: int | None) -> None:
    """Have it looked at what taking the import back would do. Raises NotPermitted, JobMoved."""
    _require_may(job, user_id)
    with transaction.atomic():
        Undo.objects.update_or_create(
            job=job,
            defaults={"school_id": job.school_id, "asked_by_id": user_id, **_nothing_known()},
        )
        move_job(job, JobState.WEIGHING, done=0, attempts=0)


def confirm_undo(*, job: ImportJob, shown: str, reason: str, user_id: int | None) -> None:
    """Release the import to be taken back as the page has shown it.

    `shown` is the revision of what was shown. Raises NotPermitted, ReasonMissing, JobMoved.
    """
    _require_may(job, user_id)
    why = _reason(reason)
    with transaction.atomic():
        weighed = Undo.objects.select_for_update().filter(job=job).first()
        if weighed is None or not weighed.weighed_at or weighed.revision != shown:
            raise JobMoved(
                _("What this page showed is no longer so. Nothing was taken back; look again.")
            )
        Undo.objects.filter(pk=weighed.pk).update(reason=why, asked_by_id=user_id)
        move_job(job, JobState.UNDOING, done=0, attempts=0)


def may_give_up_undo(*, job: ImportJob, scope: Scope, user_id: int | None) -> bool:
    """Whether a worker is at it, and the user may bring in such files."""
    is_running = job.state in (JobState.WEIGHING, JobState.UNDOING)
    return is_running and may_confirm(job=job, scope=scope, user_id=user_id)


def give_up_undo(*, job: ImportJob, user_id: int | None) -> None:
    """End the looking, or the taking back: the import stays written. Raises NotPermitted, JobMoved.

    A worker at it ends with the next thing it does, and what it did is undone with it.
    """
    if not may_give_up_undo(job=job, scope=scope_of(user_id), user_id=user_id):
        raise NotPermitted(_("There is nothing under way that you may give up."))
    move_job(job, JobState.APPLIED, **_all_done(job))


def _require_may(job: ImportJob, user_id: int | None) -> None:
    if not may_undo(job=job, scope=scope_of(user_id), user_id=user_id):
        raise NotPermitted(_("You cannot take this import back."))


def _reason(text: str) -> str:
    try:
        read = read_text(text.strip(), LONGEST_REASON)
    except TextRefused as problem:
        raise ReasonMissing(refusal_sentence(problem, _("Reason"))) from problem
    if is_blank(read):
        raise ReasonMissing(_("Say why the import is taken back."))
    return read


def weigh_undo(job_id: int) -> bool:
    """Work out what taking an import back would do, by doing it and rolling it back.

    Safe to run twice, also at once; False if there was nothing to do.
    """
    return run_stage(job_id, Stage(JobState.WEIGHING, _weigh, _keep_refusal, MESSAGES))


def undo_job(job_id: int) -> bool:
    """Take an import back: all of it in one transaction, or nothing.

    Safe to run twice, also at once; False if there was nothing to do.
    """
    return run_stage(job_id, Stage(JobState.UNDOING, _undo, _keep_refusal, MESSAGES))


def _weigh(job: ImportJob, progress: Progress) -> None:
    with transaction.atomic():
        undone = _taken_back(job, progress)
        transaction.set_rollback(True)
    Undo.objects.filter(job=job).update(**_facts(undone), weighed_at=timezone.now())
    move_job(job, JobState.APPLIED, **_all_done(job))


def _undo(job: ImportJob, progress: Progress) -> None:
    undone = _facts(_taken_back(job, progress))
    shown = Undo.objects.values(*undone).get(job=job)
    if shown != undone:
        raise refused("shown_otherwise", MESSAGES)
    Undo.objects.filter(job=job).update(done_at=timezone.now())
    doubt_columns(job)
    forget_answers(job)
    move_job(job, JobState.UNDONE, **_all_done(job))


def _taken_back(job: ImportJob, progress: Progress) -> Undone:
    undo = Undo.objects.get(job=job)
    importer = importer_of(job, undo.asked_by_id)
    context = importer.context
    if not importer.permission(context.scope, context.user_id, context.about, context.options):
        raise refused("not_permitted", MESSAGES)
    actor = Actor(
        user_id=context.user_id,
        door="import",
        reason=_("Import taken back: %(reason)s") % {"reason": undo.reason},
        operation=str(undo.public_id),
    )
    rows = job.rows.filter(action__in=WRITTEN).order_by("pk")
    with acting_as(actor):
        working = Working(progress.start, progress.report)
        return importer.undo(rows.iterator(chunk_size=500), working)


def _facts(undone: Undone) -> dict[str, Any]:
    """As Undo keeps it."""
    return {
        "back": {kind: count for kind, count in undone.back.items() if count},
        "stays": [asdict(each) for each in undone.stays[:MOST_LISTED]],
        "stays_count": len(undone.stays),
        "refusal": [],
    }


def _keep_refusal(job: ImportJob, problems: list[Problem]) -> None:
    """The import stays written; the page says why it was not taken back."""
    said = [{"message": each.message, "params": each.params} for each in problems[:MOST_LISTED]]
    Undo.objects.filter(job=job).update(**{**_nothing_known(), "refusal": said})
    move_job(job, JobState.APPLIED, **_all_done(job))


def _all_done(job: ImportJob) -> dict[str, Any]:
    """The rows of the file again: meanwhile the page counted what had to be gone through."""
    rows = job.new + job.changed + job.same + job.refused
    return {"total": rows, "done": rows}


def _nothing_known() -> dict[str, Any]:
    return {"back": {}, "stays": [], "stays_count": 0, "refusal": [], "weighed_at": None}
