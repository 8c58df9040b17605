"""One small invented province for a whole test file."""

import datetime

from django.core.management import call_command
from django.db import connection

from eduportal.operations.demo.progress import Progress
from eduportal.operations.demo.seeding import ProvinceSize, seed_province
from schools.services import load_reference

AS_OF = datetime.date(2026, 11, 23)
# A lower secondary, a primary and an upper secondary school, last year and this one.
SMALL = ProvinceSize(schools=3, years=2)
GUARDED = (
    "schools_classgroup", "students_student", "students_enrolment", "grades_marksheet",
    "grades_sheetstep", "grades_markrecord",
)  # fmt: skip


def seed(size: ProvinceSize = SMALL, as_of: datetime.date = AS_OF) -> list[str]:
    """Load the reference rows and invent the province; what the run printed."""
    printed: list[str] = []
    load_reference()
    seed_province(size, as_of=as_of, progress=Progress(printed.append))
    return printed


def forget() -> None:
    """Empty every table again: a province is committed, so that each test gets it unchanged."""
    call_command("flush", verbosity=0, interactive=False)


def guards() -> list[tuple[str, ...]]:
    """Every constraint, index, trigger and row policy of the tables a seeding run fills."""
    with connection.cursor() as cursor:
        cursor.execute(
            r"""
            select conrelid::regclass::text, conname,
                -- A text comes back with its casts written in another place, meaning the same.
                regexp_replace(pg_get_constraintdef(oid),
                    '::(text|character varying)(\[\])?|[()]', '', 'g'), convalidated::text
            from pg_constraint where conrelid = any(%(tables)s::regclass[])
            union all
            select tablename, indexname, indexdef, '' from pg_indexes
            where tablename = any(%(tables)s)
            union all
            select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled::text
            from pg_trigger where tgrelid = any(%(tables)s::regclass[]) and not tgisinternal
            union all
            select relname, 'row security', relrowsecurity::text, relforcerowsecurity::text
            from pg_class where oid = any(%(tables)s::regclass[])
            order by 1, 2, 3
            """,
            {"tables": list(GUARDED)},
        )
        return list(cursor.fetchall())
