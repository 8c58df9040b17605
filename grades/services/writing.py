"""Set-based writes of mark records."""

import json
from collections.abc import Iterable

from django.db import connection

from grades.models import MarkRecord

# One statement for any number of lines: the history trigger then runs once.
UPDATE = """
update grades_markrecord r
set regular = v.regular, midterm = v.midterm, final = v.final, average = v.average,
    exempt = v.exempt, remark = v.remark
from jsonb_to_recordset(%s::jsonb) as v(
    id bigint, regular smallint[], midterm smallint, final smallint, average smallint,
    exempt boolean, remark text)
where r.id = v.id
"""
FIELDS = ("id", "regular", "midterm", "final", "average", "exempt", "remark")


def update_records(records: Iterable[MarkRecord]) -> int:
    """Write the marks of these records as they are in memory; returns how many rows changed."""
    rows = [{field: getattr(record, field) for field in FIELDS} for record in records]
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, [json.dumps(rows)])
        return int(cursor.rowcount)
