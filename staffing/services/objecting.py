"""The only writer of what is said about a line of a published plan."""

from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from schools.models import School
from staffing.choices import LineState
from staffing.models import LineObjection, ScenarioLine
from staffing.services.errors import StaffRefused
from staffing.services.telling_plans import tell_of_answer

# A line about which something may be said.
OPEN = (LineState.PROPOSED, LineState.ACCEPTED)


@dataclass(frozen=True)
class Objecting:
    """Who objects, for which school, and whether it is the person the line is about."""

    user: User
    school: School
    is_own: bool


def object_to_line(*, line: ScenarioLine, who: Objecting, text: str) -> LineObjection:
    """Say why the line should fall. Raises StaffRefused."""
    try:
        with transaction.atomic():
            made = LineObjection.objects.create(
                line=line, school=who.school, by=who.user, is_own=who.is_own, text=text
            )
            require_open(line)
            return made
    except IntegrityError as problem:
        raise StaffRefused([_("You have objected already; the answer is to come.")]) from problem


def require_open(line: ScenarioLine) -> None:
    """Refuse what was written about a line that is decided, or has fallen, by now.

    Who writes about a line may not lock it. But the key that points at it waits for whoever has
    locked it; after that its state is looked at.
    """
    connection.check_constraints()
    state = ScenarioLine.objects.values_list("state", flat=True).get(pk=line.pk)
    if state not in OPEN:
        raise _too_late()


def answer_objection(
    *, objection: LineObjection, user: User, is_upheld: bool, answer: str
) -> LineObjection:
    """Answer it; the line falls where it is upheld. Raises StaffRefused."""
    with transaction.atomic():
        line = _locked(objection.line)
        found = LineObjection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
        if found.is_upheld is not None or line.state == LineState.DECIDED:
            raise _too_late()
        if is_upheld:
            _move_on(line, LineState.DECLINED, answer[:500])
            for other in line.objections.filter(is_upheld=None).exclude(pk=found.pk):
                _answer(other, user, is_upheld=True, answer=answer)
        return _answer(found, user, is_upheld=is_upheld, answer=answer)


def _answer(objection: LineObjection, user: User, *, is_upheld: bool, answer: str) -> LineObjection:
    objection.is_upheld, objection.answer = is_upheld, answer
    objection.answered_by, objection.answered_at = user, timezone.now()
    objection.save()
    tell_of_answer(objection)
    return objection


def accept_line(*, line: ScenarioLine, shown: int) -> ScenarioLine:
    """A decision is to follow. Raises StaffRefused, also while an objection is open."""
    with transaction.atomic():
        found = _as_shown(line, shown)
        if found.state != LineState.PROPOSED or found.scenario.published_at is None:
            raise _too_late()
        require_answered(found)
        return _move_on(found, LineState.ACCEPTED)


def require_answered(line: ScenarioLine) -> None:
    """Raises StaffRefused while an objection waits for its answer."""
    if line.objections.filter(is_upheld=None).exists():
        raise StaffRefused([_("Answer the objection first.")])


def decline_line(*, line: ScenarioLine, shown: int, reason: str, user: User) -> ScenarioLine:
    """The line falls, which answers whoever objected. Raises StaffRefused."""
    with transaction.atomic():
        found = _as_shown(line, shown)
        if found.state not in OPEN or found.scenario.published_at is None:
            raise _too_late()
        for objection in found.objections.filter(is_upheld=None):
            _answer(objection, user, is_upheld=True, answer=reason)
        return _move_on(found, LineState.DECLINED, reason)


def _locked(line: ScenarioLine) -> ScenarioLine:
    return ScenarioLine.objects.select_for_update(of=("self",)).get(pk=line.pk)


def _as_shown(line: ScenarioLine, shown: int) -> ScenarioLine:
    found = _locked(line)
    if found.revision != shown:
        sentence = _("The line has changed since this page was opened. Nothing was done.")
        raise StaffRefused([sentence])
    return found


def _move_on(line: ScenarioLine, state: LineState, reason: str = "") -> ScenarioLine:
    line.state, line.reason = state, reason
    line.revision += 1
    line.save()
    return line


def _too_late() -> StaffRefused:
    return StaffRefused([_("This step cannot be taken now. Nothing was done.")])
