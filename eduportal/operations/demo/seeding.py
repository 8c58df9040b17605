"""Makes an invented province of any size."""

import datetime
import random
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.backends.utils import CursorWrapper

from eduportal.operations.demo.books import MarkBooks
from eduportal.operations.demo.classes import plan_classes
from eduportal.operations.demo.marks import write_records, write_sheets
from eduportal.operations.demo.people import Places, write_staff
from eduportal.operations.demo.plan import plan_schools
from eduportal.operations.demo.programme import Curriculum
from eduportal.operations.demo.progress import Progress
from eduportal.operations.demo.register import communes_of_today, write_classes, write_schools
from eduportal.operations.demo.students import write_enrolments, write_students
from eduportal.scoping import everywhere
from schools.models import School, SchoolYear, Term

SEED = 7


class RegisterNotEmpty(Exception):
    """The register holds schools: invented ones must not be mixed with them."""


@dataclass(frozen=True)
class ProvinceSize:
    """How many schools, how many school years up to the current one, the first school's number."""

    schools: int
    years: int
    first: int = 1


DEMO = ProvinceSize(schools=12, years=2)
FULL = ProvinceSize(schools=1024, years=3)


def is_empty() -> bool:
    """Whether the register holds no school at all."""
    with everywhere("the demo may only be put into an empty register"):
        return not School.objects.exists()


def seed_province(
    size: ProvinceSize, *, as_of: datetime.date, progress: Progress, seed: int = SEED
) -> None:
    """Fill an empty register with invented schools, people and marks, as of a day.

    One transaction: an interrupted run leaves nothing. Raises RegisterNotEmpty. The reference rows
    must be there.
    """
    if not is_empty():
        raise RegisterNotEmpty
    with everywhere("an invented province is being made"), connection.cursor() as cursor:
        draw = random.Random(seed + size.first - 1)
        books = seed_register(cursor, size, as_of, progress, draw)
        write_sheets(cursor, books, progress)
        write_records(cursor, books, progress)


def seed_register(
    cursor: CursorWrapper,
    size: ProvinceSize,
    as_of: datetime.date,
    progress: Progress,
    draw: random.Random,
) -> MarkBooks:
    """Schools, classes, staff and students; returns what their mark books will hold.

    The caller has opened a scope over every school.
    """
    _prepare(cursor)
    years = _years(size.years, as_of)
    curriculum = Curriculum()
    plans = plan_schools(size.schools, communes_of_today(), draw, size.first)
    cohorts = plan_classes(plans, len(years), draw)
    with progress.step("schools") as step:
        schools = write_schools(cursor, plans)
        step.rows = len(plans)
    with progress.step("classes") as step:
        classes = write_classes(cursor, cohorts, schools, years)
        step.rows = len(classes)
    with progress.step("staff, posts and lessons") as step:
        places = Places(schools, classes, years[-1])
        step.rows = write_staff(cursor, cohorts, places, curriculum, draw)
    with progress.step("students") as step:
        step.rows = write_students(cursor, cohorts, schools, years, draw)
    with progress.step("enrolments") as step:
        step.rows = write_enrolments(cursor, as_of)
    return MarkBooks(cohorts, classes, curriculum, _terms(years, as_of), as_of)


def _prepare(cursor: CursorWrapper) -> None:
    """Memory for sorts and index builds, for this transaction only."""
    cursor.execute("set local work_mem = '256MB'")
    cursor.execute("set local maintenance_work_mem = '512MB'")
    # Compiling the long statements costs more than it saves on a small province.
    cursor.execute("set local jit = off")


def _years(count: int, as_of: datetime.date) -> Sequence[SchoolYear]:
    """The last `count` school years that have begun, the current one last."""
    begun = SchoolYear.objects.filter(starts_on__lte=as_of).order_by("-starts_on")
    return list(begun[:count])[::-1]


def _terms(years: Sequence[SchoolYear], as_of: datetime.date) -> Sequence[Term]:
    """The terms of these years that have begun, in order."""
    begun = Term.objects.filter(school_year__in=years, starts_on__lte=as_of)
    return list(begun.select_related("school_year").order_by("starts_on"))
