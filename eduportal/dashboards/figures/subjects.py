"""Averages by subject, counted from the records of sealed classes, kept by school and grade.

What a class's figure says of its sheets decides: the averages of a grade are stale when the sum of
its sealed classes' revisions is not the one they were counted from.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from students.selectors import IN_CLASS

Group = tuple[int, int, int]  # school id, term id, grade

# Groups counted by one statement: some 150,000 mark records.
BATCH = 100
WHOLE_MARKS = range(11)
# Levels of education in which subjects end a term with an average (TT 22/2021).
STAGES = "('03', '04')"
SEALED = f"f.sheets > 0 and f.sealed = f.sheets and f.stage in {STAGES}"
OF_ASKED = """asked a join dashboards_classfigure f
        on (f.school_id, f.term_id, f.grade) = (a.school_id, a.term_id, a.grade)"""
ASKED = """select * from unnest(
        %(schools)s::bigint[], %(terms)s::bigint[], %(grades)s::int[]
    ) as a(school_id, term_id, grade)"""
_BINS = ", ".join(
    f"count(*) filter (where r.average between {mark * 10} and {mark * 10 + 9})"
    for mark in WHOLE_MARKS
)
# Upserted in one snapshot; a subject without any average is a row of zeros, so that the grade is
# known to be counted. The codes of averages are those of grades.rules.cells; a test compares.
FRESH = f"""
with asked as ({ASKED}), closed as materialized (
    select f.* from {OF_ASKED} where {SEALED}
), whole as (
    select school_id, term_id, grade, sum(revision_sum) as revision_sum
    from closed group by 1, 2, 3
), fresh as materialized (
    select c.school_id, min(c.unit_id) as unit_id, c.term_id, min(c.stage) as stage, c.grade,
        m.subject_id, array[{_BINS}]::int[] as bins,
        coalesce(sum(r.average) filter (where r.average between 0 and 100), 0) as tenths,
        count(*) filter (where r.average = 201) as passed,
        count(*) filter (where r.average = 200) as not_passed,
        min(w.revision_sum) as revision_sum
    from closed c
    join whole w using (school_id, term_id, grade)
    join grades_marksheet m using (class_group_id, term_id)
    join schools_term t on t.id = m.term_id
    left join (grades_markrecord r join students_enrolment e on e.id = r.enrolment_id)
        on r.sheet_id = m.id and r.school_id = m.school_id and not r.exempt and {IN_CLASS}
    group by c.school_id, c.term_id, c.grade, m.subject_id
)
"""
STORE = f"""
{FRESH}
insert into dashboards_subjectfigure as f (school_id, unit_id, term_id, stage, grade, subject_id,
    bins, tenths, passed, not_passed, revision_sum, as_of)
select fresh.*, statement_timestamp() from fresh
on conflict (term_id, school_id, grade, subject_id) do update
set unit_id = excluded.unit_id, stage = excluded.stage, bins = excluded.bins,
    tenths = excluded.tenths, passed = excluded.passed, not_passed = excluded.not_passed,
    revision_sum = excluded.revision_sum, as_of = excluded.as_of
where (f.unit_id, f.stage, f.bins, f.tenths, f.passed, f.not_passed, f.revision_sum)
    is distinct from (excluded.unit_id, excluded.stage, excluded.bins, excluded.tenths,
        excluded.passed, excluded.not_passed, excluded.revision_sum)
"""
DIFFERING = f"""
{FRESH}
select count(*) from fresh full join (
    select s.* from asked a join dashboards_subjectfigure s
        on (s.school_id, s.term_id, s.grade) = (a.school_id, a.term_id, a.grade)
) s using (school_id, term_id, grade, subject_id)
where (fresh.unit_id, fresh.stage, fresh.bins, fresh.tenths, fresh.passed, fresh.not_passed)
    is distinct from (s.unit_id, s.stage, s.bins, s.tenths, s.passed, s.not_passed)
"""
# Subjects that no sealed class of the grade has a sheet of any more.
FORGET = f"""
with asked as ({ASKED})
delete from dashboards_subjectfigure s using asked a
where (s.school_id, s.term_id, s.grade) = (a.school_id, a.term_id, a.grade)
    and not exists (
        select 1 from dashboards_classfigure f
        join grades_marksheet m using (class_group_id, term_id)
        where (f.school_id, f.term_id, f.grade) = (s.school_id, s.term_id, s.grade)
            and {SEALED} and m.subject_id = s.subject_id)
"""
STALE = f"""
with kept as (
    select school_id, term_id, grade, min(revision_sum) as revision_sum
    from dashboards_subjectfigure where term_id = any(%(terms)s) group by 1, 2, 3
), closed as (
    select school_id, term_id, grade, sum(revision_sum) as revision_sum
    from dashboards_classfigure f where term_id = any(%(terms)s) and {SEALED} group by 1, 2, 3
)
select coalesce(c.school_id, k.school_id), coalesce(c.term_id, k.term_id),
    coalesce(c.grade, k.grade)
from closed c full join kept k using (school_id, term_id, grade)
where c.revision_sum is distinct from k.revision_sum
"""
GROUPS = f"""
select school_id, term_id, grade from dashboards_classfigure f where {SEALED}
union select school_id, term_id, grade from dashboards_subjectfigure
order by 2, 1, 3
"""


def refresh_stale_subjects(terms: Iterable[int]) -> int:
    """Count the grades of these terms again whose classes have changed; how many rows changed."""
    asked = list(set(terms))
    return _refresh(_groups(STALE, {"terms": asked})) if asked else 0


def rebuild_subjects() -> int:
    """Count every grade of every term again; how many rows were not right."""
    return _refresh(_groups(GROUPS, {}))


def subjects_differing() -> int:
    """How many rows are not what the mark book says; writes nothing."""
    found = 0
    for named in _batches(_groups(GROUPS, {})):
        with connection.cursor() as cursor:
            cursor.execute(DIFFERING, named)
            found += cursor.fetchone()[0]
    return found


def _groups(statement: str, named: dict[str, list[int]]) -> list[Group]:
    with connection.cursor() as cursor:
        cursor.execute(statement, named)
        groups: list[Group] = cursor.fetchall()
    return groups


def _refresh(groups: Sequence[Group]) -> int:
    changed = 0
    for named in _batches(groups):
        with connection.cursor() as cursor:
            cursor.execute(STORE, named)
            changed += cursor.rowcount
            cursor.execute(FORGET, named)
            changed += cursor.rowcount
    return changed


def _batches(groups: Sequence[Group]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(groups), BATCH):
        schools, terms, grades = zip(*groups[start : start + BATCH], strict=True)
        yield {
            "schools": list(schools),
            "terms": list(terms),
            "grades": list(grades),
            "today": timezone.localdate(),
        }
