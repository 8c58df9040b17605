"""Leavers and what is known of them on a day."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q

from students.choices import Destination, RowState
from students.models import (
    DestinationRecord,
    DestinationSnapshot,
    EnrolmentList,
    EnrolmentListRow,
    GuidanceActivity,
    Leaver,
    LeaverCohort,
)
from students.paths import vocabulary

# The newest destination of each leaver that had begun by a day, and was said by then.
VALID = """
select distinct on (leaver_id) leaver_id, destination from students_destinationrecord
where since <= %(on)s and at < %(on)s::date + 1
order by leaver_id, since desc, id desc
"""
COUNTS = f"""
select l.school_id, s.sex, coalesce(d.destination, 'unknown'), count(*)
from students_leaver l
join students_student s on s.id = l.student_id
left join ({VALID}) d on d.leaver_id = l.id
where l.cohort_id = %(cohort)s and l.completed
group by 1, 2, 3 order by 1, 2, 3
"""

Counts = Counter[vocabulary.Destination]


@dataclass(frozen=True)
class LeaverLine:
    """One leaver of a school with the newest record, and the revision a form is made for."""

    leaver: Leaver
    record: DestinationRecord | None

    @property
    def is_unknown(self) -> bool:
        return self.record is None or self.record.destination == Destination.UNKNOWN

    @property
    def revision(self) -> str:
        return str(self.record.pk) if self.record else "0"


def cohorts(grade: int = 9) -> list[LeaverCohort]:
    """The newest first: one query."""
    return list(LeaverCohort.objects.filter(grade=grade).select_related("school_year"))


def counts_by_school(
    cohort: LeaverCohort, on: datetime.date
) -> dict[int, dict[str, Counter[vocabulary.Destination]]]:
    """Of each school in scope, by sex, how many leavers are where on a day: one query."""
    found: dict[int, dict[str, Counts]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"cohort": cohort.pk, "on": on})
        for school, sex, destination, count in cursor.fetchall():
            by_sex = found[school].setdefault(sex, Counter())
            by_sex[vocabulary.Destination(destination)] += count
    return dict(found)


def leaver_lines(school_id: int, cohort: LeaverCohort) -> list[LeaverLine]:
    """The school's leavers, those of whom nothing is known first: two queries."""
    leavers = list(
        Leaver.objects.filter(school=school_id, cohort=cohort, completed=True)
        .select_related("student")
        .order_by("student__sort_key", "pk")
    )
    newest = newest_records([each.pk for each in leavers])
    lines = [LeaverLine(each, newest.get(each.pk)) for each in leavers]
    return sorted(lines, key=lambda line: not line.is_unknown)


def newest_records(leaver_ids: Collection[int]) -> dict[int, DestinationRecord]:
    """The newest record of each of these leavers: one query."""
    records = DestinationRecord.objects.filter(leaver__in=leaver_ids)
    newest = records.order_by("leaver_id", "-since", "-pk").distinct("leaver_id")
    return {record.leaver_id: record for record in newest}


def open_rows(states: Iterable[RowState], **which: object) -> list[EnrolmentListRow]:
    """Rows of lists that wait for an answer: one query."""
    rows = EnrolmentListRow.objects.filter(Q(state__in=list(states)), **which)
    return list(rows.select_related("list", "leaver__student", "school").order_by("list", "place"))


def snapshots_of(
    cohort: LeaverCohort, schools: Iterable[int]
) -> dict[datetime.date, Counter[vocabulary.Destination]]:
    """What was known of the schools' leavers on each day that was kept: one query."""
    found: dict[datetime.date, Counts] = {}
    kept = DestinationSnapshot.objects.filter(cohort=cohort, school__in=list(schools))
    for each in kept.order_by("as_of"):
        counts = found.setdefault(each.as_of, Counter())
        for destination, by_sex in each.counts.items():
            counts[vocabulary.Destination(destination)] += sum(by_sex.values())
    return found


def guidance_of(
    school_id: int, first: datetime.date, last: datetime.date
) -> list[GuidanceActivity]:
    """The school's activities of some days, the newest first: one query."""
    return list(GuidanceActivity.objects.filter(school=school_id, on__range=(first, last)))


@dataclass(frozen=True)
class ListLine:
    """One list with how many of its rows are in which state."""

    kept: EnrolmentList
    rows: int
    found: int
    waiting: int


def lists_of(cohort: LeaverCohort) -> list[ListLine]:
    """The lists received, the newest first: one query."""
    waiting = Q(rows__state__in=[RowState.OPEN, RowState.SECOND])
    lists = EnrolmentList.objects.filter(cohort=cohort).annotate(
        count=Count("rows"),
        found=Count("rows", filter=Q(rows__state=RowState.FOUND)),
        waiting=Count("rows", filter=waiting),
    )
    return [ListLine(each, each.count, each.found, each.waiting) for each in lists]
