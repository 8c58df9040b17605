"""Leavers and what is known of them on a day."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q
from django.utils.translation import gettext

from eduportal.core.text import search_key
from eduportal.scoping import everywhere
from schools.models import ClassGroup, School, SchoolYear
from students.choices import CohortRule, Destination, ListState, MatchStage, RowState
from students.models import (
    DestinationRecord,
    DestinationSnapshot,
    Enrolment,
    EnrolmentList,
    EnrolmentListRow,
    GuidanceActivity,
    Leaver,
    LeaverCohort,
)
from students.paths import vocabulary

# Grades with vocational guidance.
GUIDED = range(6, 13)
# The newest destination of each leaver that had begun by a day, and was said by then.
VALID = """
select distinct on (leaver_id) leaver_id, id, destination from students_destinationrecord
where since <= %(on)s and at < %(on)s::date + 1
order by leaver_id, since desc, id desc
"""
COUNTS = f"""
select l.school_id, l.cohort_id, s.sex, coalesce(d.destination, 'unknown'), count(*)
from students_leaver l
join students_student s on s.id = l.student_id
left join ({VALID}) d on d.leaver_id = l.id
where l.cohort_id = any(%(cohorts)s) and l.counts
group by 1, 2, 3, 4 order by 1, 2, 3, 4
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


def cohorts(*rules: CohortRule) -> list[LeaverCohort]:
    """Those of these rules, or all who completed; the newest first: one query."""
    wanted = rules or (CohortRule.GRADUATED, CohortRule.COMPLETED)
    found = LeaverCohort.objects.filter(rule__in=wanted).select_related("school_year")
    return list(found.order_by("-year", "grade"))


def cohorts_of_school(school_id: int) -> list[LeaverCohort]:
    """Those who completed, and who left this school; the newest first: two queries."""
    left = LeaverCohort.objects.filter(rule=CohortRule.LEFT, leavers__school=school_id)
    found = left.filter(leavers__counts=True).select_related("school_year").distinct()
    return [*cohorts(), *found.order_by("-year", "grade")]


def counts_by_cohort(
    of: Iterable[LeaverCohort], on: datetime.date
) -> dict[int, dict[int, dict[str, Counts]]]:
    """Of each cohort, of each school in scope, by sex, how many are where on a day: one query."""
    found: dict[int, dict[int, dict[str, Counts]]] = defaultdict(lambda: defaultdict(dict))
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"cohorts": [each.pk for each in of], "on": on})
        for school, cohort, sex, destination, count in cursor.fetchall():
            by_sex = found[cohort][school].setdefault(sex, Counter())
            by_sex[vocabulary.Destination(destination)] += count
    return {cohort: dict(schools) for cohort, schools in found.items()}


def counts_by_school(cohort: LeaverCohort, on: datetime.date) -> dict[int, dict[str, Counts]]:
    """The same of one cohort."""
    return counts_by_cohort([cohort], on).get(cohort.pk, {})


def students_by_school(year: SchoolYear, grades: Collection[int]) -> dict[int, Counter[int]]:
    """How many students sat in each grade of each school in the year: one query."""
    stays = Enrolment.objects.filter(school_year=year, class_group__grade_level__in=grades)
    counted = stays.values_list("school_id", "class_group__grade_level")
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for school, grade, count in counted.annotate(count=Count("student", distinct=True)).order_by():
        found[school][grade] = count
    return found


def schools_by_name() -> dict[str, int]:
    """Schools by code and by whole name, as search keys, where only one has it: one query."""
    with everywhere("the name of a school is no secret"):
        found = list(School.objects.values_list("pk", "code", "search_key"))
    names = Counter(name for _pk, _code, name in found)
    by_name = {name: pk for pk, _code, name in found if names[name] == 1}
    return by_name | {search_key(code): pk for pk, code, _name in found}


def leaver_lines(school_id: int, cohort: LeaverCohort) -> list[LeaverLine]:
    """The school's leavers, those of whom nothing is known first: two queries."""
    leavers = list(
        Leaver.objects.filter(school=school_id, cohort=cohort, counts=True)
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


@dataclass(frozen=True)
class OpenRow:
    """A row of a list that waits for an answer, with the leavers it may mean."""

    row: EnrolmentListRow
    leavers: list[Leaver]

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def takes_two(self) -> bool:
        return self.row.stage == MatchStage.ONE_LETTER


def open_rows(**which: object) -> list[OpenRow]:
    """Rows of lists that wait for an answer, as long as a leaver counts whom they may mean: two
    queries."""
    waiting = EnrolmentListRow.objects.filter(
        Q(state__in=[RowState.OPEN, RowState.SECOND]), **which
    ).exclude(leaver__counts=False)
    rows = waiting.select_related("list", "leaver__student", "leaver__school")
    found = list(rows.order_by("list", "place"))
    keys = {key for row in found if row.leaver is None for key in row.choices}
    seen = Leaver.objects.filter(counts=True).select_related("student", "school").in_bulk(keys)
    read = [
        OpenRow(row, [row.leaver] if row.leaver else [seen[k] for k in row.choices if k in seen])
        for row in found
    ]
    return [each for each in read if each.leavers]


def snapshots_of(
    of: Iterable[LeaverCohort], schools: Iterable[int]
) -> dict[tuple[int, datetime.date], Counts]:
    """What was known of the schools' leavers, by year and each day that was kept: one query."""
    found: dict[tuple[int, datetime.date], Counts] = {}
    kept = DestinationSnapshot.objects.filter(cohort__in=list(of), school__in=list(schools))
    rows = kept.order_by("as_of").values_list("cohort__year", "as_of", "counts")
    for year, as_of, by_destination in rows:
        counts = found.setdefault((year, as_of), Counter())
        for destination, by_sex in by_destination.items():
            counts[vocabulary.Destination(destination)] += sum(by_sex.values())
    return found


def guidance_of(
    school_id: int, first: datetime.date, last: datetime.date
) -> list[GuidanceActivity]:
    """The school's activities of some days, the newest first: one query."""
    return list(GuidanceActivity.objects.filter(school=school_id, on__range=(first, last)))


def grades_of(school: School) -> list[int]:
    """The grades of 6 to 12 that the school has taught; all where it has taught none."""
    taught = ClassGroup.objects.filter(school=school, grade_level__in=GUIDED)
    found = sorted(set(taught.values_list("grade_level", flat=True)))
    return found or list(GUIDED)


@dataclass(frozen=True)
class ListLine:
    """One list with how many of its rows are in which state."""

    kept: EnrolmentList
    rows: int
    done: int
    found: int
    waiting: int
    strangers: int
    wrong: int

    @property
    def problems(self) -> list[str]:
        """Why a list is not readable, a sentence for each reason."""
        return [gettext(message) % params for message, params in self.kept.problems]

    @property
    def is_at_work(self) -> bool:
        return self.kept.state in (ListState.WAITING, ListState.MATCHING)


def lists_of(cohort: LeaverCohort) -> list[ListLine]:
    """The lists received, the newest first: one query."""

    def having(*states: RowState) -> Count:
        return Count("rows", filter=Q(rows__state__in=states))

    asked = Q(rows__state__in=[RowState.OPEN, RowState.SECOND])
    still = Q(rows__leaver=None) | Q(rows__leaver__counts=True)
    lists = EnrolmentList.objects.filter(cohort=cohort).defer("content")
    counted = lists.annotate(
        all_rows=Count("rows"),
        unmatched=having(RowState.WAITING),
        found=having(RowState.FOUND),
        asked=Count("rows", filter=asked & still),
        strangers=having(RowState.STRANGER, RowState.REFUSED),
        wrong=having(RowState.WRONG),
    )
    return [
        ListLine(
            each,
            each.all_rows,
            each.all_rows - each.unmatched,
            each.found,
            each.asked,
            each.strangers,
            each.wrong,
        )
        for each in counted
    ]
