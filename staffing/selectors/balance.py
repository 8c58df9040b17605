"""The facts a school's balance of teachers is computed from, for one school or many at once."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.db.models import Count
from django.utils.module_loading import import_string

from eduportal import registry
from schools.choices import LineKind, Ownership, Programme, Stage
from schools.models import ClassGroup, CurriculumLine, School, SchoolYear
from staffing.choices import Contract, PostKind, StaffStatus
from staffing.models import Post, Quota
from staffing.rules.balance_facts import Level, Need, SchoolFacts
from staffing.rules.norms import NormSet, YouthLeader
from staffing.selectors.supply import Supply

# Classes by school, programme, grade and level; those that chose, by school, programme, grade and
# subject.
Counted = dict[tuple[int, str, int, str], int]
Choosing = tuple[int, str, int, int]


def facts_of(
    schools: Sequence[School], year: SchoolYear, day: datetime.date, norms: NormSet
) -> dict[int, SchoolFacts]:
    """By the school's key, on the day: fourteen queries for however many schools."""
    ids = [school.pk for school in schools]
    classes = classes_of(schools, year)
    levels = levels_of(schools, classes, import_string(registry.STUDENTS_BY_GRADE)(ids, year, day))
    lines = programme_lines()
    needs = needs_of(classes, lines, chosen_of(ids, year, lines))
    supply = Supply(ids, day, day)
    teachers, guests = supply.teachers(day), supply.guests(day)
    leaders = _leaders(ids, day) if norms.youth_leader is not YouthLeader.NONE else {}
    of_teachers = Quota.objects.filter(school__in=ids, school_year=year, kind=PostKind.TEACHER)
    quotas = {each.school_id: each for each in of_teachers}
    return {
        school.pk: SchoolFacts(
            levels=tuple(levels[school.pk]),
            needs=tuple(needs[school.pk]),
            teachers=tuple(teachers[school.pk]),
            guests=tuple(guests[school.pk]),
            youth_leaders=leaders.get(school.pk, Fraction(0)),
            has_norm=school.ownership in ("", Ownership.PUBLIC),
            **_of_quota(quotas.get(school.pk)),
        )
        for school in schools
    }


def _of_quota(quota: Quota | None) -> dict[str, Any]:
    names = {"quota": "posts", "approved": "approved", "filled": "filled"}
    return {name: getattr(quota, column, None) for name, column in names.items()}


def classes_of(schools: Sequence[School], year: SchoolYear) -> Counted:
    """Classes by school, programme, grade and level; a centre is a level of its own."""
    centres = {school.pk for school in schools if Stage.CONTINUING in school.stages}
    rows = ClassGroup.objects.filter(school__in=schools, school_year=year).order_by()
    by = ("school_id", "programme", "grade_level_id", "grade_level__stage")
    found: Counted = {}
    for school, programme, grade, stage, count in rows.values_list(*by).annotate(Count("pk")):
        is_centre = school in centres and programme == Programme.CONTINUING
        level = Stage.CONTINUING.value if is_centre else stage
        found[school, programme, grade, level] = count
    return found


def levels_of(
    schools: Iterable[School], classes: Counted, students: dict[tuple[int, int], int]
) -> dict[int, list[Level]]:
    """By school, one level for each stage it has classes of."""
    grades: defaultdict[tuple[int, str], defaultdict[int, int]]
    grades = defaultdict(lambda: defaultdict(int))
    for (school_id, _programme, grade, stage), count in classes.items():
        grades[school_id, stage][grade] += count
    found: dict[int, list[Level]] = {school.pk: [] for school in schools}
    by_key = {school.pk: school for school in schools}
    for (school_id, stage), counted in sorted(grades.items()):
        seated = {grade: students.get((school_id, grade), 0) for grade in counted}
        found[school_id].append(_level(by_key[school_id], stage, counted, seated))
    return found


def _level(school: School, stage: str, classes: dict[int, int], students: dict[int, int]) -> Level:
    by_age = sorted(classes.items()) if stage == Stage.PRESCHOOL else ()
    return Level(
        stage=stage,
        classes=sum(classes.values()),
        students=sum(students.values()),
        zone=school.zone or 3,
        two_sessions=0 if school.sessions_per_day == 1 else None,
        groups=tuple((grade, count, students[grade]) for grade, count in by_age),
    )


def programme_lines() -> list[CurriculumLine]:
    """The programme of every grade: one query."""
    return list(CurriculumLine.objects.select_related("subject").order_by("pk"))


def needs_of(
    classes: Counted, lines: Iterable[CurriculumLine], chosen: Mapping[Choosing, int]
) -> defaultdict[int, list[Need]]:
    """What the programme gives the classes, by school; of electives what so many have `chosen`."""
    by_level: defaultdict[tuple[str, int], list[CurriculumLine]] = defaultdict(list)
    for line in lines:
        by_level[line.programme, line.grade_level_id].append(line)
    needs: defaultdict[int, list[Need]] = defaultdict(list)
    for (school_id, programme, grade, stage), count in sorted(classes.items()):
        for line in by_level[programme, grade]:
            taking = count
            if line.kind != LineKind.COMPULSORY:
                taking = chosen.get((school_id, programme, grade, line.subject_id), 0)
            if taking:
                needs[school_id].append(
                    Need(line.subject.code, stage, grade, taking, line.annual_periods)
                )
    return needs


def chosen_of(
    ids: Sequence[int], year: SchoolYear, lines: Iterable[CurriculumLine]
) -> dict[Choosing, int]:
    """Classes by school, programme, grade and subject, of subjects that not every class has."""
    levels = {
        (line.programme, line.grade_level_id) for line in lines if line.kind != LineKind.COMPULSORY
    }
    rows = ClassGroup.objects.filter(
        school__in=ids,
        school_year=year,
        grade_level__in={grade for _programme, grade in levels},
        programme__in={programme for programme, _grade in levels},
    ).values_list("pk", "school_id", "programme", "grade_level_id")
    places = {pk: (school, programme, grade) for pk, school, programme, grade in rows}
    found: defaultdict[Choosing, int] = defaultdict(int)
    for group, subject in import_string(registry.SUBJECTS_WITH_SHEETS)(list(places)):
        school_id, programme, grade = places[group]
        found[school_id, programme, grade, subject] += 1
    return found


def _leaders(ids: Sequence[int], day: datetime.date) -> dict[int, Fraction]:
    """Posts of the Tổng phụ trách Đội on the payroll."""
    rows = Post.objects.in_force(day).filter(
        school__in=ids, kind=PostKind.YOUTH_LEADER, contract=Contract.PAYROLL
    )
    found: defaultdict[int, Fraction] = defaultdict(Fraction)
    for school_id, share in rows.exclude(staff__status=StaffStatus.LEFT).values_list(
        "school_id", "fte"
    ):
        found[school_id] += Fraction(share)
    return found
