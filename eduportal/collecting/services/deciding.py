"""What the office does with answers: approves, sends back, opens again, looks."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.collecting.choices import ReturnState, StepKind
from eduportal.collecting.models import Collection, Return
from eduportal.collecting.services.answering import next_version, note
from eduportal.collecting.services.errors import locked_return, refuse_if
from eduportal.collecting.services.telling import tell_back


def approve(*, row: Return, shown: int, user: User) -> None:
    """Approve what was handed in. Raises CollectingRefused."""
    with transaction.atomic():
        found = locked_return(row, shown)
        refuse_if(found.state != ReturnState.SUBMITTED, _("Only what is handed in is approved."))
        _decide(found, ReturnState.APPROVED, user)
        note(found, StepKind.APPROVED, user)


def approve_all(*, collection: Collection, user: User, until: datetime.datetime) -> int:
    """Approve everything that waits and was handed in up to this moment; returns how many."""
    with transaction.atomic():
        waiting = Return.objects.select_for_update().filter(
            collection=collection,
            is_newest=True,
            state=ReturnState.SUBMITTED,
            submitted_at__lte=until,
        )
        for row in waiting:
            row.revision += 1
            _decide(row, ReturnState.APPROVED, user)
            note(row, StepKind.APPROVED, user)
        return len(waiting)


def send_back(*, row: Return, shown: int, user: User, reason: str) -> Return:
    """Send it back: it counts no more, and its next version is with the one who answers.

    Raises CollectingRefused.
    """
    with transaction.atomic():
        found = locked_return(row, shown)
        refuse_if(found.state != ReturnState.SUBMITTED, _("Only what is handed in is sent back."))
        _decide(found, ReturnState.SENT_BACK, user, reason)
        made = next_version(found, reason=reason, is_reopened=True)
        note(found, StepKind.SENT_BACK, user, reason)
        tell_back(made, by=user.pk)
        return made


def reopen(*, row: Return, shown: int, user: User, reason: str) -> Return:
    """Open an answer again, also of a closed collection: for the office that asked alone.

    What was handed in counts until the next version is. Raises CollectingRefused.
    """
    with transaction.atomic():
        found = locked_return(row, shown)
        if found.is_draft:
            refuse_if(found.is_reopened, _("It is open already."))
            found.is_reopened = True
            found.save(update_fields=["is_reopened"])
            made = found
        else:
            made = next_version(found, reason=reason, is_reopened=True)
        note(made, StepKind.REOPENED, user, reason)
        tell_back(made, by=user.pk)
        return made


def _decide(row: Return, state: ReturnState, user: User, text: str = "") -> None:
    row.state, row.decided_by, row.decided_at, row.note = state, user, timezone.now(), text
    row.save(update_fields=["state", "decided_by", "decided_at", "note", "revision"])


def look(*, row: Return, shown: int, user: User, reason: str) -> None:
    """Write down that somebody looks at answers that may name persons, and why: good for the day.

    It changes nothing, so that whatever was `shown` will do.
    """
    note(row, StepKind.SEEN, user, reason)
