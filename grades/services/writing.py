"""Set-based writes of the mark book: one statement, however many rows."""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection

from eduportal.core.written import Prepared
from grades.models import MarkRecord, MarkSheet

# One statement for any number of lines: the history trigger then runs once.
LINES = """
with line as (
    select * from jsonb_to_recordset(%(lines)s::jsonb) as line(
        id bigint, regular smallint[], midterm smallint, final smallint, average smallint,
        exempt boolean, remark text, midterm_remark text, origins jsonb)
)"""
UPDATE = """
update grades_markrecord r
set regular = line.regular, midterm = line.midterm, final = line.final, average = line.average,
    exempt = line.exempt, remark = line.remark, midterm_remark = line.midterm_remark,
    origins = line.origins
from line where r.id = line.id
"""
# Of a save: the lines, the sheet's revision and the answers.
STORE = f"""{LINES}, stored as ({UPDATE}), counted as (
    update grades_marksheet set revision = revision + 1, changed_at = statement_timestamp()
    where id = %(sheet)s::bigint and exists (select 1 from line)
)
insert into grades_celloperation (op, school_id, sheet_id, user_id, answer, at)
select (answer->>'op')::uuid, %(school)s::bigint, %(sheet)s::bigint, %(user)s::bigint, answer,
    statement_timestamp()
from jsonb_array_elements(%(answers)s::jsonb) answer
on conflict (op) do nothing
"""
PLACES = ("lines", "sheet", "school", "user", "answers")
NUMBERED = STORE % {name: f"${place}" for place, name in enumerate(PLACES, start=1)}
STORING = Prepared("grades_save", NUMBERED)
FIELDS = (
    "id",
    "regular",
    "midterm",
    "final",
    "average",
    "exempt",
    "remark",
    "midterm_remark",
    "origins",
)


def update_records(records: Iterable[MarkRecord]) -> int:
    """Write the marks of these records as they are in memory; returns how many rows changed."""
    with connection.cursor() as cursor:
        cursor.execute(LINES + UPDATE, {"lines": _lines(records)})
        return int(cursor.rowcount)


def _lines(records: Iterable[MarkRecord]) -> str:
    return json.dumps([{field: getattr(record, field) for field in FIELDS} for record in records])


def store(
    sheet: MarkSheet,
    records: Collection[MarkRecord],
    answers: Sequence[dict[str, Any]],
    user_id: int | None,
) -> int:
    """Write the marks of these lines as they are in memory, and keep the answer to each operation.

    A retry gets that answer again (CellOperation). Returns how many were kept: an operation that
    is known already, anywhere, is left as it is. The sheet's revision rises, in memory as well.
    """
    if not records and not answers:
        return 0
    given = [_lines(records), sheet.pk, sheet.school_id, user_id, json.dumps(answers)]
    with connection.cursor() as cursor:
        STORING.execute(cursor, given)
        kept = int(cursor.rowcount)
    sheet.revision += bool(records)
    return kept
