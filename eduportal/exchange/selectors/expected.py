"""How many packages should be there: counted from the register here, and from what others named."""

from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q

from eduportal.exchange.feeds import Feed
from schools.models import ClassGroup, School

# The feed whose package lists the classes of a school, `totals.classes` of them.
CLASSES = "class"
# Of each school that another node sends for, and each feed: the classes its packages have named
# this year, or its list of classes where that is longer; the year before where it named none yet.
NAMED = """
with theirs as (
    select id, node from schools_school
    where closed_on is null and node not in ('', %(own)s)
        and (%(schools)s::bigint[] is null or id = any(%(schools)s::bigint[]))
), named as (
    select p.school_id, p.feed, p.year, count(distinct p.unit) as units
    from exchange_package p join theirs s on s.id = p.school_id
    where p.unit <> '-' and p.state <> 'void' and p.year <> '-' and p.year <= %(year)s
    group by 1, 2, 3
), listed as (
    select p.school_id, max((p.totals->>'classes')::int) as units
    from exchange_package p join theirs s on s.id = p.school_id
    where p.feed = %(classes)s and p.year in (%(year)s, '-') and p.state = 'accepted'
    group by 1
), expected as (
    select s.node, f.feed, greatest(n.units, l.units) as now, (
        select b.units from named b where b.school_id = s.id and b.feed = f.feed
            and b.year < %(year)s order by b.year desc limit 1) as before
    from theirs s cross join unnest(%(feeds)s::text[]) f(feed)
    left join named n on n.school_id = s.id and n.feed = f.feed and n.year = %(year)s
    left join listed l on l.school_id = s.id
)
select node, feed, count(*), sum(coalesce(now, before, 0))::bigint,
    count(*) filter (where now is null and before is not null),
    count(*) filter (where now is null and before is null)
from expected group by 1, 2
"""


class Named(NamedTuple):
    """What the schools of one other node should send of a feed.

    Of its `schools`, `earlier` are counted by the year before, `silent` have never named a class.
    """

    node: str
    feed: str
    schools: int
    classes: int
    earlier: int
    silent: int

    def expected(self, feed: Feed) -> int:
        """Packages a period: one a class, or one a school."""
        return self.classes if feed.is_of_class else self.schools


def named_by_others(
    year: str, feeds: Collection[Feed], school_ids: Collection[int] | None = None
) -> list[Named]:
    """One line for each other node and feed. One query."""
    asked = {
        "own": settings.EDUPORTAL_NODE,
        "classes": CLASSES,
        "year": year,
        "feeds": [feed.name for feed in feeds],
        "schools": None if school_ids is None else list(school_ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(NAMED, asked)
        return [Named(*row) for row in cursor.fetchall()]


def expected_by_feed(
    year: str, feeds: Collection[Feed], school_ids: Collection[int] | None
) -> dict[str, int]:
    """Packages a period of each feed: classes and schools of the register here, and what other
    nodes named. Three queries."""
    own = Q(closed_on=None, node__in=["", settings.EDUPORTAL_NODE])
    if school_ids is not None:
        own &= Q(pk__in=school_ids)
    schools = School.objects.filter(own)
    classes = ClassGroup.objects.filter(school_year__code=year, school__in=schools)
    stages = classes.order_by().values_list("grade_level__stage").annotate(Count("pk"))
    by_stage, count = dict(stages), schools.count()
    found = Counter(
        {
            feed.name: sum(by_stage.get(stage, 0) for stage in feed.stages or by_stage)
            if feed.is_of_class
            else count
            for feed in feeds
        }
    )
    by_name = {feed.name: feed for feed in feeds}
    for line in named_by_others(year, feeds, school_ids):
        found[line.feed] += line.expected(by_name[line.feed])
    return dict(found)
