"""What a forecast is made of, read with a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eduportal.planning.models import ChildCount, InMigration, StudentCount
from eduportal.planning.rules.accuracy import STAGE_OF
from eduportal.planning.rules.assumptions import BIRTHS, usable_rooms
from eduportal.planning.rules.forecasting import LOWER, Declared, History
from eduportal.planning.rules.ladder import Cell
from eduportal.planning.rules.school_needs import SchoolFacts
from eduportal.planning.rules.succession import inherited
from eduportal.planning.selectors.succession import links
from schools.choices import Stage, UnitLevel
from schools.models import AdminUnit, AdminUnitSuccession, School
from schools.selectors.sites import rooms_of
from staffing.rules.norms import CLASS_SIZE

# Age of grade 1 in the year a school year begins in.
ENTRY_AGE = 6
# Codes of the norm by level of education.
NORM_LEVELS = {"02": "TH", "03": "THCS", "04": "THPT"}
# School, grade, year.
Counted = Mapping[tuple[int, int, int], int]


@dataclass(frozen=True)
class Facts:
    """The history up to the origin, the schools, and the communes and areas by their keys."""

    history: History
    origin: int
    schools: list[SchoolFacts]
    communes: dict[str, int]
    areas: dict[str, str]


def commune_key(unit_id: int) -> str:
    return f"c{unit_id}"


def facts_of(settings: Mapping[str, int | str]) -> Facts | None:
    """Everything a forecast reads: eight queries; None before anything has been counted."""
    schools = list(School.objects.select_related("unit").order_by("pk"))
    placed = {school.pk: school for school in schools if school.unit_id}
    counted = _counted(placed)
    if not counted:
        return None
    area_of, areas = _areas(school.unit for school in placed.values() if school.unit)
    students = _summed(counted, placed, area_of)
    origin = _origin(students)
    if origin is None:
        return None
    communes = {commune_key(school.unit_id or 0): school.unit_id or 0 for school in placed.values()}
    history = History(
        {cell: number for cell, number in students.items() if cell[2] <= origin},
        _children(str(settings["entry"]), communes, origin),
        area_of,
        _declared(communes, origin),
    )
    open_schools = [school for school in placed.values() if school.closed_on is None]
    return Facts(
        history, origin, _schools(open_schools, counted, origin, settings), communes, areas
    )


def _counted(placed: Mapping[int, School]) -> dict[tuple[int, int, int], int]:
    """Of the grades that the school teaches, with those of schools that went into it; centres of
    continuing education are another matter."""
    rows = StudentCount.objects.filter(school__in=placed).order_by()
    counted = {
        (school, grade, year): students
        for school, grade, year, students in rows.values_list("school", "grade", "year", "students")
    }
    return {
        cell: students
        for cell, students in inherited(counted, links()).items()
        if cell[0] in placed and STAGE_OF[cell[1]] in placed[cell[0]].stages
    }


def _summed(
    counted: Counted, placed: Mapping[int, School], area_of: Mapping[str, str]
) -> dict[Cell, int]:
    """Schools added up to communes, above grade 9 to areas.

    A sum that lacks a school which was counted a year earlier, and is still open, is not known.
    """
    sums: defaultdict[Cell, int] = defaultdict(int)
    missing: set[Cell] = set()
    last = max(year for _school, _grade, year in counted)
    for (school, grade, year), students in counted.items():
        commune = commune_key(placed[school].unit_id or 0)
        place = commune if grade <= LOWER.last else area_of[commune]
        sums[place, grade, year] += students
        is_open = placed[school].closed_on is None
        if is_open and year < last and (school, grade, year + 1) not in counted:
            missing.add((place, grade, year + 1))
    return {cell: number for cell, number in sums.items() if cell not in missing}


def _origin(students: Mapping[Cell, int]) -> int | None:
    """The last year in which at least half as many places and grades are counted as in the best."""
    known: defaultdict[int, int] = defaultdict(int)
    for _place, _grade, year in students:
        known[year] += 1
    enough = [year for year, count in known.items() if 2 * count >= max(known.values())]
    return max(enough, default=None)


def _areas(units: Iterable[AdminUnit]) -> tuple[dict[str, str], dict[str, str]]:
    """The former district of each commune, and the names of these: one query.

    A commune of today has the code of one of the communes it was made of, and belongs where that
    one did. Without districts the province is the area.
    """
    found = {unit.pk: unit for unit in units}
    origins = AdminUnitSuccession.objects.filter(
        new__in=found, old__parent__level=UnitLevel.DISTRICT
    ).select_related("old__parent")
    parents = {
        row.new_id: row.old.parent
        for row in origins.order_by("-old__code")
        if row.old.code == found[row.new_id].code
    }
    area_of: dict[str, str] = {}
    names: dict[str, str] = {"a0": ""}
    for pk in found:
        parent = parents.get(pk)
        key = f"a{parent.pk if parent else 0}"
        area_of[commune_key(pk)] = key
        if parent:
            names[key] = parent.full_name
    return area_of, names


def _children(
    kind: str, communes: Mapping[str, int], origin: int
) -> dict[tuple[str, int], tuple[int, int]]:
    """Children by commune and the autumn in which they may enter grade 1; when that was known.

    What is known today belongs to the newest origin, though its autumn is over.
    """
    later = ENTRY_AGE if kind == BIRTHS else 0
    rows = ChildCount.objects.filter(kind=kind, unit__in=communes.values())
    return {
        (commune_key(unit), year + later): (children, min(known, origin))
        for unit, year, children, known in rows.values_list(
            "unit", "year", "children", "counted_in"
        )
    }


def _declared(communes: Mapping[str, int], origin: int) -> list[Declared]:
    """What is declared, known at the newest origin at the latest, as with children."""
    rows = InMigration.objects.filter(unit__in=communes.values()).order_by("pk")
    return [
        Declared(
            commune_key(row.unit_id),
            (row.from_year, row.to_year),
            (row.from_grade, row.to_grade),
            (row.low, row.middle, row.high),
            min(row.stated_on.year, origin),
        )
        for row in rows
    ]


def _schools(
    schools: Sequence[School], counted: Counted, origin: int, settings: Mapping[str, int | str]
) -> list[SchoolFacts]:
    """The open schools with students at the origin."""
    rooms = rooms_of(schools)
    found = []
    for school in schools:
        students = {
            grade: counted[school.pk, grade, origin]
            for grade in STAGE_OF
            if (school.pk, grade, origin) in counted
        }
        if not students:
            continue
        stages = tuple(sorted({STAGE_OF[grade] for grade in students}))
        has = rooms[school.pk]
        found.append(
            SchoolFacts(
                school.pk,
                commune_key(school.unit_id or 0),
                stages,
                students,
                school.sessions_per_day or usual_sessions(school),
                usable_rooms(settings, has.classrooms),
                has.seats,
                {s: CLASS_SIZE[NORM_LEVELS[s]][school.zone] for s in stages if school.zone},
            )
        )
    return found


def usual_sessions(school: School) -> int:
    """Two a day in primary schools, one above, where the register does not say."""
    return 2 if Stage.PRIMARY in school.stages else 1
