"""All results of a province's term a second, by statements, against COPY of the same rows.

Ours computes each line's average and each student's level of a term whose classes are all sealed,
under row-level security and from the marks alone, and keeps both in tables, as check_integrity
does. The reference is COPY of those mark records and results from files into tables with nothing
else: no keys, no checks, no policy. Both run in one transaction that is rolled back.
"""

import random
import statistics
import tempfile
import time

import django
from django.db.backends.utils import CursorWrapper

from benchmarks.seed import AS_OF, COLUMNS, EMPTY

SCHOOLS, ROUNDS = 120, 3
# The classes are as good as sealed: no package carries them, which a trigger would refuse.
SEALED = """
alter table grades_marksheet disable trigger user;
insert into grades_sheetstep (school_id, sheet_id, step, from_state, to_state, at, reason)
select m.school_id, m.id, 'seal', m.state, 'sealed', t.ends_on, ''
from grades_marksheet m join schools_term t on t.id = m.term_id where m.term_id = %(term)s;
update grades_marksheet set state = 'sealed' where term_id = %(term)s;
set constraints all immediate;
alter table grades_marksheet enable trigger user;
analyze
"""


def main() -> None:
    """Print each round, then the closing line."""
    django.setup()
    from django.db import connection, transaction

    from eduportal.scoping import everywhere

    with everywhere("the benchmark closes a term"), connection.cursor() as cursor:
        cursor.execute(EMPTY)
        term = _sealed_term(cursor)
        rounds = [_round(cursor, term, number + 1) for number in range(ROUNDS)]
        transaction.set_rollback(True)
    ours, reference = (statistics.median(rates) for rates in zip(*rounds, strict=True))
    print(
        f"close_term ratio={ours / reference:.3f} ours={ours:.0f} reference={reference:.0f} "
        "unit=rows/s"
    )


def _sealed_term(cursor: CursorWrapper) -> object:
    """The first term of a province of one year, all its classes sealed."""
    from eduportal.operations.demo import marks, seeding
    from eduportal.operations.demo.progress import Progress
    from schools.models import Term
    from schools.services import load_reference

    quiet = Progress(lambda line: None)
    load_reference()
    size = seeding.ProvinceSize(SCHOOLS, 1)
    books = seeding.seed_register(cursor, size, AS_OF, quiet, random.Random(seeding.SEED))
    marks.write_sheets(cursor, books, quiet)
    marks.write_records(cursor, books, quiet)
    term = Term.objects.exclude(sheets=None).order_by("starts_on").first()
    assert term is not None
    cursor.execute(SEALED, {"term": term.pk})
    return term


def _round(cursor: CursorWrapper, term: object, number: int) -> tuple[float, float]:
    """Rows a second: ours, and those of the reference."""
    from grades.models import RegulationSet
    from grades.selectors.recomputed import compute

    sets = RegulationSet.objects.filter(sheets__term=term).distinct()
    ours = reference = 0.0
    rows = 0
    for regulation in sets:
        began = time.perf_counter()
        lines, students = compute(cursor, term, regulation)  # type: ignore[arg-type]
        ours += time.perf_counter() - began
        rows += lines + students
        wanted = "select id from computed_line"
        reference += _copy_seconds(cursor, "grades_markrecord", COLUMNS, f"where id in ({wanted})")
        reference += _copy_seconds(cursor, "computed_result", "*", "") if students else 0
    print(f"round {number}: {rows:,} rows, {rows / ours:,.0f} and {rows / reference:,.0f} rows/s")
    return rows / ours, rows / reference


def _copy_seconds(cursor: CursorWrapper, table: str, columns: str, which: str) -> float:
    """Seconds of COPY of the rows from a file into a plain table."""
    cursor.execute("drop table if exists plain")
    cursor.execute(f"create table plain as select {columns} from {table} with no data")
    with tempfile.TemporaryFile() as file:
        cursor.cursor.copy_expert(f"copy (select {columns} from {table} {which}) to stdout", file)
        file.seek(0)
        began = time.perf_counter()
        cursor.cursor.copy_expert("copy plain from stdin", file)
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
