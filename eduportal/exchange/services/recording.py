"""Making the Ministry's records of what counts here: the only writer of their contents."""

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction

from eduportal import registry
from eduportal.exchange.feeds import Fact, Feed, feed_for, order_of
from eduportal.exchange.feeds.enrolment import STUDYING
from eduportal.exchange.ministry.mapping import mapping
from eduportal.exchange.ministry.projecting import Record, records_of
from eduportal.exchange.models import Line, MinistryScope, Package
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from eduportal.scoping import everywhere

REASON = "records of every school go to the Ministry"
# A cancelled child goes before its parent: 100 less its own turn.
CHANGED = """
with heads as (
    select school_id, feed, year, period, md5(string_agg(hash, ',' order by hash)) said
    from exchange_package where state = 'accepted' and feed = any(%(feeds)s) group by 1, 2, 3, 4
), held as (
    select school_id, feed, year, period,
        md5(string_agg(package_id || ' ' || student_uid, ',' order by id)) said
    from exchange_line where not counted and standing = 's' group by 1, 2, 3, 4
), now as (
    select school_id, feed, year, period, s.said before,
        coalesce(h.said, '') || ':' || coalesce(l.said, '') || ':' || %(tables)s said
    from heads h full join exchange_ministryscope s using (school_id, feed, year, period)
    left join held l using (school_id, feed, year, period)
)
select school_id, feed, year, period, said from now where before is distinct from said
"""
GIVEN = """
with given as (select * from jsonb_to_recordset(%(rows)s::jsonb) as g(record_id uuid,
    parent_id uuid, kind text, "table" text, turn int, content jsonb, problems jsonb, unit text,
    person uuid))
"""
RAISE = f"""{GIVEN}
insert into exchange_ministryrecord as r (school_id, feed, year, period, unit, kind, "table",
    record_id, parent_id, person, event, version, content, problems, state, turn, sent_version,
    accepted_version, theirs, last_error, attempts, not_before, created_at, changed_at)
select %(school)s, %(feed)s, %(year)s, %(period)s, unit, kind, "table", record_id, parent_id,
    person, 'NEW', 1, content, problems,
    case when problems = '[]' then 'waiting' else 'blocked' end, turn, 0, 0, '', '', 0,
    statement_timestamp(), statement_timestamp(), statement_timestamp()
from given
on conflict (record_id) do update set school_id = excluded.school_id, unit = excluded.unit,
    "table" = excluded."table", parent_id = excluded.parent_id, version = r.version + 1,
    event = case when r.accepted_version = 0 then 'NEW' else 'UPDATE' end,
    content = excluded.content, problems = excluded.problems, state = excluded.state,
    turn = excluded.turn, theirs = '', last_error = '', attempts = 0,
    not_before = excluded.not_before, changed_at = excluded.changed_at
where r.event = 'CANCEL' or (r.school_id, r.unit, r."table", r.parent_id, r.content, r.problems)
    is distinct from (excluded.school_id, excluded.unit, excluded."table", excluded.parent_id,
        excluded.content, excluded.problems)
"""
CANCEL = """
update exchange_ministryrecord set event = 'CANCEL', version = version + 1, turn = 100 - turn,
    problems = '[]', state = case when sent_version = 0 then 'void' else 'waiting' end,
    theirs = '', last_error = '', attempts = 0, not_before = statement_timestamp(),
    changed_at = statement_timestamp()
where school_id = %(school)s and feed = %(feed)s and year = %(year)s and period = %(period)s
    and event <> 'CANCEL' and record_id <> all(%(ids)s::uuid[])
"""


class Scope(NamedTuple):
    """One school's feed and period, and what is to be noted of it once its records are made."""

    school: int
    feed: str
    year: str
    period: str
    said: str


def make_records(until: float) -> int:
    """Make the records of every scope in which something else counts now; how many changed.

    A record that says what it said before is not touched; one that changed, came or went gets its
    next version. Each scope is a transaction of its own. Runs until the moment of the monotonic
    clock; one run at a time (`reporting.only_reporter`).
    """
    return sum(_make(scope) for scope in _changed() if time.monotonic() < until)


def _changed() -> list[Scope]:
    """The scopes to look at, those that others depend on first."""
    names = [name for name in registry.FEEDS if type(feed_for(name)).facts is not Feed.facts]
    with everywhere(REASON), connection.cursor() as cursor:
        cursor.execute(CHANGED, {"feeds": names, "tables": mapping().digest})
        found = [Scope(*row) for row in cursor.fetchall()]
    return sorted(found, key=lambda scope: order_of(scope.feed))


def _make(scope: Scope) -> int:
    with everywhere(REASON), transaction.atomic():
        records = list(records_of(facts_of(scope), mapping()))
        place = {name: getattr(scope, name) for name in ("school", "feed", "year", "period")}
        rows = json.dumps([_row(record) for record in records], ensure_ascii=False)
        ids = [str(record.record_id) for record in records]
        changed = 0
        with connection.cursor() as cursor:
            for statement, given in ((RAISE, {"rows": rows}), (CANCEL, {"ids": ids})):
                cursor.execute(statement, {**place, **given})
                changed += int(cursor.rowcount)
        place["school_id"] = place.pop("school")
        MinistryScope.objects.update_or_create(**place, defaults={"said": scope.said})
    return changed


def facts_of(scope: Scope) -> Iterator[tuple[str, Fact]]:
    """What counts of the scope, with the unit of each package; not who counts elsewhere."""
    feed = feed_for(scope.feed)
    place = {"school": scope.school, "year": scope.year, "period": scope.period}
    held: defaultdict[int, set[str]] = defaultdict(set)
    elsewhere = Line.objects.filter(**place, feed=scope.feed, counted=False, standing=STUDYING)
    for package_id, uid in elsewhere.values_list("package", "student_uid"):
        held[package_id].add(str(uid))
    packages = Package.objects.filter(**place, feed=scope.feed, state=PackageState.ACCEPTED)
    for package in packages.order_by("unit"):
        contents = wire.parse(package.plain)
        lines = [line for line in contents.lines if feed.key_of(line) not in held[package.pk]]
        facts: Iterable[Fact] = feed.facts(contents.header, lines)
        yield from ((package.unit, fact) for fact in facts)


def _row(record: Record) -> dict[str, Any]:
    return {
        "record_id": str(record.record_id),
        "parent_id": str(record.parent_id) if record.parent_id else None,
        "kind": record.kind,
        "table": record.table,
        "turn": record.order,
        "content": record.content,
        "problems": record.problems,
        "unit": record.unit,
        "person": record.person or None,
    }


def is_reporting() -> bool:
    """Whether this node brings records to the Ministry's database."""
    return bool(settings.EDUPORTAL_CSDL_URL) and settings.EDUPORTAL_TIER == "department"
