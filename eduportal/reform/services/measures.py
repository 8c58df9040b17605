"""A measure on its way: said to be done with evidence, confirmed by another, sent back, dropped."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.reform.choices import MeasureState, StepKind
from eduportal.reform.models import Measure, MeasureDocument
from eduportal.reform.services.errors import ReformRefused, refuse_if
from eduportal.reform.services.schemes import locked, log

State = MeasureState


def claim(*, measure: Measure, shown: int, user: User, text: str) -> None:
    """Say that it is done, with the document that shows it. Raises ReformRefused."""
    with transaction.atomic():
        row = _locked(measure, shown, [State.OPEN])
        refuse_if([] if text.strip() else [_("Name the document that shows it.")])
        MeasureDocument.objects.create(measure=row, document=text, by=user)
        row.state, row.claimed_by = State.CLAIMED, user
        _write(row, StepKind.CLAIMED, user, text)


def add_evidence(*, measure: Measure, shown: int, user: User, text: str) -> None:
    """Another document about it. Raises ReformRefused."""
    with transaction.atomic():
        row = _locked(measure, shown, [State.OPEN, State.CLAIMED, State.DONE])
        refuse_if([] if text.strip() else [_("Name the document that shows it.")])
        MeasureDocument.objects.create(measure=row, document=text, by=user)
        log(row.objective.scheme, StepKind.CHANGED, user, f"{row.title}: {text}")


def confirm(*, measure: Measure, shown: int, user: User, text: str = "") -> None:
    """A second person confirms that it is done. Raises ReformRefused."""
    with transaction.atomic():
        row = _locked(measure, shown, [State.CLAIMED])
        if row.claimed_by_id == user.pk:
            raise ReformRefused([_("You have said that it is done: another person confirms it.")])
        row.state, row.confirmed_by, row.done_on = State.DONE, user, timezone.localdate()
        _write(row, StepKind.CONFIRMED, user, text)


def send_back(*, measure: Measure, shown: int, user: User, text: str) -> None:
    """It is not done yet, for this reason. Raises ReformRefused."""
    _back_to_open(measure, shown, [State.CLAIMED], StepKind.SENT_BACK, user, text)


def reopen(*, measure: Measure, shown: int, user: User, text: str) -> None:
    """What was done or dropped is under way again, for this reason. Raises ReformRefused."""
    _back_to_open(measure, shown, [State.DONE, State.DROPPED], StepKind.REOPENED, user, text)


def drop(*, measure: Measure, shown: int, user: User, text: str) -> None:
    """It will not be done, for this reason. Raises ReformRefused."""
    with transaction.atomic():
        row = _locked(measure, shown, [State.OPEN, State.CLAIMED])
        _require_reason(text)
        row.state, row.reason, row.claimed_by = State.DROPPED, text, None
        _write(row, StepKind.DROPPED, user, text)


def _back_to_open(
    measure: Measure, shown: int, states: Collection[State], kind: StepKind, user: User, text: str
) -> None:
    with transaction.atomic():
        row = _locked(measure, shown, states)
        _require_reason(text)
        row.state, row.reason = State.OPEN, text
        row.claimed_by = row.confirmed_by = row.done_on = None
        _write(row, kind, user, text)


def _require_reason(text: str) -> None:
    refuse_if([] if text.strip() else [_("Give the reason.")])


def _locked(measure: Measure, shown: int, states: Collection[State]) -> Measure:
    locked(measure.objective.scheme, shown)
    row = Measure.objects.select_related("objective__scheme").get(pk=measure.pk)
    if row.state not in states:
        raise ReformRefused([_("The measure is not in a state that allows this.")])
    return row


def _write(row: Measure, kind: StepKind, user: User, text: str) -> None:
    row.save(update_fields=["state", "reason", "claimed_by", "confirmed_by", "done_on"])
    log(row.objective.scheme, kind, user, f"{row.title}: {text}" if text else row.title)
