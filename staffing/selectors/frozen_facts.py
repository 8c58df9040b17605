"""The facts of a plan that moves teachers, read from the register on a day.

Public schools with a place; each level of education of a school is one of the plan's schools.
"""

import datetime
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from schools.choices import ManagingBody, Ownership
from schools.models import School, SchoolYear
from schools.selectors import schools_listed
from staffing.models import StaffMember
from staffing.rebalance import facts as pure
from staffing.rebalance.people import DEPARTMENT
from staffing.rules.balance import CLASS_TEACHERS, SHARED, WEEKLY, giving, needing
from staffing.rules.balance_facts import SchoolFacts, Teacher
from staffing.rules.load import HOMEROOM, TEACHING_WEEKS
from staffing.selectors.balance import facts_of
from staffing.selectors.movable import Known, known_of
from staffing.selectors.norms import norms_for

# Schools whose facts are in memory at once.
BATCH = 200
LEVELS = (pure.PRESCHOOL, pure.PRIMARY, pure.LOWER, pure.UPPER)
# Tenths of a post a group of children takes, TT 19/2023 Điều 5: up to three years, and older.
YOUNG, OLDER, OLDEST_YOUNG = 25, 22, 103
# Zone 1 of TT 20/2023 Điều 2: the hard places.
HARD_ZONE = 1


@dataclass(frozen=True)
class Read:
    """The facts of a day, and the schools that could not be placed on the map."""

    facts: pure.Facts
    without_place: int


def facts_now(year: SchoolYear, day: datetime.date) -> Read:
    """Everything a plan of the school year needs, as recorded on the day."""
    public = schools_listed(school_ids=None).filter(ownership__in=("", Ownership.PUBLIC))
    schools = [each for each in public.select_related("unit").order_by("pk") if each.unit_id]
    placed = [each for each in schools if place_of(each) is not None]
    norms, _norm_set = norms_for(year)
    found = _Found()
    for start in range(0, len(placed), BATCH):
        batch = placed[start : start + BATCH]
        facts = facts_of(batch, year, day, norms.ceilings)
        known = known_of([each.pk for each in batch], year, day)
        for school in batch:
            found.add(school, facts[school.pk], known)
    return Read(found.facts, len(schools) - len(placed))


def key_of(public_id: object, stage: str) -> str:
    """One level of one school in a plan."""
    return f"{public_id}:{stage}"


def place_of(school: School) -> tuple[int, int] | None:
    """The school's own place, or the middle of its commune."""
    for row in (school, school.unit):
        if row is not None and row.latitude is not None and row.longitude is not None:
            return pure.metres_of(float(row.latitude), float(row.longitude))
    return None


Needs = dict[str, defaultdict[str, int]]


class _Found:
    """What has been read so far."""

    def __init__(self) -> None:
        self.schools: list[pure.School] = []
        self.needs: list[pure.Need] = []
        self.people: list[pure.Person] = []

    @property
    def facts(self) -> pure.Facts:
        return pure.Facts(tuple(self.schools), tuple(self.needs), tuple(self.people), "province")

    def add(self, school: School, facts: SchoolFacts, known: Known) -> None:
        needs = needs_by_stage(facts)
        for stage, wanted in sorted(needs.items()):
            self.schools.append(_school(school, stage))
            key = key_of(school.public_id, stage)
            self.needs += [
                pure.Need(key, code, units) for code, units in sorted(wanted.items()) if units > 0
            ]
        by_person: defaultdict[int, list[Teacher]] = defaultdict(list)
        for teacher in facts.teachers:
            by_person[teacher.key].append(teacher)
        for person, rows in sorted(by_person.items()):
            staff = known.staff.get(person)
            stage = stage_of(rows[0], needs, known.stages.get(person, ""))
            if staff is not None and stage:
                self.people.append(_person(staff, rows, stage, needs[stage], known))


def _school(school: School, stage: str) -> pure.School:
    east, north = place_of(school) or (0, 0)
    commune = school.unit.code if school.unit else ""
    is_communes = school.managing_body == ManagingBody.COMMUNE
    return pure.School(
        key_of(school.public_id, stage),
        stage,
        commune,
        commune if is_communes else DEPARTMENT,
        east,
        north,
        school.zone == HARD_ZONE,
    )


def needs_by_stage(facts: SchoolFacts) -> Needs:
    """Units a year of each subject, by level of education; what guests give is not needed."""
    found: Needs = {}
    for level in facts.levels:
        if level.stage not in LEVELS or not level.classes:
            continue
        wanted = found.setdefault(level.stage, defaultdict(int))
        if level.stage == pure.PRESCHOOL:
            for grade, classes, _children in level.groups:
                wanted[pure.CHILDREN] += classes * (YOUNG if grade <= OLDEST_YOUNG else OLDER)
        else:
            shared = CLASS_TEACHERS if level.stage == pure.PRIMARY else SHARED
            wanted[shared] += int(HOMEROOM) * TEACHING_WEEKS * level.classes
    for need in facts.needs:
        if need.stage in found and need.stage != pure.PRESCHOOL:
            found[need.stage][needing(need)] += need.annual * need.classes
    _less_guests(found, facts)
    return found


def _less_guests(found: Needs, facts: SchoolFacts) -> None:
    for guest in facts.guests:
        units = math.floor(guest.weekly * TEACHING_WEEKS)
        for stage in sorted(found, reverse=True):
            code = giving(guest.subject, frozenset(found[stage]), stage == pure.PRIMARY)
            taken = min(units, found[stage].get(code, 0))
            if taken:
                found[stage][code] -= taken
                units -= taken


def stage_of(teacher: Teacher, needs: Mapping[str, object], taught: str) -> str:
    """The level where the person gives most lessons; the only one, or the one that needs the
    subject, where none are recorded."""
    if taught in needs:
        return taught
    fits = [stage for stage in sorted(needs) if teacher.subject in _codes(needs[stage])]
    return min(fits or needs, default="")


def _codes(wanted: object) -> Iterable[str]:
    return wanted if isinstance(wanted, dict) else ()


def _person(
    staff: StaffMember, rows: Sequence[Teacher], stage: str, wanted: Mapping[str, int], known: Known
) -> pure.Person:
    share = sum((each.share for each in rows), Fraction(0))
    is_whole = share == 1 and not any(each.absent or each.elsewhere for each in rows)
    return pure.Person(
        str(staff.public_id),
        key_of(known.schools[staff.school_id], stage),
        subjects_of(rows[0], stage, wanted),
        units_of(rows, stage),
        is_whole,
        known.protections(staff, is_on_contract=any(not each.is_on_payroll for each in rows)),
        tuple(key_of(each, stage) for each in known.wishes[staff.pk]),
        known.years_here(staff.pk),
        known.years_left(staff),
        staff.pk in known.was_sent,
    )


def subjects_of(teacher: Teacher, stage: str, wanted: Mapping[str, int]) -> tuple[str, ...]:
    """The main subject, then second ones, by the names the school's needs have."""
    if stage == pure.PRESCHOOL:
        return (pure.CHILDREN,)
    needed = frozenset(wanted)
    main = giving(teacher.subject, needed, stage == pure.PRIMARY)
    also = {giving(each, needed, False) for each in teacher.also} & needed
    return main, *sorted(also - {main, SHARED})


def units_of(rows: Iterable[Teacher], stage: str) -> int:
    """What the person has left for lessons, rounded down."""
    return max(0, math.floor(sum(_units(rows, stage), Fraction(0))))


def _units(rows: Iterable[Teacher], stage: str) -> Iterator[Fraction]:
    for each in rows:
        there = each.share * (1 - each.absent)
        if stage == pure.PRESCHOOL:
            yield there * 10
        else:
            weekly = there * WEEKLY[stage] - each.reduced - each.elsewhere
            yield weekly * TEACHING_WEEKS
