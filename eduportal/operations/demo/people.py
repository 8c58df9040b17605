"""Writes the invented staff, their posts, lessons and homerooms."""

import datetime
import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db.backends.utils import CursorWrapper

from eduportal.core.bulk import Row
from eduportal.operations.demo.bulk import insert_rows, reserve_ids
from eduportal.operations.demo.classes import ClassPlan
from eduportal.operations.demo.moves import write_moves
from eduportal.operations.demo.names import Names, keys
from eduportal.operations.demo.plan import SchoolPlan
from eduportal.operations.demo.programme import Curriculum
from eduportal.operations.demo.register import public_id
from eduportal.operations.demo.staff import StaffPlan, plan_staff
from eduportal.operations.demo.staff_records import write_staff_records
from eduportal.operations.demo.surplus import hard_communes, surplus_of
from schools.choices import Sex
from schools.models import SchoolYear, Subject
from staffing.choices import Contract, PostKind, StaffStatus

CONTRACTS = 0.05
# More than any school that is invented has: who is far apart by school number shares no number.
STAFF_A_SCHOOL = 500
WOMEN = {PostKind.HEAD: 0.45, PostKind.VICE_HEAD: 0.55}


class Person(NamedTuple):
    """One planned member of staff with the primary key the row gets."""

    pk: int
    school_id: int
    plan: StaffPlan


class Places(NamedTuple):
    """Primary keys the staff's rows point at."""

    schools: dict[SchoolPlan, int]
    classes: dict[ClassPlan, int]
    year: SchoolYear


def write_staff(
    cursor: CursorWrapper,
    cohorts: Sequence[Sequence[ClassPlan]],
    places: Places,
    curriculum: Curriculum,
    draw: random.Random,
) -> int:
    """Insert the staff of every school with posts and lessons of the current year.

    Returns how many rows all tables took.
    """
    planned = [
        (school, plan)
        for school, groups in _classes_of_today(cohorts, places).items()
        for plan in plan_staff(groups, curriculum, draw)
    ]
    people, others = _with_keys(cursor, planned, surplus_of(planned), places)
    start = places.year.starts_on
    subjects = dict(Subject.objects.values_list("code", "pk"))
    first = (min(school.number for school in places.schools) - 1) * STAFF_A_SCHOOL + 1
    everybody = sorted(people + others, key=lambda person: person.school_id)
    return (
        _write_persons(cursor, people, first, subjects, start, draw)
        + _write_persons(cursor, others, first + len(people), subjects, start, _other_dice())
        + insert_rows(cursor, "staffing_teachingassignment", LESSONS, _lessons(people, places))
        + insert_rows(cursor, "staffing_homeroomassignment", HOMEROOMS, _homerooms(people, places))
        + write_staff_records(cursor, everybody, places.year, subjects, _hard(places.schools))
        + write_moves(cursor, everybody, places.schools, start)
    )


def _hard(schools: dict[SchoolPlan, int]) -> frozenset[int]:
    """The schools of hard communes."""
    hard = hard_communes(plan.commune for plan in schools)
    return frozenset(key for plan, key in schools.items() if plan.commune.unit_id in hard)


def _other_dice() -> random.Random:
    return random.Random("too many")


Planned = Sequence[tuple[SchoolPlan, StaffPlan]]


def _with_keys(
    cursor: CursorWrapper, planned: Planned, too_many: Planned, places: Places
) -> tuple[list[Person], list[Person]]:
    """Both with the primary keys their rows will have."""
    ids = reserve_ids(cursor, "staffing_staffmember", len(planned) + len(too_many))
    found = [
        Person(pk, places.schools[school], plan)
        for pk, (school, plan) in zip(ids, [*planned, *too_many], strict=True)
    ]
    return found[: len(planned)], found[len(planned) :]


def _write_persons(
    cursor: CursorWrapper,
    people: Sequence[Person],
    first: int,
    subjects: dict[str, int],
    start: datetime.date,
    draw: random.Random,
) -> int:
    return insert_rows(
        cursor, "staffing_staffmember", STAFF, _staff(people, first, subjects, draw)
    ) + insert_rows(cursor, "staffing_post", POSTS, _posts(people, start, draw))


def _classes_of_today(
    cohorts: Sequence[Sequence[ClassPlan]], places: Places
) -> dict[SchoolPlan, list[ClassPlan]]:
    """The classes of the current year by school; a school without any has an empty list."""
    current = max(plan.year for cohort in cohorts for plan in cohort)
    classes: dict[SchoolPlan, list[ClassPlan]] = {school: [] for school in places.schools}
    for cohort in cohorts:
        for plan in cohort:
            if plan.year == current:
                classes[plan.school].append(plan)
    return classes


STAFF = [
    "id", "public_id", "school_id", "ministry_code", "full_name", "sort_key", "search_key",
    "birth_date", "sex", "main_subject_id", "status",
]  # fmt: skip
POSTS = ["school_id", "staff_id", "kind", "fte", "contract", "starts_on"]
LESSONS = [
    "school_id", "staff_id", "class_group_id", "subject_id", "weekly_periods", "starts_on"
]  # fmt: skip
HOMEROOMS = ["school_id", "staff_id", "class_group_id", "starts_on"]


def _staff(
    people: Sequence[Person], first: int, subjects: dict[str, int], draw: random.Random
) -> Iterator[Row]:
    names = Names(draw)
    for number, person in enumerate(people, first):
        is_woman = draw.random() < WOMEN.get(person.plan.post, 0.72)
        sex = (Sex.FEMALE if is_woman else Sex.MALE).value
        full_name = names.full_name(sex)
        born = datetime.date(draw.randint(1968, 2002), 1, 1)
        yield (
            person.pk, public_id("staff", number), person.school_id, f"GV{number:08d}",
            full_name, *keys(full_name), born + datetime.timedelta(days=draw.randrange(365)),
            sex, subjects.get(person.plan.subject), StaffStatus.WORKING,
        )  # fmt: skip


def _posts(people: Sequence[Person], start: datetime.date, draw: random.Random) -> Iterator[Row]:
    for person in people:
        is_teacher = person.plan.post is PostKind.TEACHER
        is_contract = is_teacher and draw.random() < CONTRACTS
        contract = Contract.LABOUR if is_contract else Contract.PAYROLL
        since = start.replace(year=start.year - draw.randint(0, 1 if is_contract else 15))
        yield person.school_id, person.pk, person.plan.post, 1, contract, since


def _lessons(people: Sequence[Person], places: Places) -> Iterator[Row]:
    for person in people:
        for group, line in person.plan.lessons:
            yield (
                person.school_id, person.pk, places.classes[group], line.subject_id, line.weekly,
                places.year.starts_on,
            )  # fmt: skip


def _homerooms(people: Sequence[Person], places: Places) -> Iterator[Row]:
    for person in people:
        if person.plan.homeroom is not None:
            group = places.classes[person.plan.homeroom]
            yield person.school_id, person.pk, group, places.year.starts_on
