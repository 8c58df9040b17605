"""Mark records a second when a province is invented, against COPY of the same rows.

Ours invents every mark inside PostgreSQL, inserts it under row-level security, and ends with every
constraint checked and every index built. The reference is COPY of the finished rows from a file
into a table of the same columns with nothing else: no keys, no checks, no policy. Both run in one
transaction that is rolled back, so that neither pays for a commit.
"""

import datetime
import random
import statistics
import tempfile
import time
from collections.abc import Iterator

import django
from django.db.backends.utils import CursorWrapper

SCHOOLS, YEARS, ROUNDS = 120, 2, 3
AS_OF = datetime.date(2027, 6, 1)
COLUMNS = (
    "id, uid, regular, midterm, final, average, exempt, remark, enrolment_id, school_id, sheet_id"
)

# Whatever an earlier benchmark has left; append-only tables refuse TRUNCATE.
EMPTY = """
do $$
declare
    kept text[] := array(select distinct tgrelid::regclass::text from pg_trigger
        where not tgisinternal and tgtype & 32 <> 0);
    name text;
begin
    foreach name in array kept loop
        execute format('alter table %s disable trigger user', name);
    end loop;
    truncate schools_school cascade;
    foreach name in array kept loop
        execute format('alter table %s enable trigger user', name);
    end loop;
end $$
"""


def main() -> None:
    """Print each round, then the closing line."""
    django.setup()
    from django.db import connection, transaction

    from eduportal.scoping import everywhere

    with everywhere("the benchmark invents marks"), connection.cursor() as cursor:
        cursor.execute(EMPTY)
        rounds = list(_rounds(cursor))
        transaction.set_rollback(True)
    ours, reference = (statistics.median(rates) for rates in zip(*rounds, strict=True))
    print(
        f"seed ratio={ours / reference:.3f} ours={ours:.0f} reference={reference:.0f} unit=rows/s"
    )


def _rounds(cursor: CursorWrapper) -> Iterator[tuple[float, float]]:
    """Rows a second of each round: ours, and those of the reference."""
    from django.db import transaction

    from eduportal.operations.demo import marks, seeding
    from eduportal.operations.demo.progress import Progress
    from schools.services import load_reference

    quiet = Progress(lambda line: None)
    load_reference()
    size = seeding.ProvinceSize(SCHOOLS, YEARS)
    books = seeding.seed_register(cursor, size, AS_OF, quiet, random.Random(seeding.SEED))
    marks.write_sheets(cursor, books, quiet)
    for number in range(1, ROUNDS + 1):
        with transaction.atomic():
            began = time.perf_counter()
            count = marks.write_records(cursor, books, quiet)
            ours = count / (time.perf_counter() - began)
            reference = count / _copy_seconds(cursor)
            transaction.set_rollback(True)
        print(f"round {number}: {count:,} rows, {ours:,.0f} and {reference:,.0f} rows/s")
        yield ours, reference


def _copy_seconds(cursor: CursorWrapper) -> float:
    """Seconds of COPY of all mark records from a file into a plain table."""
    cursor.execute(
        f"create table plain_markrecord as select {COLUMNS} from grades_markrecord with no data"
    )
    with tempfile.TemporaryFile() as file:
        cursor.cursor.copy_expert(f"copy (select {COLUMNS} from grades_markrecord) to stdout", file)
        file.seek(0)
        began = time.perf_counter()
        cursor.cursor.copy_expert(f"copy plain_markrecord ({COLUMNS}) from stdin", file)
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
