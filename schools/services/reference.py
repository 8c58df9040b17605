"""The reference rows that come with the portal, brought into the database."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from eduportal.core.bulk import Row, stage_rows
from eduportal.core.text import search_key
from schools import reference


@dataclass(frozen=True)
class ReferenceTable:
    """How the lines `s` of one reference file become rows of one table.

    `columns` maps a column to its SQL expression. Of a `settable` table the Department changes
    rows itself: a row that is there is never overwritten.
    """

    file: str
    table: str
    key: str
    columns: dict[str, str]
    joins: str = ""
    settable: bool = False


_UNIT = {
    "code": "s.code",
    "level": "s.level",
    "type": "s.type",
    "name": "s.name",
    "search_key": "s.search_key",
    "parent_id": "parent.id",
    "valid_from": "s.valid_from::date",
    "valid_to": "nullif(s.valid_to, '')::date",
    "legal_doc": "s.legal_doc",
    "latitude": "nullif(s.latitude, '')::numeric",
    "longitude": "nullif(s.longitude, '')::numeric",
}
# Province, district and commune codes differ in length: code and first day name the parent.
_PARENT = (
    "left join schools_adminunit parent on parent.code = s.parent_code"
    " and parent.valid_from = s.valid_from::date where s.level = '{level}'"
)
_UNITS = [
    ReferenceTable(
        "admin_units", "schools_adminunit", "code, level, valid_from", _UNIT,
        _PARENT.format(level=level),
    )
    for level in ("province", "district", "commune")
]  # fmt: skip

# File -> code of the programme (schools.choices.Programme).
_PROGRAMMES = {"curriculum_2018": "gdpt-2018", "curriculum_gdtx": "gdtx"}


def _programme(file: str, code: str) -> ReferenceTable:
    return ReferenceTable(
        file,
        "schools_curriculumline",
        "programme, grade_level_id, subject_id",
        {
            "programme": f"'{code}'",
            "grade_level_id": "s.grade_level::smallint",
            "subject_id": "subject.id",
            "annual_periods": "s.annual_periods::smallint",
            "form": "s.form",
            "kind": "s.kind",
            "has_topics": "s.topics = 'yes'",
        },
        "join schools_subject subject on subject.code = s.subject",
    )


TABLES = [
    *_UNITS,
    ReferenceTable(
        "admin_unit_successions",
        "schools_adminunitsuccession",
        "old_id, new_id",
        {
            "old_id": "old.id",
            "new_id": "new.id",
            "relation": "s.relation",
            "legal_doc": "s.legal_doc",
        },
        "join schools_adminunit old on (old.code, old.level) = (s.old_code, s.level)"
        " and old.valid_to is not null"
        " join schools_adminunit new on (new.code, new.level) = (s.new_code, s.level)"
        " and new.valid_from = old.valid_to + 1",
    ),
    ReferenceTable(
        "grade_levels",
        "schools_gradelevel",
        "id",
        {"id": "s.id::smallint", "name": "s.name", "stage": "s.stage"},
    ),
    ReferenceTable(
        "subjects",
        "schools_subject",
        "code",
        {
            "code": "s.code",
            "name": "s.name",
            "short_name": "s.short_name",
            "position": "s.position::smallint",
        },
    ),
    *[_programme(file, code) for file, code in _PROGRAMMES.items()],
    ReferenceTable(
        "school_years",
        "schools_schoolyear",
        "code",
        {"code": "s.code", "starts_on": "s.starts_on::date", "ends_on": "s.ends_on::date"},
        settable=True,
    ),
    ReferenceTable(
        "terms",
        "schools_term",
        "school_year_id, number",
        {
            "school_year_id": "year.id",
            "number": "s.number::smallint",
            "starts_on": "s.starts_on::date",
            "ends_on": "s.ends_on::date",
            "entry_opens_on": "s.entry_opens_on::date",
            "entry_closes_on": "s.entry_closes_on::date",
        },
        "join schools_schoolyear year on year.code = s.school_year",
        settable=True,
    ),
]


def load_reference(*, update: bool = False) -> dict[str, int]:
    """Bring in the reference rows that are missing; returns rows written by table.

    Safe on every start: a row that is there stays as it is, because an administrator may have
    corrected it. `update` takes the files' values instead, except for school years and terms,
    whose days are the Department's to set.
    """
    written: dict[str, int] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            count = _load(cursor, table, update and not table.settable)
            written[table.table] = written.get(table.table, 0) + count
    return written


def _load(cursor: CursorWrapper, table: ReferenceTable, update: bool) -> int:
    names, lines = _lines(table.file)
    stage_rows(cursor, "reference_lines", dict.fromkeys(names, "text"), lines)
    columns = ", ".join(table.columns)
    conflict = "do nothing"
    if update:
        fields = [name for name in table.columns if name not in table.key.split(", ")]
        conflict = (
            f"do update set {', '.join(f'{name} = excluded.{name}' for name in fields)}"
            f" where ({', '.join(f't.{name}' for name in fields)})"
            f" is distinct from ({', '.join(f'excluded.{name}' for name in fields)})"
        )
    cursor.execute(
        f"insert into {table.table} as t ({columns})"
        f" select {', '.join(table.columns.values())} from reference_lines s {table.joins}"
        f" on conflict ({table.key}) {conflict}"
    )
    count: int = cursor.rowcount
    return count


def _lines(file: str) -> tuple[list[str], Iterator[Row]]:
    """Column names and lines of a reference file; places get the key they are searched by."""
    lines = list(reference.rows(file))
    names = list(lines[0])
    if file != "admin_units":
        return names, (list(line.values()) for line in lines)
    return [*names, "search_key"], ([*line.values(), search_key(line["name"])] for line in lines)
