"""How many packages should be there: counted from the register here, and from what others named."""

from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q

from eduportal.exchange.feeds import Feed
from schools.models import ClassGroup, GradeLevel, School

# Of each school that another node sends for, and each feed: the classes of its grades that any
# package of the year has named; those of the year before while none has been named yet. What waits
# or was returned counts as well, so a grade may be anything.
NAMED = """
with theirs as (
    select id, node from schools_school
    where closed_on is null and node not in ('', %(own)s)
        and (%(schools)s::bigint[] is null or id = any(%(schools)s::bigint[]))
), named as (
    select p.school_id, p.year, p.unit,
        max(substring(p.about->>'grade' from '^[0-9]{1,3}$')::int) as grade
    from exchange_package p join theirs s on s.id = p.school_id
    where p.unit <> '-' and p.state <> 'void' and p.year <> '-' and p.year <= %(year)s
    group by 1, 2, 3
), wanted as (
    select * from unnest(%(names)s::text[], %(grades)s::int[]) w(feed, grade)
), counted as (
    select n.school_id, w.feed, n.year, count(distinct n.unit) as units
    from named n join wanted w on w.grade = n.grade or n.grade is null
    group by 1, 2, 3
), newest as (
    select school_id, max(year) as year from named group by 1
)
select s.node, f.feed, count(*), coalesce(sum(c.units), 0)::bigint,
    count(*) filter (where y.year < %(year)s), count(*) filter (where y.year is null)
from theirs s cross join unnest(%(feeds)s::text[]) f(feed)
left join newest y on y.school_id = s.id
left join counted c on c.school_id = s.id and c.feed = f.feed and c.year = y.year
group by 1, 2
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
    """One line for each other node and feed. Two queries."""
    feeds = [feed for feed in feeds if feed.is_expected]
    grades = dict(GradeLevel.objects.values_list("pk", "stage"))
    wanted = [
        (feed.name, grade)
        for feed in feeds
        for grade, stage in grades.items()
        if stage in feed.stages or not feed.stages
    ]
    asked = {
        "own": settings.EDUPORTAL_NODE,
        "year": year,
        "names": [name for name, _grade in wanted],
        "grades": [grade for _name, grade in wanted],
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
    nodes named. Four queries."""
    feeds = [feed for feed in feeds if feed.is_expected]
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
