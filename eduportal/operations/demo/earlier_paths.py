"""Leavers of grade 9 of the years before, so that a line has several points and a matrix several
cohorts: their students, where they went, and what was known of them on the days that are kept.

They have no classes and no marks: a class of each school stands for its grade.
"""

import datetime
import random
from collections.abc import Callable, Iterator, Sequence

from eduportal.operations.demo.names import Names, keys
from eduportal.operations.demo.students import PERSONAL_NUMBER_PREFIX
from schools.models import School, SchoolYear
from students.choices import StudentStatus
from students.models import DestinationRecord, Leaver, LeaverCohort, Student
from students.paths.rates import rule_for
from students.services.leaving import keep_destinations, keep_snapshots
from students.services.leaving.freezing import days_kept

YEARS, OF_A_SCHOOL = 2, 36
# So much less is known of each year further back.
FORGOTTEN = 0.04
# Numbers above those of any student that is invented otherwise, and below those of real people.
FIRST_SERIAL = 700_000_000
BORN_BEFORE = 15
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
        for kept in days_kept(cohort):
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
    students = Student.objects.bulk_create(_students(cohort, schools, draw, serial))
    last_day = cohort.school_year.ends_on
    return Leaver.objects.bulk_create(
        Leaver(school_id=each.school_id, cohort=cohort, student=each, left_on=last_day)
        for each in students
    )


def _students(
    cohort: LeaverCohort, schools: Sequence[School], draw: random.Random, serial: int
) -> Iterator[Student]:
    names = Names(draw)
    born = datetime.date(cohort.year - BORN_BEFORE, 1, 1)
    for at in range(len(schools) * OF_A_SCHOOL):
        name, sex, ethnicity = names.person()
        number = serial + at
        sort_key, search_key = keys(name)
        yield Student(
            school=schools[at // OF_A_SCHOOL],
            ministry_code=f"99{number:09d}",
            personal_number=f"{PERSONAL_NUMBER_PREFIX}{number:09d}",
            full_name=name,
            sort_key=sort_key,
            search_key=search_key,
            birth_date=born + datetime.timedelta(days=draw.randrange(365)),
            sex=sex,
            ethnicity=ethnicity,
            status=StudentStatus.COMPLETED,
        )
