"""The user, the scope, the options and the answers a job runs with."""

from django.contrib.auth import get_user_model
from django.utils.module_loading import import_string

from eduportal import registry
from eduportal.imports.importer import Context, Importer, load_importer
from eduportal.imports.models import ImportJob, RememberedAnswer
from eduportal.scoping import NOWHERE, Scope
from eduportal.scoping.actions import Action

# Who may run commands on the server may do anything there; such a job has no user.
OPERATOR = Scope(
    school_ids=None,
    actions_by_school={
        None: frozenset(
            {
                *(Action.ADMINISTER, Action.IMPORT, Action.IMPORT_MARKS),
                *(Action.KEEP_REGISTER, Action.READ_MARKS, Action.APPROVE_MARKS),
                Action.DECLARE_STAFF,
            }
        )
    },
)


def scope_of(user_id: int | None) -> Scope:
    """What the user may do now, not when the file came in; nothing for a closed account."""
    if user_id is None:
        return OPERATOR
    user = get_user_model().objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return NOWHERE
    scope: Scope = import_string(registry.SCOPE_RESOLVER)(user)
    return scope


def importer_of(job: ImportJob, user_id: int | None) -> Importer:
    """The job's importer, acting for the user."""
    return load_importer(job.importer)(
        Context(
            about=job.school_id,
            user_id=user_id,
            scope=scope_of(user_id),
            options=job.options,
            answers=answers_of(job),
            operation=job.public_id,
            as_of=job.as_of,
        )
    )


def answers_of(job: ImportJob) -> dict[str, str]:
    """What the school answered before, and what was answered for this file."""
    remembered = RememberedAnswer.objects.filter(school=job.school_id, importer=job.importer)
    answers = dict(remembered.values_list("question", "answer"))
    answers.update(job.answers)
    return answers
