"""The only writer of answers: begun, saved, handed in, corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.collecting.choices import CollectionState, ReturnState, StepKind
from eduportal.collecting.models import CollectionStep, Return, ReturnFile
from eduportal.collecting.rules import form as forms
from eduportal.collecting.rules.answers import Problem, broken, missing
from eduportal.collecting.selectors.answered import filled_answers
from eduportal.collecting.services.errors import CollectingRefused, locked_return, refuse_if
from eduportal.notices.services import forget


@dataclass(frozen=True)
class Sent:
    """A file that answers the question `key`."""

    key: str
    name: str
    content: bytes


@dataclass(frozen=True)
class Given:
    """Answers as read: every question but files, and the files that are new."""

    answers: Mapping[str, Any]
    files: Sequence[Sent] = field(default_factory=list)


class ReturnRefused(CollectingRefused):
    """A return that cannot be handed in; `about` holds each reason with its question."""

    def __init__(self, about: Sequence[Problem]) -> None:
        super().__init__([])
        self.about = list(about)


def save_answers(*, row: Return, shown: int, given: Given) -> Return:
    """Keep what is filled in so far. Raises CollectingRefused."""
    with transaction.atomic():
        found = _open(row, shown)
        _keep(found, given)
        return found


def submit(*, row: Return, shown: int, given: Given, user: User) -> None:
    """Hand it in, as it will stay for ever. Raises CollectingRefused, or ReturnRefused with what is
    missing or does not fit together; nothing is kept then."""
    with transaction.atomic():
        found = _open(row, shown)
        _keep(found, given)
        form = found.version.form
        # The same as the screen shows, read once more at this moment.
        found.answers |= filled_answers(found, form)
        problems = missing(form, found.answers) + broken(form, found.answers)
        if problems:
            raise ReturnRefused(problems)
        found.state = ReturnState.SUBMITTED
        found.submitted_by, found.submitted_at = user, timezone.now()
        found.save(update_fields=["answers", "state", "submitted_by", "submitted_at"])
        note(found, StepKind.SUBMITTED, user)
        forget(key=str(found.public_id))


def correct(*, row: Return, shown: int, user: User, reason: str) -> Return:
    """Begin the next version of what was handed in and not approved. Raises CollectingRefused."""
    with transaction.atomic():
        found = locked_return(row, shown)
        refuse_if(found.state != ReturnState.SUBMITTED, _not_handed_in())
        refuse_if(found.collection.state != CollectionState.OPEN, _closed())
        made = next_version(found, reason=reason, is_reopened=False)
        note(made, StepKind.CORRECTED, user, reason)
        return made


def next_version(row: Return, *, reason: str, is_reopened: bool) -> Return:
    """The next number with the same answers and files, to be changed; the caller holds the lock."""
    row.is_newest = False
    row.save(update_fields=["is_newest"])
    asked = {field.key for field in row.version.form.asked}
    made = Return.objects.create(
        collection=row.collection,
        version=row.version,
        of_school=row.of_school,
        unit=row.unit,
        schools=row.schools,
        number=row.number + 1,
        reason=reason,
        is_reopened=is_reopened or row.is_reopened,
        answers={key: value for key, value in row.answers.items() if key in asked},
    )
    ReturnFile.objects.bulk_create(
        ReturnFile(of_return=made, key=f.key, name=f.name, content=f.content, size=f.size)
        for f in row.files.all()
    )
    return made


def note(row: Return, kind: StepKind, user: User, text: str = "") -> None:
    """Write down what was done with the return."""
    CollectionStep.objects.create(
        collection=row.collection, of_return=row, kind=kind, by=user, text=text
    )


def _open(row: Return, shown: int) -> Return:
    found = locked_return(row, shown)
    refuse_if(not found.is_draft, _("It is handed in and stays as it is."))
    may = found.collection.state == CollectionState.OPEN or found.is_reopened
    refuse_if(not may, _closed())
    return found


def _keep(row: Return, given: Given) -> None:
    form = row.version.form
    files = {each.key: each for each in given.files}
    answers = {key: value for key, value in given.answers.items() if value}
    for asked in form.asked:
        if asked.kind != forms.FILE:
            continue
        sent = files.get(asked.key)
        if sent is not None:
            ReturnFile.objects.update_or_create(
                of_return=row,
                key=asked.key,
                defaults={"name": sent.name, "content": sent.content, "size": len(sent.content)},
            )
            answers[asked.key] = sent.name
        elif asked.key in row.answers:
            answers[asked.key] = row.answers[asked.key]
    row.answers = answers
    row.begun_at = row.begun_at or timezone.now()
    row.save(update_fields=["answers", "begun_at"])


def _closed() -> str:
    return _("The collection is closed. Whoever asked can open your answer again.")


def _not_handed_in() -> str:
    return _("Only what is handed in and not yet approved is corrected by the one who answers.")
