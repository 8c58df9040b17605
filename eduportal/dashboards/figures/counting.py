"""The statements that count classes from the mark book; services.py is what runs them."""

from grades.selectors.filling import CELLS, FILLED, ITS_DAYS, TO_FILL, days_from
from students.selectors import IN_CLASS

# What a figure holds besides its identity, in the order of COUNT's columns.
COUNTED = (
    "school_id",
    "unit_id",
    "stage",
    "grade",
    "students",
    "cells",
    "filled",
    "sheets",
    "submitted",
    "approved",
    "sealed",
    "good",
    "fair",
    "passed",
    "not_passed",
    "girls_good",
    "girls_fair",
    "girls_passed",
    "girls_not_passed",
    "boys_good",
    "boys_fair",
    "boys_passed",
    "boys_not_passed",
    "revision_sum",
)

ASKED_BOOKS = """asked a
        join grades_marksheet m using (class_group_id, term_id)
        join schools_classgroup c on c.id = m.class_group_id"""
RESULTS = ", ".join(
    f"case when b.sealed = b.sheets then coalesce(n.{name}, 0) else 0 end as {name}"
    for name in COUNTED[COUNTED.index("good") : -1]
)
BY_SEX = ", ".join(
    f"count(*) filter (where o.learning = {level} and p.sex = '{code}') as {sex}_{name}"
    for sex, code in (("girls", "2"), ("boys", "1"))
    for name, level in (("good", 4), ("fair", 3), ("passed", 2), ("not_passed", 1))
)
# Fresh figures of the asked pairs (classes, terms: ids side by side) today, from one snapshot. A
# level counts only once every sheet of the class is sealed: a result not approved is no figure.
# Each part is counted once (materialized): PostgreSQL cannot guess how many rows the row-level
# policies leave and counted the marks again for every class, 24 s for 500 classes in place of 0.4.
# The codes are those of grades.choices, schools.choices and students.choices; a test compares.
COUNT = f"""
with asked as (
    select * from unnest(%(classes)s::bigint[], %(terms)s::bigint[]) as a(class_group_id, term_id)
), book as materialized (
    select m.class_group_id, m.term_id, min(m.school_id) as school_id, count(*) as sheets,
        count(*) filter (where m.state = 'submitted') as submitted,
        count(*) filter (where m.state = 'approved') as approved,
        count(*) filter (where m.state = 'sealed') as sealed,
        sum(m.revision) + count(*) as revision_sum
    from asked a
    join grades_marksheet m using (class_group_id, term_id)
    group by 1, 2
), days as materialized ({days_from(ASKED_BOOKS)}), progress as materialized (
    select m.class_group_id, m.term_id, sum({CELLS}) as cells, sum({FILLED}) as filled
    from asked a
    join grades_marksheet m using (class_group_id, term_id)
    join schools_classgroup c on c.id = m.class_group_id
    join days d on {ITS_DAYS}
    join schools_term t on t.id = m.term_id
    join grades_markrecord r on r.sheet_id = m.id and r.school_id = m.school_id
    join students_enrolment e on e.id = r.enrolment_id
    where {TO_FILL}
    group by 1, 2
), present as materialized (
    select a.class_group_id, a.term_id, count(*) as students,
        count(*) filter (where o.learning = 4) as good,
        count(*) filter (where o.learning = 3) as fair,
        count(*) filter (where o.learning = 2) as passed,
        count(*) filter (where o.learning = 1) as not_passed,
        {BY_SEX}
    from asked a
    join schools_term t on t.id = a.term_id
    join students_enrolment e using (class_group_id)
    join students_student p on p.id = e.student_id
    left join grades_termresult o on o.enrolment_id = e.id and o.term_id = a.term_id
    where {IN_CLASS}
    group by 1, 2
)
select b.class_group_id, b.term_id, b.school_id, s.unit_id, l.stage, l.id as grade,
    coalesce(n.students, 0) as students,
    coalesce(p.cells, 0) as cells, coalesce(p.filled, 0) as filled,
    b.sheets, b.submitted, b.approved, b.sealed,
    {RESULTS},
    b.revision_sum
from book b
join schools_school s on s.id = b.school_id
join schools_classgroup c on c.id = b.class_group_id
join schools_gradelevel l on l.id = c.grade_level_id
left join progress p using (class_group_id, term_id)
left join present n using (class_group_id, term_id)
"""

# Rewrites only figures that differ, so that the number of rows says how many were wrong.
STORE = f"""
insert into dashboards_classfigure as f (class_group_id, term_id, {", ".join(COUNTED)}, as_of)
select fresh.*, statement_timestamp() from ({COUNT}) as fresh
on conflict (class_group_id, term_id) do update
set {", ".join(f"{name} = excluded.{name}" for name in COUNTED)}, as_of = excluded.as_of
where ({", ".join(f"f.{name}" for name in COUNTED)})
    is distinct from ({", ".join(f"excluded.{name}" for name in COUNTED)})
"""

# Figures of classes whose last sheet is gone.
FORGET = """
delete from dashboards_classfigure f
using unnest(%(classes)s::bigint[], %(terms)s::bigint[]) as a(class_group_id, term_id)
where (f.class_group_id, f.term_id) = (a.class_group_id, a.term_id)
    and not exists (
        select 1 from grades_marksheet m
        where (m.class_group_id, m.term_id) = (f.class_group_id, f.term_id))
"""

# A revision never falls, so a sum that differs means that something happened since the figure was
# counted, however late its transaction was committed. No clock is compared.
STALE = """
with book as (
    select class_group_id, term_id, sum(revision) + count(*) as revision_sum
    from grades_marksheet where term_id = any(%s) group by 1, 2
)
select coalesce(b.class_group_id, f.class_group_id), coalesce(b.term_id, f.term_id)
from book b
full join (
    select class_group_id, term_id, revision_sum
    from dashboards_classfigure where term_id = any(%s)
) f using (class_group_id, term_id)
where b.revision_sum is distinct from f.revision_sum
limit %s
"""

# Every class and term with sheets or a figure.
PAIRS = """
select class_group_id, term_id from grades_marksheet
union select class_group_id, term_id from dashboards_classfigure
order by term_id, class_group_id
"""
