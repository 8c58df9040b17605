"""The facts of the years to come, for one school or many at once."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from schools.choices import Stage
from schools.models import CurriculumLine, School, SchoolYear
from staffing.choices import PostKind, StaffStatus
from staffing.models import OutlookAssumptions, PlannedClasses, Post
from staffing.rules.balance import Balance, balance_of
from staffing.rules.balance_facts import SchoolFacts, Teacher
from staffing.rules.counted import NONE, counted
from staffing.rules.norms import NormSet
from staffing.rules.outlook import (
    YEARS,
    Assumed,
    Leaving,
    YearAhead,
    classes_next,
    retired,
    year_code,
    year_later,
)
from staffing.selectors.balance import (
    Choosing,
    Counted,
    chosen_of,
    classes_of,
    facts_of,
    levels_of,
    needs_of,
    programme_lines,
)
from staffing.selectors.norms import norms_for
from staffing.selectors.records import retirement_of
from staffing.selectors.supply import Supply


@dataclass(frozen=True)
class Basis:
    """What the years to come of some schools start from."""

    classes: Counted
    lines: Sequence[CurriculumLine]
    chosen: Mapping[Choosing, int]
    planned: Mapping[tuple[int, str], Mapping[int, int]]
    assumed: Assumed
    leaving: Mapping[int, Sequence[Leaving]]
    supply: Supply


def assumptions() -> OutlookAssumptions | None:
    """What the Department assumes; None is no change: one query."""
    return OutlookAssumptions.objects.first()


def assumed_by(found: OutlookAssumptions | None) -> Assumed:
    """As the rules take it."""
    if found is None:
        return Assumed()
    return Assumed(
        {
            Stage.PRESCHOOL.value: found.preschool,
            Stage.PRIMARY.value: found.primary,
            Stage.LOWER_SECONDARY.value: found.lower,
            Stage.UPPER_SECONDARY.value: found.upper,
        }
    )


def years_ahead(
    schools: Sequence[School],
    year: SchoolYear,
    day: datetime.date,
    facts: Mapping[int, SchoolFacts],
    norms: NormSet,
) -> dict[int, list[YearAhead]]:
    """The coming years by the school's key, from the facts of `year`: fifteen queries."""
    basis = _basis(schools, year, day)
    found: dict[int, list[YearAhead]] = {school.pk: [] for school in schools}
    before = {key: balance_of(each, norms) for key, each in facts.items()}
    classes = basis.classes
    for ahead in range(1, YEARS + 1):
        code, on = year_code(year.code, ahead), year_later(day, ahead)
        classes = _classes_of_next(classes, basis, code)
        later = _facts_then(schools, facts, classes, basis, on)
        after = {key: balance_of(each, norms) for key, each in later.items()}
        for school in schools:
            key = school.pk
            found[key].append(
                _year_ahead(code, on, (before[key], after[key]), classes, basis.leaving[key], key)
            )
        before = after
    return found


def _basis(schools: Sequence[School], year: SchoolYear, day: datetime.date) -> Basis:
    ids = [school.pk for school in schools]
    lines = programme_lines()
    planned: defaultdict[tuple[int, str], dict[int, int]] = defaultdict(dict)
    rows = PlannedClasses.objects.filter(school__in=ids)
    for key, code, grade, count in rows.values_list("school_id", "year", "grade_id", "classes"):
        planned[key, code][grade] = count
    return Basis(
        classes_of(schools, year),
        lines,
        chosen_of(ids, year, lines),
        planned,
        assumed_by(assumptions()),
        leaving_of(ids, day),
        Supply(ids, day, year_later(day, YEARS)),
    )


def leaving_of(ids: Sequence[int], day: datetime.date) -> defaultdict[int, list[Leaving]]:
    """By school, teachers of the day who retire by age, the first to go first: one query."""
    rows = Post.objects.in_force(day).filter(school__in=ids, kind=PostKind.TEACHER)
    shown = rows.exclude(staff__status=StaffStatus.LEFT)
    names = ("staff_id", "school_id", "staff__main_subject__code", "fte")
    found: defaultdict[int, list[Leaving]] = defaultdict(list)
    for key, school, subject, share, born, sex in shown.values_list(
        *names, "staff__birth_date", "staff__sex"
    ):
        last_day = retirement_of(born, sex)
        if last_day:
            found[school].append(Leaving(key, subject or "", Fraction(share), last_day))
    for each in found.values():
        each.sort(key=lambda one: (one.last_day, one.key))
    return found


def _classes_of_next(classes: Counted, basis: Basis, code: str) -> Counted:
    """The classes of the next year, school by school; a level keeps its programme."""
    by_school: defaultdict[int, dict[tuple[str, int], int]] = defaultdict(dict)
    programmes: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for (school, programme, grade, stage), count in classes.items():
        by_school[school][stage, grade] = by_school[school].get((stage, grade), 0) + count
        programmes[school].setdefault(stage, programme)
    found: Counted = {}
    for school, today in by_school.items():
        following = classes_next(today, basis.assumed, basis.planned.get((school, code), {}))
        for (stage, grade), count in following.items():
            held = programmes[school]
            programme = held.get(stage) or next(iter(held.values()))
            found[school, programme, grade, stage] = count
    return found


def _facts_then(
    schools: Sequence[School],
    facts: Mapping[int, SchoolFacts],
    classes: Counted,
    basis: Basis,
    day: datetime.date,
) -> dict[int, SchoolFacts]:
    """Levels, needs and teachers of a later day; what is neither stays as it is today.

    Classes keep the size they have today, and duties are given again each year.
    """
    students = dict(_students(schools, facts, classes))
    levels = levels_of(schools, classes, students)
    needs = needs_of(classes, basis.lines, _chosen_then(classes, basis))
    ids = [school.pk for school in schools]
    teachers, guests = basis.supply.teachers(day), basis.supply.guests(day)
    return {
        key: replace(
            facts[key],
            levels=tuple(levels[key]),
            needs=tuple(needs[key]),
            teachers=_staying(facts[key], teachers[key], retired(basis.leaving[key], day)),
            guests=tuple(guests[key]),
        )
        for key in ids
    }


def _staying(
    today: SchoolFacts, teachers: Iterable[Teacher], gone: frozenset[int]
) -> tuple[Teacher, ...]:
    """Those who have not retired, with the duties they have today."""
    duties = {(each.key, each.is_on_payroll): each.reduced for each in today.teachers}
    return tuple(
        replace(each, reduced=duties.get((each.key, each.is_on_payroll), each.reduced))
        for each in teachers
        if each.key not in gone
    )


def _students(
    schools: Iterable[School], facts: Mapping[int, SchoolFacts], classes: Counted
) -> Iterator[tuple[tuple[int, int], int]]:
    sizes = {
        (school.pk, level.stage): Fraction(level.students, level.classes)
        for school in schools
        for level in facts[school.pk].levels
        if level.classes
    }
    for (school_id, _programme, grade, stage), count in classes.items():
        yield (school_id, grade), round(count * sizes.get((school_id, stage), NONE))


def _chosen_then(classes: Counted, basis: Basis) -> dict[Choosing, int]:
    """Classes of a subject not every class has: as large a part of the grade as today, and of a
    grade the school has not had as of the one below."""
    today: defaultdict[tuple[int, str, int], int] = defaultdict(int)
    for (school, programme, grade, _stage), count in basis.classes.items():
        today[school, programme, grade] += count
    chosen: defaultdict[tuple[int, str, int], dict[int, int]] = defaultdict(dict)
    for (school, programme, grade, subject), count in basis.chosen.items():
        chosen[school, programme, grade][subject] = count
    found = {}
    for (school, programme, grade, _stage), count in classes.items():
        like = next((one for one in (grade, grade - 1) if today[school, programme, one]), grade)
        of_grade = today[school, programme, like]
        for subject, taking in chosen[school, programme, like].items():
            found[school, programme, grade, subject] = round(Fraction(taking * count, of_grade))
    return found


def _year_ahead(
    code: str,
    day: datetime.date,
    balances: tuple[Balance, Balance],
    classes: Counted,
    leaving: Sequence[Leaving],
    school: int,
) -> YearAhead:
    """One year of one school, between the balance of the year before and its own."""
    before, after = (_teachers(each) for each in balances)
    gone = retired(leaving, day)
    by_subject: defaultdict[str, Fraction] = defaultdict(Fraction)
    back = ends = coming = NONE
    for key in before.keys() | after.keys():
        subject, was = before.get(key, ("", NONE))
        change = after.get(key, ("", NONE))[1] - was
        if key[0] in gone:
            by_subject[subject] += was
        elif key not in before:
            coming += change
        else:
            back, ends = back + max(NONE, change), ends + max(NONE, -change)
    total = sum(n for (key, *_rest), n in classes.items() if key == school)
    return YearAhead(
        code, day, counted(balances[1]), total, dict(by_subject), back, ends, coming
    )  # fmt: skip


def _teachers(balance: Balance) -> dict[tuple[int, bool], tuple[str, Fraction]]:
    """By person and whether on the payroll: subject or group, and the posts there for lessons."""
    return {
        (each.key, each.is_on_payroll): (line.code, _there(each))
        for line in (*balance.lines, balance.shared, balance.unplaced)
        for each in line.teachers
    }


def _there(teacher: Teacher) -> Fraction:
    return teacher.share * (1 - teacher.absent)


def outlook_of(
    school: School, year: SchoolYear, day: datetime.date
) -> tuple[Balance, list[YearAhead]]:
    """One school's balance of the day, and the years after, computed now."""
    norms = norms_for(year)[0].ceilings
    facts = facts_of([school], year, day, norms)
    ahead = years_ahead([school], year, day, facts, norms)
    return balance_of(facts[school.pk], norms), ahead[school.pk]
