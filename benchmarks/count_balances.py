"""Schools a second when the balances of a whole province are counted, five coming years included.

Ours is what the nightly task does: batches of schools, each of the same few queries. The reference
is one school at a time through the same function, for some schools all over the province. An
invented province of 1,024 schools with one year of classes, staff, students and mark sheets, in a
transaction that is rolled back. Seconds are those of processors, PostgreSQL's included; the clock
is printed too. Fails where counting takes more than a fifth of the task's limit of 540 s, or the
process holds more than 1 GB.
"""

import datetime
import os
import random
from collections.abc import Callable

import django
from django.db.backends.utils import CursorWrapper

from benchmarks._spent import forget_peak, peak, spent
from benchmarks.seed import EMPTY

SCHOOLS = int(os.environ.get("BENCH_SCHOOLS", "1024"))
AS_OF = datetime.date(2026, 11, 30)
EVERY, MOST_SECONDS, MOST_MEGABYTES = 32, 108, 1000


def main() -> None:
    """Print each part, then the closing line."""
    django.setup()
    from django.db import connection, transaction

    from eduportal.scoping import everywhere

    with everywhere("the benchmark counts balances"), connection.cursor() as cursor:
        cursor.execute(EMPTY)
        _seed(cursor)
        ours, reference = _measure()
        transaction.set_rollback(True)
    print(
        f"count_balances ratio={ours / reference:.2f} ours={ours:.1f} "
        f"reference={reference:.1f} unit=schools/s"
    )


def _seed(cursor: CursorWrapper) -> None:
    from eduportal.operations.demo import marks, seeding
    from eduportal.operations.demo.progress import Progress
    from schools.services import load_reference

    load_reference()
    told, size = Progress(print), seeding.ProvinceSize(SCHOOLS, 1)
    books = seeding.seed_register(cursor, size, AS_OF, told, random.Random(seeding.SEED))
    marks.write_sheets(cursor, books, told)
    cursor.execute("analyze")


def _measure() -> tuple[float, float]:
    """Schools a second of processor time: all at once, and one at a time."""
    from schools.models import School, SchoolYear
    from staffing.services import count_balances

    year = SchoolYear.objects.get(starts_on__lte=AS_OF, ends_on__gte=AS_OF)
    keys = list(School.objects.order_by("pk").values_list("pk", flat=True))
    forget_peak()
    print(f"memory before: {peak():.0f} MB")
    all_at_once = _timed(f"{len(keys)} schools", lambda: count_balances(year))
    print(f"memory at most: {peak():.0f} MB")
    assert all_at_once <= MOST_SECONDS, all_at_once
    assert peak() <= MOST_MEGABYTES, peak()
    some = keys[::EVERY]
    one_by_one = _timed(
        f"{len(some)} schools, one at a time",
        lambda: [count_balances(year, frozenset([key])) for key in some],
    )
    return len(keys) / all_at_once, len(some) / one_by_one


def _timed(name: str, work: Callable[[], object]) -> float:
    """Seconds of processors."""
    began = spent()
    work()
    took = spent().since(began)
    print(f"{name}: {took.processors:.1f} s of processor time, {took.clock:.1f} s on the clock")
    return took.processors


if __name__ == "__main__":
    main()
