"""A school's register as one file: taken out at the Department, the beginning of its own portal.

The rows keep their primary keys and the students their identities, so that what the school seals
names the same children as what the Department holds. JSON lines: a header, then a table each.
PostgreSQL writes the rows and reads them back; nothing of them passes through a Python value.
"""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple, TextIO

from django.conf import settings
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from django.utils import timezone

from eduportal.accounts.models import User
from eduportal.exchange.services import look_at_everything
from eduportal.operations.demo.bulk import settle
from eduportal.scoping import everywhere
from grades.models import ProvinceWindow, RegulationSet, SchoolWindow
from schools import models as schools
from staffing import models as staffing
from students import models as students

FORMAT = "eduportal-register/1"
# In the order in which they point at each other.
PROVINCE: list[type[Model]] = [
    schools.AdminUnit, schools.AdminUnitSuccession, schools.GradeLevel, schools.Subject,
    schools.CurriculumLine, schools.SchoolYear, schools.Term, RegulationSet, ProvinceWindow,
    staffing.StaffingNorms,
]  # fmt: skip
OF_A_SCHOOL: list[type[Model]] = [
    schools.ClassGroup, students.Student, students.Enrolment, students.ChosenSubject,
    students.StudyTopic, students.Paper, students.Exemption, staffing.StaffMember, staffing.Post,
    staffing.Duty, staffing.StaffSubject, staffing.Qualification, staffing.Title, staffing.Leave,
    staffing.Training, staffing.PlannedClasses,
    staffing.TeachingAssignment, staffing.Substitution,
    staffing.HomeroomAssignment, staffing.Quota, staffing.StandardRating, staffing.Wish,
    staffing.Protection, SchoolWindow,
]  # fmt: skip
TABLES: list[type[Model]] = [*PROVINCE, schools.School, *OF_A_SCHOOL]
REASON = "a school's register is handed over"


class CannotTake(Exception):
    """The register cannot be brought in: why, in one sentence."""


class Table(NamedTuple):
    """One line of the file: the rows as PostgreSQL's own JSON."""

    name: str
    columns: list[str]
    rows: str


def write_register(school: schools.School, file: TextIO) -> int:
    """Write the school's register with the Department's tables behind it; how many rows.

    Accounts stay where they are: what points at one is empty in the file.
    """
    about = {"format": FORMAT, "school": school.code, "from": settings.EDUPORTAL_NODE}
    file.write(json.dumps(about | {"at": timezone.now().isoformat(timespec="seconds")}) + "\n")
    count = 0
    with everywhere(REASON), connection.cursor() as cursor:
        for model in TABLES:
            name, condition = model._meta.db_table, _condition(model)
            cursor.execute(
                "select coalesce(json_agg(r), '[]')::text, count(*)"
                f" from (select {_values(model)} from {name} {condition} order by 1) r",
                [school.pk] if condition else [],
            )
            rows, found = cursor.fetchone()
            count += found
            line = {"table": name, "columns": _columns(model), "rows": rows}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return count


def take_register(file: TextIO) -> str:
    """Bring a register into this empty node, all of it or nothing; the school's code.

    Run by the owner of the database. The node's own tables of the province give way to the
    Department's. Raises CannotTake.
    """
    about = _header(file.readline())
    tables = _read(file)
    try:
        with everywhere(REASON), transaction.atomic(), connection.cursor() as cursor:
            if schools.School.objects.exists():
                raise CannotTake("This node has a register already; nothing was changed.")
            _replace(cursor, tables)
            # No trigger has noted the rows: the registers are sealed with the next run.
            look_at_everything()
    except (DataError, IntegrityError) as problem:
        raise CannotTake("The rows of the file do not fit together.") from problem
    return str(about["school"])


def _replace(cursor: CursorWrapper, tables: Sequence[Table]) -> None:
    names = [model._meta.db_table for model in TABLES]
    # The rows were guarded where they were made; here they are what they were there.
    for name in names:
        cursor.execute(f"alter table {name} disable trigger user")
    for model in reversed(PROVINCE):
        cursor.execute(f"delete from {model._meta.db_table}")
    for table in tables:
        _insert(cursor, table)
    settle(cursor)
    for name in names:
        cursor.execute(f"alter table {name} enable trigger user")
    for statement in connection.ops.sequence_reset_sql(no_style(), TABLES):
        cursor.execute(statement)


def _condition(model: type[Model]) -> str:
    if model in PROVINCE:
        return ""
    return f"where {'id' if model is schools.School else 'school_id'} = %s"


def _columns(model: type[Model]) -> list[str]:
    return [str(field.column) for field in model._meta.local_concrete_fields]


def _values(model: type[Model]) -> str:
    """The columns as they are written: no account, and a school that works where it is read."""
    fields = model._meta.local_concrete_fields
    empty = {field.column: "null" for field in fields if field.related_model is User}
    if model is schools.School:
        empty["node"] = "''"
    return ", ".join(f'{empty.get(name, "")} "{name}"' for name in _columns(model))


def _header(line: str) -> dict[str, Any]:
    try:
        about = json.loads(line)
        if about["format"] == FORMAT:
            return dict(about)
    except (ValueError, KeyError, TypeError):
        pass
    raise CannotTake("The file holds no school's register.")


def _read(file: TextIO) -> list[Table]:
    """The tables of the file, which must be those of this version of the portal, in order."""
    expected = [(model._meta.db_table, _columns(model)) for model in TABLES]
    try:
        lines = [json.loads(line) for line in file]
        if [(line["table"], line["columns"]) for line in lines] == expected:
            return [Table(line["table"], line["columns"], line["rows"]) for line in lines]
    except (ValueError, KeyError, TypeError):
        pass
    raise CannotTake("The file was written by another version of the portal, or cut short.")


def _insert(cursor: CursorWrapper, table: Table) -> None:
    names = ", ".join(f'"{name}"' for name in table.columns)
    cursor.execute(
        f"insert into {table.name} ({names}) select {names}"
        f" from json_populate_recordset(null::{table.name}, %s::json)",
        [table.rows],
    )
