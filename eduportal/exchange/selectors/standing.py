"""Where the newest version of every scope stands, counted: what the board and its totals show."""

import datetime
from collections.abc import Collection
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection

# The newest version of each scope, void ones apart; each scope once.
NEWEST = """
    select distinct on (p.school_id, p.feed, p.year, p.period, p.unit)
        p.id, p.school_id, p.feed, p.period, p.origin, p.state, p.received_at
    from exchange_package p
    where p.state <> 'void' and p.year in (%(year)s, '-')
        and %(feed)s in ('', p.feed) and %(period)s in ('', p.period)
        and (%(schools)s::bigint[] is null or p.school_id = any(%(schools)s::bigint[]))
    order by p.school_id, p.feed, p.year, p.period, p.unit, p.version desc
"""
# Of several nodes above, the one where it stands worst.
STANDING = f"""
with newest as ({NEWEST})
select n.feed, n.period, n.origin, coalesce(o.state, n.state || ' here') as place,
    count(*), count(distinct n.school_id), min(coalesce(o.created_at, n.received_at))
from newest n left join lateral (
    select e.state, e.created_at from exchange_outboxentry e
    where e.package_id = n.id and e.state <> 'void'
    order by array_position(
        array['needs_human', 'returned', 'parked', 'queued', 'accepted'], e.state::text) limit 1
) o on true
group by 1, 2, 3, 4
"""
CAUSES = f"""
with newest as ({NEWEST})
select n.feed, c->>'code', max(c->>'message'), count(distinct n.id), count(distinct n.school_id),
    sum((c->>'count')::int), min(r.issued_at), 'returned' as state
from newest n
join exchange_receipt r on r.package_id = n.id and r.state = 'returned'
cross join jsonb_array_elements(r.problems) c
where n.state = 'returned'
group by 1, 2
union all
select n.feed, split_part(o.last_error, ':', 1), '', count(distinct n.id),
    count(distinct n.school_id), 0, min(o.settled_at), 'needs_human'
from newest n join exchange_outboxentry o on o.package_id = n.id and o.state = 'needs_human'
group by 1, 2
order by 4 desc, 1, 2
"""
YEARS = """
with recursive y as (
    (select min(year) as year from exchange_package where year <> '-')
    union all
    select (select min(p.year) from exchange_package p where p.year > y.year and p.year <> '-')
    from y where y.year is not null)
select year from y where year is not null order by year desc
"""


class Standing(NamedTuple):
    """Scopes of one feed, period and origin in one place.

    `place` is the state of the way up, or with " here" behind it that at this node, where no node
    above is concerned. `since` is the oldest of them.
    """

    feed: str
    period: str
    origin: str
    place: str
    scopes: int
    schools: int
    since: datetime.datetime


class Cause(NamedTuple):
    """One reason why packages came back or wait for a person: `code` is stable.

    `lines` counts what is wrong in all of them; 0 where the package as a whole is.
    """

    feed: str
    code: str
    message: str
    packages: int
    schools: int
    lines: int
    since: datetime.datetime | None
    state: str


def standing_of(year: str, school_ids: Collection[int] | None) -> list[Standing]:
    """Every scope of the year, and of no year, counted by where it stands. One query."""
    return [Standing(*row) for row in _rows(STANDING, year, school_ids)]


def standing_of_feed(
    year: str, feed: str, period: str, school_ids: Collection[int] | None
) -> list[Standing]:
    """The same of one feed in one period. One query."""
    return [Standing(*row) for row in _rows(STANDING, year, school_ids, feed, period)]


def causes_of(year: str, school_ids: Collection[int] | None) -> list[Cause]:
    """Why scopes of the year came back or wait for a person, the most frequent first. One query."""
    return [Cause(*row) for row in _rows(CAUSES, year, school_ids)]


def years_held() -> list[str]:
    """The school years of which there are packages, the newest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(YEARS)
        return [year for (year,) in cursor.fetchall()]


def is_own(standing: Standing) -> bool:
    """Whether this node sealed them."""
    return standing.origin == settings.EDUPORTAL_NODE


def _rows(
    sql: str, year: str, school_ids: Collection[int] | None, feed: str = "", period: str = ""
) -> list[tuple[Any, ...]]:
    schools = None if school_ids is None else list(school_ids)
    named = {"year": year, "schools": schools, "feed": feed, "period": period}
    with connection.cursor() as cursor:
        cursor.execute(sql, named)
        return list(cursor.fetchall())
