"""Rooms, numbers of earlier years, births and one declared zone of the invented province.

The records of students move up unchanged; the numbers of seven years do not: they have ratios of
their own, so that forecasts are wrong by something. Only the present year is that of the records.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import connection

from eduportal.accounts.models import User
from eduportal.core.bulk import Row
from eduportal.operations.demo.bulk import insert_rows
from eduportal.planning.choices import ChildKind, CountSource
from eduportal.planning.models import InMigration, NetworkScenario, StudentCount
from eduportal.planning.rules.operations import Kind, Operation
from eduportal.planning.services import (
    Stated,
    count_enrolments,
    draft_scenario,
    make_run,
    state_migration,
    submit,
)
from schools.choices import LocatedBy, Stage
from schools.models import AdminUnit, School

YEARS, SEED = 7, 12
# Ratios of a year by grade entered: grade 1 is as good as born, some leave after grade 5 and 9.
USUAL, SPREAD = 1.004, 0.02
# The commune of a new industrial zone grows faster.
BOOM = 1.05
SOURCE = "Số liệu minh họa"
UPPER_GRADES = (10, 11, 12)
Counts = Mapping[tuple[int, int], tuple[int, int]]


def show_network(*, today: date, user: User | None) -> str:
    """Fill what the pages of the network read; returns what was done, in words."""
    draw = random.Random(SEED)
    count_enrolments(today)
    present = StudentCount.objects.order_by("school", "grade").select_related("school")
    counts = {(c.school_id, c.grade): (c.students, c.classes or 1) for c in present}
    if not counts:
        return "no school to forecast"
    schools = list(School.objects.filter(closed_on=None).order_by("pk"))
    year = max(each.year for each in present)
    units = sorted({school.unit_id for school in schools if school.unit_id})
    booming = units[0]
    _write_sites(schools, counts, draw, today)
    _write_past(schools, counts, year, booming, draw)
    _write_births(schools, counts, year, booming, draw)
    _write_hamlets(schools, counts, draw)
    if user is not None:
        _declare(AdminUnit.objects.get(pk=booming), year, user)
    run = make_run()
    if user is not None and run is not None:
        _draft_scenario(schools, counts, year, user)
    rows = StudentCount.objects.count()
    return f"{rows} numbers of students, forecast from {run.origin if run else '–'}"


def _write_sites(
    schools: Sequence[School], counts: Counts, draw: random.Random, today: date
) -> None:
    """Each school with about as many rooms as classes need, some with fewer; a few with a second
    site, a few without any: nobody has entered theirs."""
    classes: defaultdict[int, int] = defaultdict(int)
    for (key, _grade), (_students, number) in counts.items():
        classes[key] += number
    rows: list[Row] = []
    for school in schools:
        if not classes[school.pk] or draw.random() < 0.04:
            continue
        needed = classes[school.pk]
        if Stage.PRIMARY not in school.stages:
            needed = -(-needed // 2)
        rooms = max(1, round(needed * draw.uniform(0.85, 1.15)))
        second = max(1, rooms // 4) if draw.random() < 0.25 else 0
        rows.append(_site(school, "Điểm chính", True, rooms - second, draw, today))
        if second:
            rows.append(_site(school, "Điểm 2", False, second, draw, today))
    columns = [
        "school_id", "name", "is_main", "hamlet", "latitude", "longitude", "located_by", "solid",
        "semi_solid", "temporary", "borrowed", "subject_rooms", "boarding_rooms", "counted_on",
    ]  # fmt: skip
    with connection.cursor() as cursor:
        insert_rows(cursor, "schools_site", columns, rows)


def _site(
    school: School, name: str, is_main: bool, rooms: int, draw: random.Random, today: date
) -> Row:
    temporary = rooms // 12 if draw.random() < 0.3 else 0
    semi = round(rooms * draw.uniform(0, 0.3))
    subject = draw.randint(2, 8) if is_main else 0
    return (
        school.pk, name, is_main, "" if is_main else f"Ấp {draw.randint(1, 9)}",
        school.latitude, school.longitude, LocatedBy.HAMLET, rooms - semi - temporary, semi,
        temporary, 0, subject, 0, today.replace(month=9, day=5) if today.month > 9 else today,
    )  # fmt: skip


def _write_past(
    schools: Sequence[School], counts: Counts, year: int, booming: int, draw: random.Random
) -> None:
    """Backwards from the present: the cohort of a grade was one grade lower the year before."""
    unit_of = {school.pk: school.unit_id for school in schools}
    numbers = {(s, g, year): float(n) for (s, g), (n, _classes) in counts.items()}
    rows: list[Row] = []
    for back in range(1, YEARS):
        for (school, grade), (students, classes) in counts.items():
            then = year - back
            after = numbers.get((school, grade + 1, then + 1))
            if after is None:
                # The last grade of the school: as large as the one above would have been.
                after = numbers[school, grade, then + 1] * draw.uniform(0.96, 1.02)
            ratio = BOOM if unit_of[school] == booming else USUAL
            before = max(1.0, after / max(0.8, draw.gauss(ratio, SPREAD)))
            numbers[school, grade, then] = before
            size = max(1, students // classes)
            rows.append(
                (school, grade, then, round(before), max(1, round(before / size)),
                 CountSource.RETURN, None)
            )  # fmt: skip
    columns = ["school_id", "grade", "year", "students", "classes", "source", "as_of"]
    with connection.cursor() as cursor:
        insert_rows(cursor, "planning_studentcount", columns, rows)


def _write_births(
    schools: Sequence[School], counts: Counts, year: int, booming: int, draw: random.Random
) -> None:
    """Births of every year that grade 1 came from, and of those to come."""
    first: defaultdict[int, int] = defaultdict(int)
    for school in schools:
        if school.unit_id:
            first[school.unit_id] += counts.get((school.pk, 1), (0, 0))[0]
    rows: list[Row] = []
    for unit, students in sorted(first.items()):
        if not students:
            continue
        for born in range(year - YEARS - 5, year):
            trend = (0.985 if unit != booming else 1.02) ** (born + 6 - year)
            children = round(students * 1.02 * trend * draw.gauss(1, 0.02))
            rows.append((unit, ChildKind.BIRTHS, born, children, born + 1, SOURCE))
    columns = ["unit_id", "kind", "year", "children", "counted_in", "source"]
    with connection.cursor() as cursor:
        insert_rows(cursor, "planning_childcount", columns, rows)


def _write_hamlets(schools: Sequence[School], counts: Counts, draw: random.Random) -> None:
    """Invented hamlets about the schools of each commune, the students of its schools shared among
    them; upper secondary schools draw from all communes, so that each has its part of them."""
    by_unit: defaultdict[int, list[School]] = defaultdict(list)
    for school in schools:
        if school.unit_id and school.latitude is not None:
            by_unit[school.unit_id].append(school)
    upper = [sum(n for (_s, g), (n, _c) in counts.items() if g == grade) for grade in UPPER_GRADES]
    rows: list[Row] = []
    for unit, own in sorted(by_unit.items()):
        own_keys = {school.pk for school in own}
        students = [
            sum(n for (s, g), (n, _classes) in counts.items() if g == grade and s in own_keys)
            for grade in range(1, 10)
        ] + [number // len(by_unit) for number in upper]
        number = draw.randint(8, 14)
        weights = [draw.uniform(0.5, 2) for _each in range(number)]
        for at, weight in enumerate(weights):
            near = own[at % len(own)]
            share = weight / sum(weights)
            rows.append(
                (unit, f"Ấp {at + 1}", *_about(near, draw),
                 [round(each * share) for each in students], SOURCE)
            )  # fmt: skip
    columns = ["unit_id", "name", "latitude", "longitude", "students", "source"]
    with connection.cursor() as cursor:
        insert_rows(cursor, "planning_hamlet", columns, rows)


def _about(school: School, draw: random.Random) -> tuple[float, float]:
    """A place some kilometres from the school."""
    degrees = 0.02
    return (
        round(float(school.latitude or 0) + draw.gauss(0, degrees), 5),
        round(float(school.longitude or 0) + draw.gauss(0, degrees), 5),
    )


def _declare(unit: AdminUnit, year: int, user: User) -> None:
    if InMigration.objects.filter(unit=unit).exists():
        return
    stated = Stated(
        year + 1, year + 4, 1, 9, 60, 120, 200, "Khu công nghiệp mới, nhà ở công nhân", SOURCE
    )
    state_migration(unit=unit, stated=stated, user=user)


def _draft_scenario(
    schools: Sequence[School], counts: Counts, year: int, user: User
) -> NetworkScenario | None:
    """The two smallest schools of one level in one commune under one roof, handed in."""
    pair = _small_pair(schools, counts)
    if pair is None:
        return None
    small, large = pair
    steps = [
        Operation(Kind.MERGE_SITES, f"s{small.pk}", f"s{large.pk}", year=year + 1),
        Operation(Kind.EXTEND, f"s{large.pk}", rooms=6, year=year + 1),
    ]
    scenario = draft_scenario(
        title="Sáp nhập hai trường nhỏ về một điểm",
        unit=small.unit,
        user=user,
        reason=SOURCE,
        operations=steps,
    )
    submit(scenario=scenario, shown=1, user=user, text="Phương án minh họa")
    return scenario


def _small_pair(schools: Sequence[School], counts: Counts) -> list[School] | None:
    """Of a level below upper secondary, in one commune; the smaller one first."""
    size: defaultdict[int, int] = defaultdict(int)
    for (key, _grade), (students, _classes) in counts.items():
        size[key] += students
    together: defaultdict[tuple[int, str], list[School]] = defaultdict(list)
    for school in schools:
        is_upper = Stage.UPPER_SECONDARY in school.stages
        if school.unit_id and len(school.stages) == 1 and size[school.pk] and not is_upper:
            together[school.unit_id, school.stages[0]].append(school)
    pairs = [sorted(each, key=lambda s: size[s.pk])[:2] for each in together.values()]
    pairs = [each for each in pairs if len(each) == 2]
    return min(pairs, key=lambda each: size[each[0].pk] + size[each[1].pk], default=None)
