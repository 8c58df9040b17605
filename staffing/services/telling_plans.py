"""Telling people of lines about themselves, in the transaction that publishes or decides."""

from collections.abc import Iterable

from eduportal.notices.kinds import NoticeKind
from eduportal.notices.services import Told, tell
from staffing.choices import LineState
from staffing.models import LineObjection, Scenario, ScenarioLine, StaffDecision


def tell_of_proposals(scenario: Scenario) -> None:
    """Tell each person who has an account of the line about them."""
    lines = scenario.lines.filter(state=LineState.PROPOSED).select_related("staff")
    tell([_told(line, NoticeKind.MOVE_PROPOSED) for line in lines], by=None)


def tell_of_answer(objection: LineObjection) -> None:
    """Tell whoever objected that there is an answer."""
    line = objection.line
    told = Told(
        user_id=objection.by_id,
        school_id=objection.school_id,
        kind=NoticeKind.MOVE_ANSWERED,
        about=str(line.public_id),
        key=str(line.public_id),
        facts={"school": line.to_name},
    )
    tell([told], by=objection.answered_by_id)


def tell_of_decisions(decisions: Iterable[StaffDecision]) -> None:
    """Tell the persons of decisions that were recorded or withdrawn."""
    kind = NoticeKind.MOVE_DECIDED
    tell([_told(each.line, kind) for each in decisions], by=None)


def _told(line: ScenarioLine, kind: NoticeKind) -> Told:
    return Told(
        user_id=line.staff.user_id,
        school_id=line.from_school_id,
        kind=kind,
        about=str(line.public_id),
        key=str(line.public_id),
        facts={"school": line.to_name},
    )
