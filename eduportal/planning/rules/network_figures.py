"""What a network needs and has: classes, rooms, staff, and how far students go.

Staff comes from the staffing norms alone, under each reading of which classes count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from eduportal.planning.rules.accuracy import STAGES
from eduportal.planning.rules.need import (
    Need,
    Room,
    classes_for,
    need_of,
    rooms_for,
    split_rooms,
)
from eduportal.planning.rules.network import Moved, Network, Place, School, of_stage
from eduportal.planning.rules.sizes import Sizes
from staffing.rules.norms import (
    CLASS_SIZE,
    ClassCount,
    NormSet,
    SchoolSize,
    YouthLeader,
    teacher_norm,
)

# Codes of the staffing norms by level of education.
NORM_LEVELS = {"02": "TH", "03": "THCS", "04": "THPT"}
READINGS = tuple(ClassCount)
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Terms:
    """What figures are counted by: sizes of schools, staffing norms, factor for detours and the
    longest way by level of education in km (0: nobody has decided one)."""

    sizes: Sizes
    norms: NormSet = field(default_factory=NormSet)
    detour: float = 1.3
    longest: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one school or of several. `teachers` by reading; schools whose zone nobody has entered
    have no norm of teachers and are counted in `no_zone`."""

    need: Need = field(default_factory=Need)
    schools: int = 0
    sites: int = 0
    teachers: Mapping[ClassCount, Fraction] = field(
        default_factory=lambda: dict.fromkeys(READINGS, ZERO)
    )
    youth_leaders: Fraction = Fraction(0)
    no_zone: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.need + other.need,
            self.schools + other.schools,
            self.sites + other.sites,
            {each: self.teachers[each] + other.teachers[each] for each in READINGS},
            self.youth_leaders + other.youth_leaders,
            self.no_zone + other.no_zone,
        )

    @property
    def class_size(self) -> Fraction | None:
        """Students a class on average."""
        return Fraction(self.need.students, self.need.classes) if self.need.classes else None


def figures_of(school: School, terms: Terms) -> Figures:
    """One school: its places added up, its staff as one school's."""
    by_stage = needs_of_school(school, terms.sizes)
    found = Figures(sum(by_stage.values(), Need()), 1, school.site_count)
    taught = {stage: need for stage, need in by_stage.items() if need.students}
    if school.zone is None:
        return replace(found, no_zone=int(bool(taught)))
    teachers, leaders = dict.fromkeys(READINGS, ZERO), ZERO
    for stage, need in taught.items():
        for reading in READINGS:
            plain = replace(terms.norms, class_count=reading, youth_leader=YouthLeader.NONE)
            teachers[reading] += teacher_norm(_size(school, stage, need), plain)
        led, plain = terms.norms, replace(terms.norms, youth_leader=YouthLeader.NONE)
        size = _size(school, stage, need)
        leaders += teacher_norm(size, led) - teacher_norm(size, plain)
    return replace(found, teachers=teachers, youth_leaders=leaders)


def needs_of_school(school: School, sizes: Sizes) -> dict[str, Need]:
    """What each of its levels of education needs, its places added up."""
    found: dict[str, Need] = {}
    for place in school.places:
        for stage, need in _needs(school, place, sizes).items():
            found[stage] = found.get(stage, Need()) + need
    return found


def _size(school: School, stage: str, need: Need) -> SchoolSize:
    two = None if school.sessions >= 2 else 0
    return SchoolSize(
        NORM_LEVELS[stage], school.zone or 0, need.students, need.classes, two_sessions=two
    )


def _needs(school: School, place: Place, sizes: Sizes) -> dict[str, Need]:
    """What each level of education of a place needs; its rooms are shared by need."""
    stages = [stage for stage in school.stages if stage in STAGES]
    most = {stage: sizes.most_students(stage) for stage in stages}
    students = {stage: of_stage(place.students, stage) for stage in stages}
    needed = {
        stage: rooms_for(classes_for(students[stage], most[stage]), school.sessions)
        for stage in stages
    }
    if not needed:
        return {}
    rooms = split_rooms(place.rooms, needed)
    return {
        stage: need_of(
            students[stage],
            Room(rooms[stage], school.sessions, most[stage], school.seats, _base(school, stage)),
        )
        for stage in stages
    }


def _base(school: School, stage: str) -> int | None:
    return CLASS_SIZE[NORM_LEVELS[stage]][school.zone] if school.zone else None


def figures(network: Network, terms: Terms, schools: Iterable[str] | None = None) -> Figures:
    """Of these schools of the network, or of all of them."""
    keys = network.schools.keys() if schools is None else schools
    there = [network.schools[key] for key in keys if key in network.schools]
    return sum((figures_of(school, terms) for school in there), Figures())


@dataclass(frozen=True, slots=True)
class Ways:
    """Students who learn elsewhere than before; kilometres with the factor for detours, over those
    whose way is known."""

    students: int = 0
    known: int = 0
    mean: float | None = None
    longest: float | None = None
    is_estimate: bool = False


def ways(moved: Iterable[Moved], terms: Terms) -> Ways:
    moved = list(moved)
    known = [(each.students, each.way * terms.detour) for each in moved if each.way is not None]
    count = sum(students for students, _km in known)
    return Ways(
        sum(each.students for each in moved),
        count,
        sum(students * km for students, km in known) / count if count else None,
        max((km for _students, km in known), default=None),
        any(each.is_estimate for each in moved),
    )
