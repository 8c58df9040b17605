"""What the user is to a line of a plan, and what follows from that."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from eduportal.scoping.actions import Action
from schools.models import School
from staffing.choices import ConsentOf, LineState, ScenarioState
from staffing.models import LineObjection, ScenarioLine, StaffMember
from staffing.rebalance.people import DEPARTMENT
from staffing.services.consenting import WANTED, sides_missing


@dataclass(frozen=True)
class Viewer:
    """What the user is to a line.

    `is_planner`: of the Department. `decides`: may say what becomes of the line: the Department,
    or an official of the commune that decides between its own schools (NĐ 93/2026 Art. 11(1)).
    `school`: the one for which the user may object. `sides`: those the user speaks for.
    """

    is_planner: bool
    decides: bool
    school: School | None
    is_own: bool
    sides: tuple[ConsentOf, ...]


def decides(request: HttpRequest, line: ScenarioLine) -> bool:
    """Whether the user decides about the line, or records what was decided."""
    if request.scope.can(Action.PLAN_STAFF):
        return True
    ends = (line.from_school_id, line.to_school_id)
    is_communes = line.is_shown and line.decided_by != DEPARTMENT
    return is_communes and all(request.scope.can(Action.DECIDE_STAFF, each) for each in ends)


def lines_in_sight(request: HttpRequest) -> QuerySet[ScenarioLine]:
    """The published lines the user may see: all, those of own schools, the own ones."""
    rows = ScenarioLine.objects.filter(is_shown=True)
    if request.scope.can(Action.PLAN_STAFF):
        return rows
    own = Q(staff__in=StaffMember.objects.filter(user=request.user.pk))
    ids: set[int] = set()
    for action in (Action.DECLARE_STAFF, Action.DECIDE_STAFF):
        found = request.scope.schools_where(action)
        if found is None:
            return rows
        ids |= found
    return rows.filter(own | Q(from_school__in=ids) | Q(to_school__in=ids))


def objections_waiting(request: HttpRequest, most: int = 50) -> list[LineObjection]:
    """Open objections to lines the user decides about, the oldest first."""
    rows = LineObjection.objects.filter(is_upheld=None).select_related("line")
    if not request.scope.can(Action.PLAN_STAFF):
        ids = request.scope.schools_where(Action.DECIDE_STAFF) or frozenset()
        rows = rows.filter(line__from_school__in=ids, line__to_school__in=ids)
        rows = rows.exclude(line__decided_by=DEPARTMENT)
    return list(rows.order_by("pk")[:most])


def viewer_of(request: HttpRequest, line: ScenarioLine) -> Viewer:
    """Http404 for whoever has nothing to do with the line."""
    is_planner = request.scope.can(Action.PLAN_STAFF)
    is_own = StaffMember.objects.filter(pk=line.staff_id, user=request.user.pk).exists()
    ends = {ConsentOf.FROM: line.from_school_id, ConsentOf.TO: line.to_school_id}
    heads = {
        side: each for side, each in ends.items() if request.scope.can(Action.DECLARE_STAFF, each)
    }
    officials = any(request.scope.can(Action.DECIDE_STAFF, each) for each in ends.values())
    school = School.objects.filter(pk__in=heads.values()).first()
    if is_own and school is None:
        school = School.objects.filter(pk=line.from_school_id).first()
    is_seen = line.is_shown and (is_own or officials or school is not None)
    if not is_planner and not is_seen:
        raise Http404
    sides = (*heads, ConsentOf.PERSON) if is_own else tuple(heads)
    return Viewer(is_planner, decides(request, line), school, is_own, sides)


def steps_open(line: ScenarioLine, viewer: Viewer) -> list[str]:
    """What the user may do about the line now."""
    is_published = line.scenario.state == ScenarioState.PUBLISHED
    is_open = is_published and line.state in (LineState.PROPOSED, LineState.ACCEPTED)
    steps = []
    if viewer.is_planner and line.scenario.state == ScenarioState.SOLVED:
        steps.append("mark")
    if not is_open:
        return steps
    if viewer.decides:
        waits = LineObjection.objects.filter(line=line, is_upheld=None).exists()
        steps += ["accept"] if line.state == LineState.PROPOSED and not waits else []
        steps += ["answer"] if waits else []
        steps += ["decide"] if line.state == LineState.ACCEPTED and not waits else []
        steps.append("decline")
    if viewer.school is not None:
        steps.append("object")
    if sides := sides_of(line, viewer):
        missing = sides_waiting(line, viewer)
        steps += ["consent"] if missing else []
        steps += ["take_back"] if len(missing) < len(sides) else []
    return steps


def sides_waiting(line: ScenarioLine, viewer: Viewer) -> list[ConsentOf]:
    """Whose word is missing that the user may record."""
    may = sides_of(line, viewer)
    return [side for side in sides_missing(line) if side in may] if may else []


def sides_of(line: ScenarioLine, viewer: Viewer) -> list[ConsentOf]:
    """Whose word the user may record, or take back: those spoken for, all for whoever decides."""
    wanted = WANTED.get(line.ground, ())
    return [side for side in wanted if viewer.decides or side in viewer.sides]
