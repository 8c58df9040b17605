"""What a person decides about a checked file."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from eduportal.core.numbers import grouped_text
from eduportal.imports.choices import JobState, WriteChoice
from eduportal.imports.given import is_answer
from eduportal.imports.importer import load_importer
from eduportal.imports.models import ImportJob
from eduportal.imports.services.context import scope_of
from eduportal.imports.services.errors import (
    AnswersMissing,
    NotAllRight,
    NothingToWrite,
    NotPermitted,
)
from eduportal.imports.services.states import delete_file, forget_prepared, move_job, store_problems
from eduportal.scoping import Scope
from eduportal.workbooks.problems import Problem


def answer_questions(*, job: ImportJob, user_id: int | None, answers: Mapping[str, str]) -> None:
    """Keep the answers to the file's questions and have it checked again with them.

    Raises AnswersMissing for an answer that is none of the choices, NotPermitted, JobMoved.
    """
    _require_may_write(job, user_id)
    asked: dict[str, dict[str, Any]] = {q["key"]: q for q in job.questions}
    for key, answer in answers.items():
        question = asked.get(key)
        if not question or not is_answer(answer, question["choices"], question.get("dated", ())):
            message = _("“%(answer)s” is not an answer to this question.")
            raise AnswersMissing(message % {"answer": answer[:100]})
    move_job(job, JobState.RECEIVED, answers={**job.answers, **answers}, done=0)


def open_questions(job: ImportJob) -> list[dict[str, Any]]:
    """The questions of the file that are not answered yet."""
    return [q for q in job.questions if q["answer"] is None]


def may_confirm(*, job: ImportJob, scope: Scope, user_id: int | None) -> bool:
    """Whether the user's roles include bringing such a file for its school."""
    importer = load_importer(job.importer)
    return importer.permission(scope, user_id, job.school_id, job.options)


def confirm_job(
    *, job: ImportJob, user_id: int | None, choice: WriteChoice = WriteChoice.RIGHT
) -> None:
    """Release a checked file for writing, in the name of the user who confirms it.

    Raises AnswersMissing, NotAllRight, NothingToWrite, NotPermitted, JobMoved.
    """
    _require_may_write(job, user_id)
    if open_questions(job):
        raise AnswersMissing(_("Answer the questions about this file first."))
    if job.state == JobState.CHECKED and not job.new + job.changed:
        raise NothingToWrite(_("There is nothing to write: no row is new or changed."))
    if choice == WriteChoice.WHOLE:
        _require_all_right(job)
    move_job(job, JobState.CONFIRMED, confirmed_by_id=user_id, choice=choice, done=0)


def _require_may_write(job: ImportJob, user_id: int | None) -> None:
    if not may_confirm(job=job, scope=scope_of(user_id), user_id=user_id):
        raise NotPermitted(_("Your role does not include importing such a file for this school."))


def _require_all_right(job: ImportJob) -> None:
    if job.errors:
        message = _("Nothing was written, because not everything is right; errors: %(count)s.")
        raise NotAllRight(message % {"count": grouped_text(job.errors)})


def discard_job(*, job: ImportJob, reason: Problem | None = None) -> None:
    """Give up a file before it is written. The file and what was read of it are deleted.

    A worker that checks or writes it ends at the next rows, and what it wrote is undone.

    `reason` is kept with the job where no person has decided. Raises JobMoved.
    """
    with transaction.atomic():
        name = job.file.name
        move_job(job, JobState.DISCARDED, file="", refusal=reason.rule if reason else "")
        job.rows.all().delete()
        job.problems.all().delete()
        job.corrections.all().delete()
        if reason:
            store_problems(job, [reason])
        delete_file(name)
        forget_prepared(job)
