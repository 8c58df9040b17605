"""The same records as rows, one a record: by COPY from node to node, and by logical replication.

Both have nothing to prove: no signature, no rules, no register, no receipt. The row is what a term
has of a student in a subject, under the key by which it would be found.
"""

import io
import time
from typing import Any

from benchmarks._levels import OURS, THEIRS, address_of, rows_of

TABLE = """
create table bench_record (
    student uuid, year text, period text, subject text, class text, regular smallint[],
    midterm smallint, final smallint, average smallint,
    primary key (student, year, period, subject))
"""
FILL = """
insert into bench_record
select t.person_uid, y.code, 'hk' || e.number, s.code, g.code,
    r.regular, r.midterm, r.final, r.average
from grades_markrecord r join grades_marksheet m on m.id = r.sheet_id and m.state = 'sealed'
join schools_term e on e.id = m.term_id join schools_schoolyear y on y.id = e.school_year_id
join schools_subject s on s.id = m.subject_id join schools_classgroup g on g.id = m.class_group_id
join students_enrolment n on n.id = r.enrolment_id join students_student t on t.id = n.student_id
on conflict do nothing
"""
COLUMNS = "student, year, period, subject, class, regular, midterm, final, average"
SLOT = "bench"
ARRIVES_WITHIN_SECONDS = 120


def prepare() -> int:
    """Make the tables and the subscription; how many rows there are."""
    with rows_of(OURS) as here, rows_of(THEIRS) as above:
        here.execute(TABLE)
        above.execute(TABLE)
        here.execute("create table bench_source (like bench_record including all)")
        here.execute(FILL.replace("bench_record", "bench_source", 1))
        count: int = here.rowcount
        here.execute(f"create publication {SLOT} for table bench_record with (publish = 'insert')")
        here.execute(f"select pg_create_logical_replication_slot('{SLOT}', 'pgoutput')")
        source = address_of("DATABASE_SUPERUSER_URL", OURS)
        above.execute(
            f"create subscription {SLOT} connection '{source}' publication {SLOT} "
            f"with (create_slot = false, slot_name = {SLOT}, copy_data = false)"
        )
    return count


def end() -> None:
    """Take down the subscription: a slot nobody reads keeps the log of writes for ever."""
    with rows_of(OURS) as here, rows_of(THEIRS) as above:
        above.execute(f"drop subscription {SLOT}")
        here.execute(f"drop publication {SLOT}")


def replicated(count: int) -> float:
    """Seconds from the first row written here until all of one transaction are seen above."""
    with rows_of(OURS) as here, rows_of(THEIRS) as above:
        empty(here, above)
        caught_up(here)
        began = time.perf_counter()
        here.execute("insert into bench_record select * from bench_source")
        while time.perf_counter() - began < ARRIVES_WITHIN_SECONDS:
            above.execute("select 1 from bench_record limit 1")
            if above.rowcount:
                took = time.perf_counter() - began
                above.execute("select count(*) from bench_record")
                assert above.fetchone()[0] == count
                return took
            time.sleep(0.02)
    raise RuntimeError("nothing was replicated")


def copied(count: int) -> float:
    """Seconds of COPY out of here and COPY in above."""
    with rows_of(OURS) as here, rows_of(THEIRS) as above:
        empty(here, above)
        began = time.perf_counter()
        file = io.BytesIO()
        here.copy_expert(f"copy bench_source ({COLUMNS}) to stdout", file)
        file.seek(0)
        above.copy_expert(f"copy bench_record ({COLUMNS}) from stdin", file)
        took = time.perf_counter() - began
        assert above.rowcount == count
        return took


def empty(here: Any, above: Any) -> None:
    for cursor in (here, above):
        cursor.execute("truncate bench_record")
        cursor.execute("checkpoint")


def caught_up(here: Any) -> None:
    """Wait until the subscriber has read all there was before: other arms write as well."""
    sql = "select confirmed_flush_lsn >= pg_current_wal_lsn() from pg_replication_slots"
    for _ in range(ARRIVES_WITHIN_SECONDS * 10):
        here.execute(sql)
        if here.fetchone()[0]:
            return
        time.sleep(0.1)
    raise RuntimeError("the subscriber does not catch up")
