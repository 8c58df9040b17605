"""Writes invented mark sheets of primary school: levels and tests of the current year.

As in marks.py, chance is a hash of stable names. A level follows the same ability as the test.
"""

from collections.abc import Iterator
from typing import Any
from zlib import crc32

from django.db.backends.utils import CursorWrapper

from eduportal.core.bulk import stage_rows
from eduportal.operations.demo.books import MarkBooks, when
from grades.rules.cells import AssessmentForm
from grades.rules.sheets import Taught
from grades.selectors.regulations import regulation_for
from schools.choices import Programme, Stage

# In a whole province the first of the primary schools alone keep their books in the portal.
MOST_SCHOOLS = 40

SHEETS = """
insert into grades_marksheet (public_id, school_id, class_group_id, subject_id, term_id, form,
    regular_count, has_topic, periodic_count, regulation_id, state, revision, changed_at)
select md5(concat_ws(' ', 'sheet', c.public_id, l.subject, %(code)s::text))::uuid, c.school_id,
    c.id, l.subject_id, %(term)s, 'levels', 2, false, l.tests, %(regulation)s,
    case
        when %(is_over)s or h.luck < 51 * %(gone)s then 'approved'
        when h.luck < 184 * %(gone)s then 'submitted'
        else 'open'
    end,
    1, now()
from demo_class c
join demo_primary l on l.class_id = c.id
cross join lateral (select uuid_hash_extended(c.public_id, l.salt) & 1023 as luck) h
where c.school_year_id = %(year)s
order by c.id, l.salt
"""
# H and T begin at these tenths of a mark; a test has whole points.
_LEVEL = "case when {raw} >= 72 then 222 when {raw} >= 42 then 221 else 220 end"
_TEST = "greatest(1, least(10, (d.ability + {luck}) / 10)) * 10"
RECORDS = f"""
insert into grades_markrecord (uid, school_id, sheet_id, enrolment_id, regular, midterm, final,
    average, exempt, studies_topics, remark, midterm_remark)
select md5(d.public_id::text || d.serial)::uuid, d.school_id, d.sheet_id, d.enrolment_id,
    array[case when d.has_middle then {_LEVEL.format(raw="d.ability + d.one")} end,
        case when d.complete then {_LEVEL.format(raw="d.ability + d.two")} end]::smallint[],
    case when d.has_middle and d.tests > 1 then {_TEST.format(luck="d.one")} end,
    case when d.complete and d.tests > 0 then {_TEST.format(luck="d.two")} end,
    case when d.complete then {_LEVEL.format(raw="d.ability + d.two")} end,
    false, true, '', ''
from (
    select sh.id as sheet_id, sh.public_id, sh.school_id, sh.periodic_count as tests,
        e.id as enrolment_id, s.serial, s.ability, q.complete,
        q.complete or %(gone)s * c.pace > 40 as has_middle,
        (uuid_hash_extended(sh.public_id, 2 * s.serial) & 31) - 8 as one,
        (uuid_hash_extended(sh.public_id, 2 * s.serial + 1) & 31) - 8 as two
    from grades_marksheet sh
    join demo_class c on c.id = sh.class_group_id
    join schools_term t on t.id = sh.term_id
    join students_enrolment e on e.class_group_id = c.id
        and e.starts_on <= t.ends_on and (e.ends_on is null or e.ends_on >= t.starts_on)
    join demo_student s on s.id = e.student_id
    cross join lateral (
        select sh.state <> 'open' and (e.ends_on is null or e.ends_on >= t.ends_on) as complete
    ) q
    where sh.term_id = %(term)s and sh.form = 'levels'
    order by sh.id, e.position
) d
"""


def write_sheets(cursor: CursorWrapper, books: MarkBooks) -> int:
    """A sheet for each subject of a primary class, in the terms of the current year.

    Returns how many. The caller lets guards and triggers of the table rest, here as below.
    """
    columns = {
        "class_id": "bigint", "subject_id": "bigint", "subject": "text", "tests": "smallint",
        "salt": "bigint",
    }  # fmt: skip
    stage_rows(cursor, "demo_primary", columns, list(_lines(books)))
    return _execute(cursor, SHEETS, books)


def write_records(cursor: CursorWrapper, books: MarkBooks) -> int:
    """A line for each student on each of these sheets; returns how many."""
    return _execute(cursor, RECORDS, books)


def _execute(cursor: CursorWrapper, statement: str, books: MarkBooks) -> int:
    count = 0
    for named in _terms(books):
        cursor.execute(statement, named)
        count += cursor.rowcount
    return count


def _lines(books: MarkBooks) -> Iterator[tuple[Any, ...]]:
    """The subjects of the classes that have books, each with its tests."""
    plans = [plan for cohort in books.cohorts for plan in cohort if plan.stage == Stage.PRIMARY]
    numbers = sorted({plan.school.number for plan in plans})[:MOST_SCHOOLS]
    year = max((plan.year for plan in plans), default=0)
    schemes = {grade: _scheme_of(grade, books) for grade in {plan.grade_level for plan in plans}}
    for plan in plans:
        if plan.year != year or plan.school.number not in numbers:
            continue
        for line in books.curriculum.lines_of(plan):
            taught = Taught(
                line.subject, plan.grade_level, line.annual_periods, AssessmentForm.LEVELS
            )
            tests = schemes[plan.grade_level].layout(taught).periodic_count
            salt = crc32(line.subject.encode())
            yield books.class_ids[plan], line.subject_id, line.subject, tests, salt


def _scheme_of(grade: int, books: MarkBooks) -> Any:
    year = books.terms[-1].school_year.code
    return regulation_for(Programme.GENERAL_2018, grade, year).scheme


def _terms(books: MarkBooks) -> Iterator[dict[str, Any]]:
    """What the statements name, for each term of the current year that has begun."""
    last = books.terms[-1].school_year
    regulation = regulation_for(Programme.GENERAL_2018, 1, last.code)
    for term in books.terms:
        if term.school_year == last:
            yield when(term, books.as_of) | {"regulation": regulation.pk}
