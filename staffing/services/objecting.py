"""The only writer of what is said about a line of a published plan."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from schools.models import School
from staffing.choices import LineState
from staffing.models import LineObjection, ScenarioLine
from staffing.services.errors import StaffRefused
from staffing.services.telling_plans import tell_of_answer


@dataclass(frozen=True)
class Objecting:
    """Who objects, for which school, and whether it is the person the line is about."""

    user: User
    school: School
    is_own: bool


def object_to_line(*, line: ScenarioLine, who: Objecting, text: str) -> LineObjection:
    """Say why the line should fall. Raises StaffRefused."""
    if line.state not in (LineState.PROPOSED, LineState.ACCEPTED):
        raise _too_late()
    try:
        with transaction.atomic():
            return LineObjection.objects.create(
                line=line, school=who.school, by=who.user, is_own=who.is_own, text=text
            )
    except IntegrityError as problem:
        raise StaffRefused([_("You have objected already; the answer is to come.")]) from problem


def answer_objection(
    *, objection: LineObjection, user: User, is_upheld: bool, answer: str
) -> LineObjection:
    """Answer it; the line falls where it is upheld. Raises StaffRefused."""
    with transaction.atomic():
        line = _locked(objection.line)
        found = LineObjection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
        if found.is_upheld is not None or line.state == LineState.DECIDED:
            raise _too_late()
        found.is_upheld, found.answer = is_upheld, answer
        found.answered_by, found.answered_at = user, timezone.now()
        found.save()
        if is_upheld:
            _move_on(line, LineState.DECLINED, answer[:500])
        tell_of_answer(found)
        return found


def accept_line(*, line: ScenarioLine, shown: int) -> ScenarioLine:
    """A decision is to follow. Raises StaffRefused, also while an objection is open."""
    with transaction.atomic():
        found = _as_shown(line, shown)
        if found.state != LineState.PROPOSED or found.scenario.published_at is None:
            raise _too_late()
        if found.objections.filter(is_upheld=None).exists():
            raise StaffRefused([_("Answer the objection first.")])
        return _move_on(found, LineState.ACCEPTED)


def decline_line(*, line: ScenarioLine, shown: int, reason: str) -> ScenarioLine:
    """The line falls. Raises StaffRefused."""
    with transaction.atomic():
        found = _as_shown(line, shown)
        is_open = found.state in (LineState.PROPOSED, LineState.ACCEPTED)
        if not is_open or found.scenario.published_at is None:
            raise _too_late()
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
