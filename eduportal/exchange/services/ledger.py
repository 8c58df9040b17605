"""The only writer of the ledger: what counts of a package, each student once among all schools."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from eduportal.exchange.feeds import LedgerRow
from eduportal.exchange.feeds.enrolment import STUDYING
from eduportal.exchange.models import Line, Package
from eduportal.scoping import everywhere

# The index line_counted_once lets one line of a student in: the first one to arrive. Of students
# in the order of their uid, so that two packages with the same two of them never wait for
# each other in turn.
WRITE = """
with given as (
    select * from unnest(%(uids)s::uuid[], %(standings)s::text[], %(cells)s::text[],
        %(results)s::text[]) as g(student_uid, standing, cells, result)
), counted as (
    insert into exchange_line (school_id, package_id, student_uid, year, period, feed, standing,
        counted, cells, result)
    select %(school)s, %(package)s, student_uid, %(year)s, %(period)s, %(feed)s, standing,
        true, cells::smallint[], result::smallint[]
    from given where standing = 's' order by student_uid
    on conflict (student_uid, year, period, feed) where counted do nothing
    returning student_uid
), others as (
    insert into exchange_line (school_id, package_id, student_uid, year, period, feed, standing,
        counted, cells, result)
    select %(school)s, %(package)s, g.student_uid, %(year)s, %(period)s, %(feed)s, g.standing,
        false, g.cells::smallint[], g.result::smallint[]
    from given g left join counted c on c.student_uid = g.student_uid
    where c.student_uid is null
    returning student_uid, standing
)
select student_uid::text from others where standing = 's' order by 1
"""
# A student of one package stops counting: the oldest line held elsewhere counts instead.
RELEASE = """
update exchange_line set counted = true where id in (
    select distinct on (h.student_uid) h.id from exchange_line h
    where not h.counted and h.standing = 's' and h.student_uid = any(%(uids)s::uuid[])
        and h.year = %(year)s and h.period = %(period)s and h.feed = %(feed)s
        and not exists (
            select 1 from exchange_line c where c.counted and c.student_uid = h.student_uid
                and c.year = h.year and c.period = h.period and c.feed = h.feed)
    order by h.student_uid, h.id)
returning package_id, student_uid::text
"""
# Who holds a line because another one counts, and who takes that other one out, must not both
# look before either has committed: nobody would count. Only such packages wait for each other.
ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"


def write_lines(package: Package, rows: Sequence[LedgerRow]) -> list[str]:
    """Write what the package says; the uids of its students who count in another package."""
    if not rows:
        return []
    given = {
        **_period(package),
        "school": package.school_id,
        "package": package.pk,
        "uids": [row.student_uid for row in rows],
        "standings": [row.standing for row in rows],
        "cells": [_array(row.cells) for row in rows],
        "results": [_array(row.result) for row in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, given)
        return [uid for (uid,) in cursor.fetchall()]


def take_lines(package: Package) -> list[str]:
    """Take the package's lines out; the uids of the students who counted by them."""
    lines = Line.objects.filter(package=package)
    counted = lines.filter(counted=True, standing=STUDYING).values_list("student_uid", flat=True)
    freed = [str(uid) for uid in counted]
    lines.delete()
    return freed


def count_held(package: Package, uids: Sequence[str]) -> set[str]:
    """Let held lines count for those of the students who count nowhere in this period.

    Returns the students who count by this very package now.
    """
    if not uids:
        return set()
    period = _period(package)
    with everywhere("a student counts once among all schools"), connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [json.dumps(["counted", *period.values()])])
        cursor.execute(RELEASE, {**period, "uids": list(uids)})
        return {uid for package_id, uid in cursor.fetchall() if package_id == package.pk}


def _period(package: Package) -> dict[str, Any]:
    return {"year": package.year, "period": package.period, "feed": package.feed}


def _array(values: Sequence[int | None]) -> str:
    """As PostgreSQL writes an array: unnest would take a list of lists apart to the last value."""
    return f"{{{json.dumps(values)[1:-1]}}}"
