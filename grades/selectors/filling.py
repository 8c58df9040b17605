"""Which cells of a mark book are to be filled, in SQL: the same as `cells_due` in days.py.

A test compares the two. The mark of the study topics is not asked for, so it is left out of every
count. A cell is due where the column was open on some day of the student's stay; an empty cell that
is not due is no gap, a filled one counts as any other.
"""

from students.selectors import IN_CLASS

# Over a mark record `r`, its sheet `m`, its enrolment `e`, the term `t`, the days `d` (DAYS) and
# the parameter `today`.
TO_FILL = f"not r.exempt and {IN_CLASS}"
_REGULAR = "cardinality(array_remove(r.regular[1:m.regular_count], null))"
FILLED = f"{_REGULAR} + num_nonnulls(r.midterm, r.final)"
_STAY = "daterange(e.starts_on, e.ends_on, '[]')"


def gap(value: str, place: str) -> str:
    """Whether the cell is empty and due: `value` is the cell, `place` its kind of column."""
    return f"({value} is null and d.{place} && {_STAY})"


def regular_gap(slot: int) -> str:
    """The same of one slot of `regular`: a level of primary school, of which there are two, has the
    days of the middle or of the end of the term."""
    place = {1: "midterm", 2: "final"}.get(slot)
    cell = f"r.regular[{slot}]"
    usual = gap(cell, "regular")
    return f"case m.form when 'levels' then {gap(cell, place)} else {usual} end" if place else usual


_LEVELS = f"({regular_gap(1)})::int + ({regular_gap(2)})::int"
GAPS = (
    f"case when m.form = 'levels' then {_LEVELS}"
    f" when d.regular && {_STAY} then m.regular_count - {_REGULAR} else 0 end"
    f" + (m.periodic_count > 1 and {gap('r.midterm', 'midterm')})::int"
    f" + (m.periodic_count > 0 and {gap('r.final', 'final')})::int"
)
CELLS = f"{FILLED} + {GAPS}"


def _days(kind: str) -> str:
    """The days of a kind of column, the most specific window's (grades/rules/entry_days.py)."""
    own = f"""
        where w.term_id = k.term_id and w."column" in ('', '{kind}')
            and (w.grade_level_id is null or w.grade_level_id = k.grade_level_id)"""
    return f"""coalesce((
        select daterange(opens_on, closes_on, '[]') from (
            select 1 as place, w.opens_on, w.closes_on, w."column", w.grade_level_id
            from grades_schoolwindow w {own} and w.school_id = k.school_id
            union all
            select 2, w.opens_on, w.closes_on, w."column", w.grade_level_id
            from grades_provincewindow w {own}
        ) as found
        order by place, "column" = '', grade_level_id is null limit 1
    ), daterange(t.entry_opens_on, t.entry_closes_on, '[]')) as {kind}"""


def days_from(sheets: str) -> str:
    """A query of the days by school, grade level and term; `sheets` joins sheets `m`, `where` and
    all. Counted once for each of them: there are far fewer than sheets."""
    return f"""
    select k.*, {", ".join(map(_days, ("regular", "midterm", "final")))}
    from (
        select distinct m.school_id, c.grade_level_id, m.term_id
        from {sheets}
    ) as k
    join schools_term t on t.id = k.term_id
    """


# Joins the days to a sheet `m` of a class `c`.
ITS_DAYS = "(d.school_id, d.grade_level_id, d.term_id) = (m.school_id, c.grade_level_id, m.term_id)"
