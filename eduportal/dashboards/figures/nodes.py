"""What is counted of the nodes below: of their registers, and of what has arrived.

A node above the province has no mark book. All it knows is what has arrived.
"""

from typing import Any

from django.db import connection

from eduportal.exchange.feeds import feed_for
from eduportal.exchange.selectors.expected import Named, named_by_others
from grades.selectors.term_lines import FEED

PERIODS = ("hk1", "hk2")
# Receipts are not committed in the order of their numbers: so many before are looked at again.
LOOKED_BACK = 1000
# What an answer of this node since the last count is about.
CHANGED = """
select distinct s.node, p.year
from exchange_receipt r
join exchange_package p on p.id = r.package_id join schools_school s on s.id = p.school_id
where r.id > %s and p.year <> '-' and s.node <> ''
"""
CLASSES = """
select count(*) filter (where accepted is not null),
    count(*) filter (where accepted is null and parked is not null),
    count(*) filter (where accepted is null and parked is null),
    count(*) filter (where accepted < greatest(parked, returned)), max(newest)
from (
    select max(p.version) filter (where p.state = 'accepted' and p.event <> 'withdrawal')
            as accepted,
        max(p.version) filter (where p.state = 'parked') as parked,
        max(p.version) filter (where p.state = 'returned') as returned,
        max(p.received_at) as newest
    from exchange_package p join schools_school s on s.id = p.school_id
    where s.node = %(node)s and p.feed = %(feed)s and p.year = %(year)s and p.period = %(period)s
        and p.state in ('accepted', 'parked', 'returned')
    group by p.school_id, p.unit
) scopes
"""
COUNTED = """
from exchange_line x join schools_school s on s.id = x.school_id
where s.node = %(node)s and x.counted and x.feed = %(feed)s and x.year = %(year)s
    and x.period = %(period)s
"""
LEVELS = f"select x.result[1], count(*) {COUNTED} and x.result[1] is not null group by 1"
# The last cell of a subject is its average: tenths to 100, 200 not passed, 201 passed.
SUBJECTS = """
with layout as materialized (
    select p.id, l.subject, l.last
    from exchange_package p join schools_school s on s.id = p.school_id
    cross join lateral (
        select e.value->>0 as subject,
            sum((e.value->>2)::int + (e.value->>3)::int + 3) over (order by e.number) as last
        from jsonb_array_elements(p.layout) with ordinality e(value, number)) l
    where s.node = %(node)s and p.feed = %(feed)s and p.year = %(year)s
        and p.period = %(period)s and p.state = 'accepted'
)
select l.subject,
    count(*) filter (where a.value <= 100), count(*) filter (where a.value < 50),
    coalesce(sum(a.value) filter (where a.value <= 100), 0),
    count(*) filter (where a.value = 201), count(*) filter (where a.value = 200)
from exchange_line x join layout l on l.id = x.package_id
cross join lateral (select x.cells[l.last::int] as value) a
where x.counted group by 1
"""
LEVEL_FIELDS = {4: "good", 3: "fair", 2: "passed", 1: "not_passed"}
SUBJECT_FIELDS = ("marks", "below", "sum", "passed", "not_passed")


def named_of(year: str) -> dict[str, Named]:
    return {line.node: line for line in named_by_others(year, [feed_for(FEED)])}


def expected_of(line: Named) -> dict[str, int]:
    return {
        "schools": line.schools,
        "expected": line.classes,
        "earlier": line.earlier,
        "silent": line.silent,
    }


def delivered(node: str, year: str, period: str) -> dict[str, Any]:
    named = {"node": node, "year": year, "period": period, "feed": FEED}
    [classes] = rows(CLASSES, named)
    fields = ("accepted", "parked", "returned", "corrections", "newest")
    levels = {LEVEL_FIELDS[level]: count for level, count in rows(LEVELS, named)}
    subjects = {
        code: dict(zip(SUBJECT_FIELDS, map(int, counts), strict=True))
        for code, *counts in rows(SUBJECTS, named)
    }
    nothing = dict.fromkeys(LEVEL_FIELDS.values(), 0)
    found = dict(zip(fields, classes, strict=True))
    return {**found, **nothing, **levels, "subjects": subjects}


def rows(sql: str, named: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, named)
        return list(cursor.fetchall())
