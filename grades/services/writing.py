"""Set-based writes of the mark book: one statement, however many rows."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from grades.models import MarkRecord, MarkSheet

# One statement for any number of lines: the history trigger then runs once.
UPDATE = """
update grades_markrecord r
set regular = v.regular, midterm = v.midterm, final = v.final, average = v.average,
    exempt = v.exempt, remark = v.remark, origins = v.origins
from jsonb_to_recordset(%s::jsonb) as v(
    id bigint, regular smallint[], midterm smallint, final smallint, average smallint,
    exempt boolean, remark text, origins jsonb)
where r.id = v.id
"""
REMEMBER = """
insert into grades_celloperation (op, school_id, sheet_id, user_id, answer, at)
select (answer->>'op')::uuid, %s, %s, %s, answer, now() from jsonb_array_elements(%s::jsonb) answer
on conflict (op) do nothing
"""
FIELDS = ("id", "regular", "midterm", "final", "average", "exempt", "remark", "origins")


def update_records(records: Iterable[MarkRecord]) -> int:
    """Write the marks of these records as they are in memory; returns how many rows changed."""
    rows = [{field: getattr(record, field) for field in FIELDS} for record in records]
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, [json.dumps(rows)])
        return int(cursor.rowcount)


def remember_answers(sheet: MarkSheet, user_id: int, answers: Sequence[dict[str, Any]]) -> int:
    """Keep the answer to each operation, so that a retry gets it again (CellOperation).

    Returns how many were kept: an operation that is known already, anywhere, is left as it is.
    """
    if not answers:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER, [sheet.school_id, sheet.pk, user_id, json.dumps(answers)])
        return int(cursor.rowcount)
