"""Bringing the Ministry's records to its front end: choose, note, send, write down the answers.

No transaction is open while the network is. What was sent is noted before it is sent, so that after
a crash the same version goes again: the other side does not process it twice.
"""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from eduportal.exchange.ministry.client import Adapter, Answer, HttpAdapter, Unanswered
from eduportal.exchange.ministry.mapping import mapping
from eduportal.exchange.models import MinistryRecord
from eduportal.exchange.services.queueing import waiting_time
from eduportal.exchange.services.recording import REASON, is_reporting, make_records
from eduportal.exchange.states import RecordState
from eduportal.scoping import everywhere

# The first key names the lock's use: there is one Ministry.
LOCK = (7405, 1)
LONGEST_RUN_SECONDS = 200
MOST_RECORDS = 500
ASKED_AGAIN_SECONDS = 60.0
DUE = """
select r.id from exchange_ministryrecord r
left join exchange_ministryrecord p on p.record_id = r.parent_id
where r.state in ('waiting', 'under_way') and r.not_before <= statement_timestamp()
    and (r.event = 'CANCEL' or r.parent_id is null
        or (p.accepted_version > 0 and p.event <> 'CANCEL'))
order by r.turn, r.id limit %s
"""
GIVEN = """
with given as (select * from jsonb_to_recordset(%(rows)s::jsonb)
    as g(record_id uuid, version int, held int, state text, theirs text, error text, wait float))
"""
# An answer about a version that has been overtaken here says nothing of the one that waits now.
SETTLE = f"""{GIVEN}
update exchange_ministryrecord r set state = g.state, theirs = g.theirs, last_error = g.error,
    accepted_version = case when g.state = 'accepted' then g.version else r.accepted_version end,
    attempts = case when g.state = 'waiting' then r.attempts else 0 end,
    answered_at = case when g.theirs = '' then r.answered_at else statement_timestamp() end,
    not_before = statement_timestamp() + g.wait * interval '1 second'
from given g
where r.record_id = g.record_id and r.version = g.version
"""
# The other side holds a greater number than this database ever gave, or the same for something
# else: it has been restored from an older copy. What counts here goes under the next number, at
# once the first time: a number that is always too small must not be raised without end.
OVERTAKE = f"""{GIVEN}
update exchange_ministryrecord r set version = g.held + 1, accepted_version = g.held,
    event = case when r.event = 'CANCEL' then 'CANCEL' else 'UPDATE' end, state = 'waiting',
    not_before = statement_timestamp() + g.wait * interval '1 second',
    changed_at = statement_timestamp()
from given g
where r.record_id = g.record_id and r.version <= g.held
"""


def report(adapter: Adapter | None = None) -> int:
    """Make the records that have changed and send what is due; how many the Ministry accepted.

    Nothing where no address is set, or while another process does it. A run ends with the first
    request that is not answered, unless it is refused for good. Must not run inside a transaction.
    Safe to run at any time: rows are the truth.
    """
    if not is_reporting():
        return 0
    until, accepted = time.monotonic() + LONGEST_RUN_SECONDS, 0
    with only_reporter() as is_ours:
        if is_ours:
            make_records(until)
        while is_ours and time.monotonic() < until and (records := due()):
            try:
                accepted += _send(adapter or HttpAdapter(), records)
            except Unanswered as problem:
                _not_answered(records, problem)
                if not problem.is_final:
                    break
    return accepted


@contextmanager
def only_reporter() -> Iterator[bool]:
    """Whether this process may report; no other one may until the block ends or its owner dies."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", LOCK)
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", LOCK)


def due() -> list[MinistryRecord]:
    """What goes into the next request: fewer after each one that failed, the first always."""
    with everywhere(REASON):
        with connection.cursor() as cursor:
            cursor.execute(DUE, [MOST_RECORDS])
            ids = [pk for (pk,) in cursor.fetchall()]
        records = list(MinistryRecord.objects.filter(pk__in=ids).order_by("turn", "pk"))
    return records[: max(MOST_RECORDS >> records[0].attempts, 1)] if records else []


def send_refused_again() -> int:
    """Let what was refused go once more, as it is; how many records."""
    refused = MinistryRecord.objects.filter(state=RecordState.REFUSED)
    return refused.update(state=RecordState.WAITING, attempts=0, not_before=Now())


def send_everything_again() -> int:
    """Let every record go again that is not blocked: the other side, or this one, was restored."""
    with everywhere(REASON):
        told = [RecordState.ACCEPTED, RecordState.REFUSED, RecordState.UNDER_WAY]
        records = MinistryRecord.objects.filter(state__in=told)
        return records.update(state=RecordState.WAITING, attempts=0, not_before=Now())


def _send(adapter: Adapter, records: Sequence[MinistryRecord]) -> int:
    """One request and its answers; how many were accepted. Raises Unanswered."""
    ids = [record.pk for record in records]
    with everywhere(REASON):
        MinistryRecord.objects.filter(pk__in=ids).update(
            sent_version=F("version"), attempts=F("attempts") + 1
        )
    answers = {answer.record_id: answer for answer in adapter.put(records)}
    overtaken, settled = [], []
    for record in records:
        answer = answers.get(record.record_id)
        if answer is not None and _is_overtaken(record, answer):
            row = _waits(record, RecordState.WAITING, "") | {"held": answer.version}
            overtaken.append(row if record.attempts else row | {"wait": 0})
        else:
            settled.append(_settled(record, answer))
    _write(OVERTAKE, overtaken)
    _write(SETTLE, settled)
    return sum(row["state"] == RecordState.ACCEPTED for row in settled)


def _not_answered(records: Sequence[MinistryRecord], problem: Unanswered) -> None:
    """Everything waits and goes again as it is; what is refused for good by itself is refused."""
    is_alone = problem.is_final and len(records) == 1
    state = RecordState.REFUSED if is_alone else RecordState.WAITING
    _write(SETTLE, [_waits(record, state, str(problem)) for record in records])


def _is_overtaken(record: MinistryRecord, answer: Answer) -> bool:
    """Whether the other side holds this number, or a greater one, that was not sent from here."""
    is_first_time = record.sent_version < record.version
    is_taken = answer.version == record.version and not answer.is_processed and is_first_time
    return answer.version > record.version or is_taken


def _settled(record: MinistryRecord, answer: Answer | None) -> dict[str, Any]:
    if answer is None:
        return _waits(record, RecordState.WAITING, "omitted: ")
    found = mapping().states.get(answer.state)
    if found is None:
        return _waits(record, RecordState.WAITING, f"unknown_state: {answer.state}")
    if found.ours == RecordState.ACCEPTED and answer.version < record.version:
        return _waits(record, RecordState.WAITING, f"not_taken: {answer.version}")
    row = {**_waits(record, found.ours, answer.message), "theirs": answer.state}
    return row | ({"wait": ASKED_AGAIN_SECONDS} if found.ours == RecordState.UNDER_WAY else {})


def _waits(record: MinistryRecord, state: RecordState, message: str) -> dict[str, Any]:
    return {
        "record_id": str(record.record_id),
        "version": record.version,
        "held": 0,
        "state": state,
        "theirs": "",
        "error": message[:500],
        "wait": waiting_time(record.attempts).total_seconds(),
    }


def _write(statement: str, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        with everywhere(REASON), connection.cursor() as cursor:
            cursor.execute(statement, {"rows": json.dumps(rows, ensure_ascii=False)})
