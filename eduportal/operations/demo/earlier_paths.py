"""Leavers of grade 9 of the years before, so that a line has several points and a matrix several
cohorts: their students, where they went, and what was known of them on the days that are kept.

They have no classes and no marks: a class of each school stands for its grade.
"""

import datetime
import random
from collections.abc import Callable, Iterator, Sequence

from django.db import connection

from eduportal.core.bulk import Row
from eduportal.operations.demo.bulk import insert_rows, reserve_ids
from eduportal.operations.demo.names import Names, keys
from eduportal.operations.demo.students import PERSONAL_NUMBER_PREFIX
from schools.models import School, SchoolYear
from students.choices import StudentStatus
from students.models import DestinationRecord, Leaver, LeaverCohort
from students.paths.rates import rule_for
from students.services.leaving import keep_destinations, keep_snapshots
from students.services.leaving.freezing import KEPT_ON

YEARS, OF_A_SCHOOL = 2, 36
# So much less is known of each year further back.
FORGOTTEN = 0.04
# Numbers above those of any student that is invented otherwise, and below those of real people.
FIRST_SERIAL = 700_000_000
BORN_BEFORE = 15
STUDENT = (
    "id", "public_id", "person_uid", "is_current", "school_id", "ministry_code", "personal_number",
    "full_name", "sort_key", "search_key", "birth_date", "sex", "ethnicity", "status",
)  # fmt: skip
# A leaver, the cohort, the last day that is known of -> where, or None where nobody knows.
Said = Callable[[random.Random, Leaver, LeaverCohort, datetime.date], DestinationRecord | None]


def show_earlier_paths(
    newest: LeaverCohort, schools: Sequence[School], as_of: datetime.date, said: Said
) -> int:
    """Leavers of the two years before `newest`; returns how many."""
    draw = random.Random(f"earlier paths {len(schools)}")
    made = 0
    for back in range(YEARS, 0, -1):
        cohort = _cohort(newest.school_year, back)
        leavers = _leavers(cohort, schools, draw, FIRST_SERIAL + made)
        made += len(leavers)
        known = [each for each in leavers if draw.random() > FORGOTTEN * back]
        records = (said(draw, each, cohort, as_of) for each in known)
        keep_destinations(record for record in records if record)
        for month, day in KEPT_ON:
            kept = datetime.date(cohort.year + (month < cohort.frozen_on.month), month, day)
            if kept <= as_of:
                keep_snapshots(kept)
    return made


def _cohort(newest: SchoolYear, back: int) -> LeaverCohort:
    first, last = newest.starts_on, newest.ends_on
    year, _is_new = SchoolYear.objects.get_or_create(
        code=f"{first.year - back}-{last.year - back}",
        defaults={
            "starts_on": first.replace(year=first.year - back),
            "ends_on": last.replace(year=last.year - back),
        },
    )
    cohort, _is_new = LeaverCohort.objects.get_or_create(
        year=year.ends_on.year,
        grade=9,
        rule=rule_for(year.ends_on.year).value,
        defaults={
            "school_year": year,
            "frozen_on": datetime.date(year.ends_on.year, 6, 30),
            "refrozen_on": datetime.date(year.ends_on.year, 8, 31),
        },
    )
    return cohort


def _leavers(
    cohort: LeaverCohort, schools: Sequence[School], draw: random.Random, serial: int
) -> list[Leaver]:
    count = len(schools) * OF_A_SCHOOL
    with connection.cursor() as cursor:
        ids = reserve_ids(cursor, "students_student", count)
        insert_rows(
            cursor, "students_student", STUDENT, _students(cohort, schools, draw, serial, ids)
        )
    return Leaver.objects.bulk_create(
        Leaver(
            school=school,
            cohort=cohort,
            student_id=ids[at * OF_A_SCHOOL + place],
            left_on=cohort.school_year.ends_on,
        )
        for at, school in enumerate(schools)
        for place in range(OF_A_SCHOOL)
    )


def _students(
    cohort: LeaverCohort,
    schools: Sequence[School],
    draw: random.Random,
    serial: int,
    ids: Sequence[int],
) -> Iterator[Row]:
    names = Names(draw)
    born = datetime.date(cohort.year - BORN_BEFORE, 1, 1)
    for at, key in enumerate(ids):
        name, sex, ethnicity = names.person()
        number = serial + at
        person = f"00000000-0000-4000-8000-{number:012d}"
        yield (
            key, person, person, True, schools[at // OF_A_SCHOOL].pk, f"99{number:09d}",
            f"{PERSONAL_NUMBER_PREFIX}{number:09d}", name, *keys(name),
            born + datetime.timedelta(days=draw.randrange(365)), sex, ethnicity,
            StudentStatus.COMPLETED.value,
        )  # fmt: skip
