"""Writes the invented students and their enrolments."""

import datetime
import random
from collections.abc import Iterator, Sequence

from django.db.backends.utils import CursorWrapper

from eduportal.core.bulk import Row, stage_rows
from eduportal.operations.demo.bulk import reserve_ids, without_guards, without_trigger
from eduportal.operations.demo.classes import ClassPlan
from eduportal.operations.demo.moving_up import move_up
from eduportal.operations.demo.names import Names, keys
from eduportal.operations.demo.plan import SchoolPlan
from schools.models import SchoolYear
from students.choices import StudentStatus

# No place of birth registration has this number, so no living person has these twelve digits.
PERSONAL_NUMBER_PREFIX = "999"
# Mean and deviation of ability, in tenths of a mark; the upper half is pressed together, because
# marks of real classes lean to the left.
ABILITY, ABILITY_SPREAD, UPPER_HALF = 71, 11, 0.9
REPEATERS, LEAVERS = 0.03, 0.004
# More than a school of any province that is invented has, over all its years.
STUDENTS_A_SCHOOL = 5000

COLUMNS = {
    "id": "bigint", "serial": "integer", "cohort": "integer", "arrival": "smallint",
    "ability": "smallint", "school_id": "bigint", "ministry_code": "text",
    "personal_number": "text", "full_name": "text", "sort_key": 'text collate "C"',
    "search_key": "text", "birth_date": "date", "sex": "text", "ethnicity": "text",
    "status": "text",
}  # fmt: skip
STUDENTS = """
insert into students_student (id, public_id, person_uid, is_current, school_id, ministry_code,
    personal_number, full_name, sort_key, search_key, birth_date, sex, ethnicity, status)
select id, md5('student ' || serial)::uuid, md5('student ' || coalesce(person, serial))::uuid,
    is_current, school_id, ministry_code, personal_number, full_name, sort_key, search_key,
    birth_date, sex, ethnicity, status
from demo_student order by id
"""
# Students present in a class are listed by name; one who left in the year stays on the list.
ENROLMENTS = """
insert into students_enrolment (school_id, student_id, class_group_id, school_year_id, position,
    starts_on, began, ends_on, ended)
select c.school_id, s.id, c.id, c.school_year_id,
    row_number() over (partition by c.id order by s.sort_key, s.id),
    y.starts_on, 'enrolled',
    case
        when c.is_current and s.status = 'transferred_out'
            then least(y.starts_on + 21 + mod(s.serial, 42), greatest(%(as_of)s, y.starts_on))
        when not c.is_current and c.is_last_of_stage then y.ends_on
    end,
    case
        when c.is_current and s.status = 'transferred_out' then s.status
        when not c.is_current and c.is_last_of_stage then 'completed'
        else ''
    end
from demo_class c
join demo_student s on s.cohort = c.cohort and s.arrival <= c.size
join schools_schoolyear y on y.id = c.school_year_id
order by c.id
"""


def write_students(
    cursor: CursorWrapper,
    cohorts: Sequence[Sequence[ClassPlan]],
    school_ids: dict[SchoolPlan, int],
    years: Sequence[SchoolYear],
    draw: random.Random,
) -> int:
    """Insert the students of every cohort and keep them as `demo_student`; returns how many."""
    count = sum(max(plan.size for plan in cohort) for cohort in cohorts)
    ids = reserve_ids(cursor, "students_student", count)
    stage_rows(
        cursor, "demo_student", COLUMNS, _students(cohorts, school_ids, years, ids.start, draw)
    )
    move_up(cursor)
    with without_guards(cursor, "students_student"):
        cursor.execute(STUDENTS)
    return count


def write_enrolments(cursor: CursorWrapper, as_of: datetime.date) -> int:
    """Put each student into the class of each year; returns how many enrolments.

    The trigger of their history rests meanwhile: nobody has enrolled them.
    """
    with (
        without_trigger(cursor, "students_enrolment", "stay_history_insert"),
        without_guards(cursor, "students_enrolment"),
    ):
        cursor.execute(ENROLMENTS, {"as_of": as_of})
        count: int = cursor.rowcount
    cursor.execute("analyze students_student, students_enrolment")
    return count


def _students(
    cohorts: Sequence[Sequence[ClassPlan]],
    school_ids: dict[SchoolPlan, int],
    years: Sequence[SchoolYear],
    first_id: int,
    draw: random.Random,
) -> Iterator[Row]:
    names = Names(draw)
    # Students are numbered by the first school: two provinces that are far apart share nobody.
    serial = (cohorts[0][0].school.number - 1) * STUDENTS_A_SCHOOL
    before = first_id - serial
    for cohort in cohorts:
        first, last = cohort[0], cohort[-1]
        level = draw.gauss(ABILITY, 3)
        school_id, born = school_ids[first.school], _birth_year(first, years)
        is_here = last.year == len(years) - 1
        for arrival in range(1, max(plan.size for plan in cohort) + 1):
            full_name, sex, ethnicity = names.person()
            yield (
                before + serial, serial, first.cohort, arrival, _ability(level, draw), school_id,
                f"99{serial:09d}", f"{PERSONAL_NUMBER_PREFIX}{serial:09d}",
                full_name, *keys(full_name), _birth_date(born, draw), sex, ethnicity,
                _status(is_here, draw),
            )  # fmt: skip
            serial += 1


def _ability(level: float, draw: random.Random) -> int:
    ability = draw.gauss(level, ABILITY_SPREAD)
    return round(level + (ability - level) * UPPER_HALF if ability > level else ability)


def _status(is_here: bool, draw: random.Random) -> str:
    if not is_here:
        return StudentStatus.COMPLETED.value
    leaves = draw.random() < LEAVERS
    return (StudentStatus.TRANSFERRED_OUT if leaves else StudentStatus.STUDYING).value


def _birth_year(plan: ClassPlan, years: Sequence[SchoolYear]) -> int:
    """Grade 1 begins in the year a child turns six; preschool groups follow from their ages."""
    age = plan.grade_level + 5 if plan.grade_level <= 12 else plan.grade_level - 101
    return years[plan.year].starts_on.year - age


def _birth_date(year: int, draw: random.Random) -> datetime.date:
    older = draw.random() < REPEATERS
    return datetime.date(year - older, 1, 1) + datetime.timedelta(days=draw.randrange(365))
