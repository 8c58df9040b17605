"""One digest for all a node holds of a school, and for each period: equal, or something differs.

Computed from the digests of the packages that count; there is no table to keep up to date.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection

from eduportal.exchange.wire.digests import Head, Leaf, SchoolDigest

# Half of a SHA-256: 1,000 schools are 30 kB on the line.
LENGTH = 32
LEAVES = f"""
select s.code, p.year, p.period,
    left(encode(sha256(convert_to(
        string_agg(p.feed || ' ' || p.unit || ' ' || p.hash, ',' order by p.feed, p.unit), 'UTF8'
    )), 'hex'), {LENGTH}),
    count(*), coalesce(sum(p.records), 0)
from exchange_package p join schools_school s on s.id = p.school_id
where p.state = 'accepted' and (%(node)s = '' or s.node = %(node)s)
    and (%(schools)s::text[] is null or s.code = any(%(schools)s::text[]))
group by s.code, p.year, p.period
"""
SCHOOLS = f"""
select code, left(encode(sha256(convert_to(
    string_agg(year || ' ' || period || ' ' || digest, ',' order by year, period), 'UTF8')),
    'hex'), {LENGTH}), sum(packages)::bigint, sum(records)::bigint
from ({LEAVES}) leaves(code, year, period, digest, packages, records)
group by code order by code
"""
# Period by period by the index of the scopes: an "or" of them all would read every package.
HEADS = """
select s.code, p.year, p.period, p.feed, p.unit, p.version, p.hash, p.state
from unnest(%(schools)s::text[], %(years)s::text[], %(periods)s::text[]) wanted(code, year, period)
join schools_school s using (code)
join exchange_package p on p.school_id = s.id and p.year = wanted.year
    and p.period = wanted.period and p.state in ('accepted', 'parked')
where %(node)s = '' or s.node = %(node)s
"""


def school_digests(node: str = "") -> list[SchoolDigest]:
    """One line a school that holds anything; only the schools of a node, if named. One query."""
    return [SchoolDigest(*row) for row in _rows(SCHOOLS, node, None)]


def leaves_of(schools: Collection[str], node: str = "") -> list[Leaf]:
    """One line a period of each of the schools. One query."""
    return [Leaf(*row) for row in _rows(LEAVES, node, list(schools))]


def heads_of(periods: Iterable[tuple[str, str, str]], node: str = "") -> list[Head]:
    """What counts or is parked in these schools, years and periods. One query."""
    wanted = list(set(periods))
    columns = [[each[part] for each in wanted] for part in range(3)]
    given = dict(zip(("schools", "years", "periods"), columns, strict=True)) | {"node": node}
    with connection.cursor() as cursor:
        cursor.execute(HEADS, given)
        return [Head(*row) for row in cursor.fetchall()]


def _rows(sql: str, node: str, schools: list[str] | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"node": node, "schools": schools})
        return list(cursor.fetchall())
