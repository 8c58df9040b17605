"""Counting who left, finding them at other schools of the portal, and keeping what is known.

Each step may be repeated: it adds only what is missing. Called where every school is in scope.
"""

import datetime
from typing import Any

from django.db import connection, transaction

from schools.models import SchoolYear
from students.models import DestinationSnapshot, LeaverCohort
from students.models.leavers import COHORT_GRADES
from students.paths.rates import rule_for
from students.selectors.leavers import counts_by_school

# Who completed: the last stay of the year in this grade ended so.
COMPLETED = """
select distinct on (e.student_id) e.school_id, e.student_id, e.ended = 'completed' as completed
from students_enrolment e
join schools_classgroup g on g.id = e.class_group_id
where e.school_year_id = %(year)s and g.grade_level_id = %(grade)s
order by e.student_id, e.starts_on desc, e.id desc
"""
ADD = f"""
insert into students_leaver (school_id, cohort_id, student_id, completed)
select school_id, %(cohort)s, student_id, true from ({COMPLETED}) c where c.completed
on conflict (cohort_id, student_id) do update set completed = true
"""
TAKEN_BACK = f"""
update students_leaver l set completed = false from ({COMPLETED}) c
where l.cohort_id = %(cohort)s and l.completed and c.student_id = l.student_id and not c.completed
"""
# Destinations that follow from enrolments in higher grades; a later list or answer counts more.
IN_PORTAL = """
insert into students_destinationrecord
    (school_id, leaver_id, destination, institution, since, evidence, by, at)
select l.school_id, l.id, p.destination, p.institution, p.since, 'enrolment', '', now()
from students_leaver l
join students_student own on own.id = l.student_id
join lateral (
    select s.name as institution, e.starts_on as since,
        case when '05' = any(s.stages) and not '04' = any(s.stages) then 'gdtx'
            when s.ownership = '1' then 'thpt_public' else 'thpt_private' end as destination
    from students_student t
    join students_enrolment e on e.student_id = t.id
    join schools_classgroup g on g.id = e.class_group_id
    join schools_school s on s.id = e.school_id
    where t.person_uid = own.person_uid and t.is_current
        and e.starts_on > %(ended)s and e.starts_on <= %(today)s
        and g.grade_level_id between %(grade)s + 1 and 99 and e.ends_on is null
    order by e.starts_on desc, e.id desc limit 1
) p on true
where l.cohort_id = %(cohort)s and not exists (
    select from students_destinationrecord d where d.leaver_id = l.id and d.since >= p.since)
"""
# Months and days on which what is known is kept: the ends of 8 to 12, and 31 May.
KEPT_ON = ((8, 31), (9, 30), (10, 31), (11, 30), (12, 31), (5, 31))
FROZEN_FROM, REFROZEN_FROM = (6, 30), (8, 31)
# A night that was missed is made up for so long.
LATE = datetime.timedelta(days=20)


def freeze(*, year: SchoolYear, grade: int, on: datetime.date) -> LeaverCohort:
    """Count who completed the grade in the year, or count again what was counted on 30 June.

    Nobody goes from a cohort: of whom the completion was taken back does not count any more.
    """
    with transaction.atomic():
        cohort, is_new = LeaverCohort.objects.get_or_create(
            year=year.ends_on.year,
            grade=grade,
            defaults={"school_year": year, "rule": rule_for(year.ends_on.year), "frozen_on": on},
        )
        if not is_new:
            LeaverCohort.objects.filter(pk=cohort.pk).update(refrozen_on=on)
        given = {"year": year.pk, "grade": grade, "cohort": cohort.pk}
        with connection.cursor() as cursor:
            cursor.execute(ADD, given)
            cursor.execute(TAKEN_BACK, given)
        _find_in_portal(cohort, on)
    cohort.refresh_from_db()
    return cohort


def follow_leavers(today: datetime.date) -> None:
    """What is due by now: counting, counting again, finding, keeping."""
    for year in _ended_years(today):
        for grade in COHORT_GRADES:
            known = LeaverCohort.objects.filter(year=year.ends_on.year, grade=grade).first()
            again = datetime.date(year.ends_on.year, *REFROZEN_FROM)
            is_due = today >= datetime.date(year.ends_on.year, *FROZEN_FROM)
            if known is None and is_due:
                freeze(year=year, grade=grade, on=today)
            elif known and known.refrozen_on is None and known.frozen_on < again <= today:
                freeze(year=year, grade=grade, on=today)
    for cohort in LeaverCohort.objects.select_related("school_year"):
        if cohort.year + 1 >= today.year:
            _find_in_portal(cohort, today)
    keep_snapshots(today)


def _ended_years(today: datetime.date) -> list[SchoolYear]:
    years = SchoolYear.objects.filter(ends_on__lt=today)
    return list(years.order_by("-ends_on")[:1])


def _find_in_portal(cohort: LeaverCohort, today: datetime.date) -> None:
    given: dict[str, Any] = {"cohort": cohort.pk, "grade": cohort.grade, "today": today}
    given["ended"] = cohort.school_year.ends_on
    with connection.cursor() as cursor:
        cursor.execute(IN_PORTAL, given)


def keep_snapshots(today: datetime.date) -> None:
    """Keep what was known on each day that is due and not kept yet."""
    for cohort in LeaverCohort.objects.filter(year__gte=today.year - 1):
        days = [
            datetime.date(cohort.year + (month < FROZEN_FROM[0]), month, day)
            for month, day in KEPT_ON
        ]
        for as_of in days:
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
