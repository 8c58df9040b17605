"""Counting who left, finding them at other schools of the portal, and keeping what is known.

Each step may be repeated: it adds only what is missing. Called where every school is in scope.
"""

import datetime
from calendar import monthrange
from typing import Any

from django.db import connection, transaction

from schools.models import ClassGroup, SchoolYear
from students.choices import Ended
from students.models import DestinationSnapshot, LeaverCohort
from students.models.leavers import COHORT_GRADES, GRADES
from students.paths.rates import Rule, rule_for
from students.selectors.leavers import counts_by_school

# The task that counts the leavers of a year because somebody asks for it.
COUNT = "students.count_leavers"
# Whose last stay of the year was in this grade, and whether it ended as the cohort's do.
LAST = """
select * from (
    select distinct on (e.student_id) e.school_id, e.student_id, e.ends_on,
        g.grade_level_id as grade, coalesce(e.ended = %(ended)s, false) as counts
    from students_enrolment e
    join schools_classgroup g on g.id = e.class_group_id
    where e.school_year_id = %(year)s
    order by e.student_id, e.starts_on desc, e.id desc
) last where grade = %(grade)s
"""
ADD = f"""
insert into students_leaver (school_id, cohort_id, student_id, left_on, counts)
select school_id, %(cohort)s, student_id, ends_on, true from ({LAST}) c where c.counts
on conflict (cohort_id, student_id) do update set counts = true, left_on = excluded.left_on
"""
TAKEN_BACK = f"""
update students_leaver l set counts = false from ({LAST}) c
where l.cohort_id = %(cohort)s and l.counts and c.student_id = l.student_id and not c.counts
"""
# Destinations that follow from enrolments: of who completed in higher grades, of who left in any. A
# later list or answer counts more.
IN_PORTAL = """
insert into students_destinationrecord
    (school_id, leaver_id, destination, institution, to_school_id, since, evidence, by, at)
select l.school_id, l.id, p.destination, p.institution, p.to_school, p.since, 'enrolment', '', now()
from students_leaver l
join students_student own on own.id = l.student_id
join lateral (
    select s.name as institution, s.id as to_school, e.starts_on as since,
        case when '05' = any(s.stages) and not '04' = any(s.stages) then 'gdtx'
            when %(has_left)s then 'returned'
            when s.ownership = '1' then 'thpt_public' else 'thpt_private' end as destination
    from students_student t
    join students_enrolment e on e.student_id = t.id
    join schools_classgroup g on g.id = e.class_group_id
    join schools_school s on s.id = e.school_id
    where t.person_uid = own.person_uid and t.is_current
        and e.starts_on > (case when %(has_left)s then l.left_on else %(ended)s end)
        and e.starts_on <= %(today)s and e.ends_on is null
        and g.grade_level_id between %(lowest)s and 99
    order by e.starts_on desc, e.id desc limit 1
) p on true
where l.cohort_id = %(cohort)s and l.counts and not exists (
    select from (
        select since, destination from students_destinationrecord d
        where d.leaver_id = l.id order by since desc, id desc limit 1
    ) newest where newest.since >= p.since and newest.destination <> 'unknown')
"""
# Who was found at a school where no such stay is any more is not known again.
GONE = """
insert into students_destinationrecord
    (school_id, leaver_id, destination, institution, since, evidence, by, at)
select l.school_id, l.id, 'unknown', '', n.since, 'enrolment', '', now()
from students_leaver l
join students_student own on own.id = l.student_id
join lateral (
    select since, destination, evidence, to_school_id from students_destinationrecord d
    where d.leaver_id = l.id order by since desc, id desc limit 1
) n on n.evidence = 'enrolment' and n.destination <> 'unknown'
where l.cohort_id = %(cohort)s and not exists (
    select from students_student t
    join students_enrolment e on e.student_id = t.id
    where t.person_uid = own.person_uid and e.school_id = n.to_school_id
        and e.starts_on > (case when %(has_left)s then l.left_on else %(ended)s end))
"""
# Months at whose ends what is known is kept: from when all are counted to the end of the year.
KEPT_MONTHS = (8, 9, 10, 11, 12, 1, 2, 3, 4, 5)
FROZEN_FROM, REFROZEN_FROM = (6, 30), (8, 31)
# A night that was missed is made up for so long.
LATE = datetime.timedelta(days=20)


def freeze(
    *, year: SchoolYear, grade: int, on: datetime.date, rule: Rule | None = None
) -> LeaverCohort:
    """Count who completed the grade in the year, or who left it (`rule`), or count again.

    Nobody goes from a cohort: of whom it was taken back does not count any more.
    """
    rule = rule or rule_for(year.ends_on.year)
    with transaction.atomic():
        cohort, is_new = LeaverCohort.objects.get_or_create(
            year=year.ends_on.year,
            grade=grade,
            rule=rule.value,
            defaults={"school_year": year, "frozen_on": on},
        )
        if not is_new:
            LeaverCohort.objects.filter(pk=cohort.pk).update(refrozen_on=on)
        ended = Ended.LEFT if rule is Rule.LEFT else Ended.COMPLETED
        given: dict[str, Any] = {}
        given |= {"year": year.pk, "grade": grade, "cohort": cohort.pk, "ended": ended.value}
        with connection.cursor() as cursor:
            cursor.execute(ADD, given)
            cursor.execute(TAKEN_BACK, given)
        _find_in_portal(cohort, on)
    cohort.refresh_from_db()
    return cohort


def freeze_year(year: SchoolYear, on: datetime.date) -> None:
    """Count everybody who completed or left in the year, or count all again."""
    for grade, rule in _kinds(year):
        freeze(year=year, grade=grade, on=on, rule=rule)


def _kinds(year: SchoolYear) -> list[tuple[int, Rule]]:
    """The cohorts of a year: who completed, and who left any grade that was taught."""
    taught = ClassGroup.objects.filter(school_year=year, grade_level__in=GRADES)
    grades = sorted(set(taught.values_list("grade_level", flat=True)))
    return [
        *((grade, rule_for(year.ends_on.year)) for grade in COHORT_GRADES),
        *((grade, Rule.LEFT) for grade in grades),
    ]


def follow_leavers(today: datetime.date) -> None:
    """What is due by now: counting, counting again, finding, keeping."""
    for year in _ended_years(today):
        for grade, rule in _kinds(year):
            known = LeaverCohort.objects.filter(
                year=year.ends_on.year, grade=grade, rule=rule.value
            ).first()
            again = datetime.date(year.ends_on.year, *REFROZEN_FROM)
            is_due = today >= datetime.date(year.ends_on.year, *FROZEN_FROM)
            last = known and (known.refrozen_on or known.frozen_on)
            is_again = last and last < again <= today
            if (known is None and is_due) or is_again:
                freeze(year=year, grade=grade, on=today, rule=rule)
    for cohort in LeaverCohort.objects.select_related("school_year"):
        if cohort.year + 1 >= today.year:
            _find_in_portal(cohort, today)
    keep_snapshots(today)


def _ended_years(today: datetime.date) -> list[SchoolYear]:
    years = SchoolYear.objects.filter(ends_on__lt=today)
    return list(years.order_by("-ends_on")[:1])


def _find_in_portal(cohort: LeaverCohort, today: datetime.date) -> None:
    given: dict[str, Any] = {"cohort": cohort.pk, "today": today, "has_left": cohort.has_left}
    given["lowest"] = 1 if cohort.has_left else cohort.grade + 1
    given["ended"] = cohort.school_year.ends_on
    with connection.cursor() as cursor:
        cursor.execute(GONE, given)
        cursor.execute(IN_PORTAL, given)


def days_kept(cohort: LeaverCohort) -> list[datetime.date]:
    """The days on which what is known of a cohort is kept, in their order."""
    return [
        datetime.date(year, month, monthrange(year, month)[1])
        for month in KEPT_MONTHS
        for year in (cohort.year + (month < FROZEN_FROM[0]),)
    ]


def keep_snapshots(today: datetime.date) -> None:
    """Keep what was known on each day that is due and not kept yet."""
    for cohort in LeaverCohort.objects.filter(year__gte=today.year - 1):
        for as_of in days_kept(cohort):
            is_kept = DestinationSnapshot.objects.filter(cohort=cohort, as_of=as_of).exists()
            if today - LATE <= as_of <= today and not is_kept:
                _keep(cohort, as_of)


def _keep(cohort: LeaverCohort, as_of: datetime.date) -> None:
    rows = []
    for school_id, by_sex in counts_by_school(cohort, as_of).items():
        counts: dict[str, dict[str, int]] = {}
        for sex, found in by_sex.items():
            for destination, count in found.items():
                counts.setdefault(destination.value, {})[sex] = count
        rows.append(
            DestinationSnapshot(school_id=school_id, cohort=cohort, as_of=as_of, counts=counts)
        )
    DestinationSnapshot.objects.bulk_create(rows)
