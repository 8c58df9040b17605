"""Steps of a scenario between schools, and taking a list of steps."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from eduportal.planning.rules.distance import straight_km
from eduportal.planning.rules.need import apportion
from eduportal.planning.rules.network import Moved, Network, Place, School, Site, grades_of
from eduportal.planning.rules.operations import Cannot, Kind, Operation, Refused, school_of
from eduportal.planning.rules.site_steps import close_site, extend, move, sessions


@dataclass(frozen=True, slots=True)
class Applied:
    """The network after the steps, and those left out, by their place in the list."""

    network: Network
    refused: Mapping[int, Cannot]


def apply(network: Network, operations: Sequence[Operation]) -> Applied:
    """Take the steps one after another; one that cannot be taken is left out and named."""
    refused: dict[int, Cannot] = {}
    for at, operation in enumerate(operations):
        try:
            network = STEPS[operation.kind](network, operation)
        except Refused as refusal:
            refused[at] = refusal.why
    return Applied(network, refused)


def _two(network: Network, operation: Operation) -> tuple[School, School]:
    source = school_of(network, operation.school)
    target = school_of(network, operation.target, Cannot.NO_TARGET)
    if source.key == target.key:
        raise Refused(Cannot.SAME_SCHOOL)
    return source, target


def way_between(one: Place | School, other: Place | School) -> float | None:
    return straight_km(one.point, other.point) if one.point and other.point else None


def _plus(one: Mapping[int, int], other: Mapping[int, int]) -> dict[int, int]:
    grades = sorted({*one, *other})
    return {grade: one.get(grade, 0) + other.get(grade, 0) for grade in grades}


def _stages(*schools: School) -> tuple[str, ...]:
    return tuple(sorted({stage for school in schools for stage in school.stages}))


def _open(network: Network, operation: Operation) -> Network:
    """A new school without students; steps after it bring them."""
    if not operation.stages:
        raise Refused(Cannot.NO_LEVEL)
    if not operation.commune:
        raise Refused(Cannot.NO_COMMUNE)
    site = Site(operation.key, operation.rooms, operation.point, is_main=True)
    return network.having(
        School(
            operation.key,
            operation.name,
            operation.commune,
            operation.stages,
            (Place({}, (site,)),),
            operation.sessions or 1,
            operation.zone,
        )
    )


def _close(network: Network, operation: Operation) -> Network:
    """Its students go to the target, its rooms to nobody."""
    source = school_of(network, operation.school)
    if not source.total and not operation.target:
        return network.having(without=[source.key])
    source, target = _two(network, operation)
    return _taken_in(network, source, target, source.students, source.key)


def _taken_in(
    network: Network, source: School, target: School, students: Mapping[int, int], gone: str
) -> Network:
    """All of these students learn at the target's first place, and the source is no more."""
    if not set(grades_of(target.stages)) >= {grade for grade, n in students.items() if n}:
        raise Refused(Cannot.LEVEL_MISSING)
    place = target.places[0]
    there = target.with_place(0, replace(place, students=_plus(place.students, students)))
    moved = [
        Moved(source.key, target.key, each.total, way_between(each, place))
        for each in source.places
    ]
    return network.having(there, without=[gone]).and_moved(*moved)


def _merge_sites(network: Network, operation: Operation) -> Network:
    """One school under one roof, the target's: the rooms of the other are given up."""
    source, target = _two(network, operation)
    target = replace(target, stages=_stages(source, target))
    return _taken_in(network, source, target, source.students, source.key)


def _merge_admin(network: Network, operation: Operation) -> Network:
    """One school with one head; both go on where they are, so classes stay what they were."""
    source, target = _two(network, operation)
    there = tuple(
        replace(place, sites=tuple(replace(site, is_main=False) for site in place.sites))
        for place in source.places
    )
    merged = replace(target, stages=_stages(source, target), places=target.places + there)
    return network.having(merged, without=[source.key])


def _split(network: Network, operation: Operation) -> Network:
    """A new school takes its share of every grade, the rest and the larger half stay."""
    source = school_of(network, operation.school)
    share = _share(operation)
    rooms = operation.rooms or 0
    new = School(
        operation.key,
        operation.name,
        source.commune,
        source.stages,
        (Place({}, (Site(operation.key, rooms, operation.point or source.point, True),)),),
        source.sessions,
        source.zone,
        source.seats,
    )
    network = _lose_rooms(network.having(new), source, rooms if not operation.point else 0)
    return _moved_share(network, source.key, new.key, tuple(grades_of(source.stages)), share)


def _lose_rooms(network: Network, school: School, rooms: int) -> Network:
    """A school that is split on its own ground gives these rooms to the new one."""
    place = school.places[0]
    if not rooms or place.rooms is None:
        return network
    left, sites = rooms, []
    for site in place.sites:
        taken = min(left, site.rooms or 0)
        left -= taken
        sites.append(replace(site, rooms=site.rooms - taken) if site.rooms else site)
    return network.having(school.with_place(0, replace(place, sites=tuple(sites))))


def _share(operation: Operation) -> int:
    if operation.share is None or not 1 <= operation.share <= 99:
        raise Refused(Cannot.NO_SHARE)
    return operation.share


def _shift(network: Network, operation: Operation) -> Network:
    """A part of the catchment: a share of these grades learns at the target."""
    source, target = _two(network, operation)
    grades = operation.grades or tuple(grades_of(source.stages))
    return _moved_share(network, source.key, target.key, grades, _share(operation))


def _move_grades(network: Network, operation: Operation) -> Network:
    """Whole grades learn at the target."""
    source, target = _two(network, operation)
    if not operation.grades:
        raise Refused(Cannot.NO_GRADES)
    return _moved_share(network, source.key, target.key, operation.grades, 100)


def _hand_over(network: Network, operation: Operation) -> Network:
    """A level of education goes to the target, which teaches it from then on."""
    source, target = _two(network, operation)
    if operation.stage not in source.stages or len(source.stages) < 2:
        raise Refused(Cannot.NO_LEVEL)
    target = replace(target, stages=tuple(sorted({*target.stages, operation.stage})))
    network = network.having(target)
    grades = tuple(grades_of([operation.stage]))
    network = _moved_share(network, source.key, target.key, grades, 100)
    left = network.schools[source.key]
    stages = tuple(stage for stage in left.stages if stage != operation.stage)
    return network.having(replace(left, stages=stages))


def _moved_share(
    network: Network, source_key: str, target_key: str, grades: Iterable[int], share: int
) -> Network:
    """Percent of these grades, of each place, go to the target's first place."""
    source, target = network.schools[source_key], network.schools[target_key]
    chosen = set(grades)
    if not chosen <= set(grades_of(source.stages)):
        raise Refused(Cannot.NO_GRADES)
    if not chosen <= set(grades_of(target.stages)):
        raise Refused(Cannot.LEVEL_MISSING)
    moved = []
    for at, place in enumerate(source.places):
        stay = dict(place.students)
        go = {}
        for grade in sorted(chosen & stay.keys()):
            stay[grade], go[grade] = apportion(stay[grade], [100 - share, share])
        source = source.with_place(at, replace(place, students=stay))
        there = target.places[0]
        target = target.with_place(0, replace(there, students=_plus(there.students, go)))
        moved.append(Moved(source_key, target_key, sum(go.values()), way_between(place, there)))
    return network.having(source, target).and_moved(*moved)


STEPS: Mapping[Kind, Callable[[Network, Operation], Network]] = {
    Kind.OPEN: _open,
    Kind.CLOSE: _close,
    Kind.CLOSE_SITE: close_site,
    Kind.EXTEND: extend,
    Kind.MERGE_SITES: _merge_sites,
    Kind.MERGE_ADMIN: _merge_admin,
    Kind.SPLIT: _split,
    Kind.MOVE: move,
    Kind.SHIFT: _shift,
    Kind.SESSIONS: sessions,
    Kind.MOVE_GRADES: _move_grades,
    Kind.HAND_OVER: _hand_over,
}
