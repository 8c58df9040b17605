"""What a proposal of catchments is made from: children of the entry grade, and its places."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from eduportal.planning.location.answers import CatchmentsJob
from eduportal.planning.location.catchments import Hamlet as Point
from eduportal.planning.location.catchments import Limits, School
from eduportal.planning.models import ForecastRun, Hamlet, UnitForecast
from eduportal.planning.rules.accuracy import STAGES as GRADES_OF
from eduportal.planning.rules.proposals import OWN
from eduportal.planning.selectors.capacity import Capacity, capacity_of
from eduportal.planning.selectors.places import Located, hamlets_of, located_of, roads_of
from eduportal.planning.selectors.proposing import Values, place_of
from schools.models import AdminUnit


def catchments_question(
    units: Sequence[AdminUnit], stage: str, values: Values, run: ForecastRun | None
) -> tuple[CatchmentsJob, dict[str, Any]]:
    """The question of the coming school year, and what its page tells: a fixed number of
    queries."""
    first, last = GRADES_OF[stage]
    hamlets = [each for each in hamlets_of(units) if each.of_grades(first, first)]
    located = located_of(units, stage)
    capacity = capacity_of(located, stage, run)
    children = _children(hamlets, first, run)
    points = tuple(
        Point(f"h{each.pk}", str(each.unit_id), _place(each), children[each.pk]) for each in hamlets
    )
    schools = tuple(
        School(each.key, str(each.school.unit_id), place_of(*each.place),
               capacity.classes[each.key] * capacity.most // (last - first + 1))
        for each in located
    )  # fmt: skip
    limits = Limits(
        values["border"] == OWN, 1000 * int(values["far"]), int(values["detour"]),
        _roads(hamlets, located),
    )  # fmt: skip
    told = _told(hamlets, located, capacity)
    told["year"] = run.origin + 1 if run else None
    told["places"] = {each.key: each.places for each in schools}
    return CatchmentsJob(points, schools, limits, len(units) > 1), told


def _children(hamlets: Sequence[Hamlet], grade: int, run: ForecastRun | None) -> dict[int, int]:
    """The forecast of the coming year shared among the hamlets as the grade lives there now."""
    by_unit: defaultdict[int, int] = defaultdict(int)
    for each in hamlets:
        by_unit[each.unit_id] += each.of_grades(grade, grade)
    totals = dict(by_unit)
    if run is not None:
        for row in UnitForecast.objects.filter(run=run, unit__in=by_unit):
            ahead = row.figures["grades"].get(str(grade), {}).get("ahead", {})
            if found := ahead.get(str(run.origin + 1)):
                totals[row.unit_id] = found[1]
    return {
        each.pk: round(each.of_grades(grade, grade) * totals[each.unit_id] / by_unit[each.unit_id])
        for each in hamlets
    }


def _roads(
    hamlets: Sequence[Hamlet], located: Sequence[Located]
) -> tuple[tuple[str, str, int], ...]:
    main = {each.school.pk: each.key for each in located if each.is_main}
    return tuple(
        (f"h{hamlet}", main[school], metres)
        for (hamlet, school), metres in sorted(roads_of(hamlets).items())
        if school in main
    )


def _place(hamlet: Hamlet) -> tuple[int, int]:
    return place_of(float(hamlet.latitude), float(hamlet.longitude))


def _told(
    hamlets: Sequence[Hamlet], located: Sequence[Located], capacity: Capacity
) -> dict[str, Any]:
    names: dict[str, list[Any]] = {
        f"h{each.pk}": [each.name, float(each.latitude), float(each.longitude), "",
                        each.unit.full_name]
        for each in hamlets
    }  # fmt: skip
    for at in located:
        names[at.key] = [at.name, *at.place, str(at.school.public_id), ""]
    return {"names": names, "guessed_rooms": len(capacity.guessed)}
