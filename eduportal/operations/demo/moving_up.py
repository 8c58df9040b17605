"""Leavers of grade 9 who begin grade 10 at another school: one child with a row at each."""

from django.db.backends.utils import CursorWrapper

# Of a hundred leavers, who may be found in grade 10; the others are nowhere in the portal.
GO_ON = 72
# Both sides school by school, so that most of a school go to the same one or two.
PAIRS = """
create temporary table demo_pair on commit drop as
with leaving as (
    select s.serial, s.school_id, y.ends_on, row_number() over (
        partition by y.id order by s.school_id, md5('leaving ' || s.serial)) as place
    from demo_student s
    join demo_class c on c.cohort = s.cohort and s.arrival <= c.size and c.grade_level_id = 9
    join schools_schoolyear y on y.id = c.school_year_id
    where mod(s.serial * 37, 100) < %(go_on)s and s.status = 'completed'
), coming as (
    select s.serial, s.school_id, y.starts_on, row_number() over (
        partition by y.id order by s.school_id, md5('coming ' || s.serial)) as place
    from demo_student s
    join demo_class c on c.cohort = s.cohort and s.arrival <= c.size and c.grade_level_id = 10
    join schools_schoolyear y on y.id = c.school_year_id
)
select l.serial as leaving, c.serial as coming from leaving l
join coming c on c.place = l.place
    and extract(year from c.starts_on) = extract(year from l.ends_on)
    -- A school of both levels has one row of a child.
    and c.school_id <> l.school_id
"""
SAME = """
update demo_student c set person = l.serial, ministry_code = l.ministry_code,
    personal_number = l.personal_number, full_name = l.full_name, sort_key = l.sort_key,
    search_key = l.search_key, birth_date = l.birth_date, sex = l.sex, ethnicity = l.ethnicity
from demo_pair p join demo_student l on l.serial = p.leaving
where c.serial = p.coming
"""
FORMER = """
update demo_student l set is_current = false from demo_pair p where l.serial = p.leaving
"""


def move_up(cursor: CursorWrapper) -> None:
    """Make one child of a leaver and of who enters grade 10 in the same autumn, in
    `demo_student`, before it is written."""
    cursor.execute("alter table demo_student add person integer")
    cursor.execute("alter table demo_student add is_current boolean not null default true")
    cursor.execute(PAIRS, {"go_on": GO_ON})
    cursor.execute(SAME)
    cursor.execute(FORMER)
